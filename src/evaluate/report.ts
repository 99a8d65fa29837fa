/** @file The report of an evaluation as plain JSON, with everything needed to run it again. */
import type { ResultCounts } from '../metrics/count-results.ts'
import type { DialectName } from '../metrics/dialects.ts'
import type { Plan } from '../search/plan.ts'
import type { CollectionSettings } from '../store/collection.ts'
import type { Gate } from '../train/gate.ts'
import type { Advice } from './advise.ts'
import type { Environment } from './environment.ts'
import type { EvaluationRequest } from './evaluation-request.ts'
import type { MissCause } from './causes/cause.ts'
import type { LegDifference } from './leg-difference.ts'
import type { Warning } from './warnings.ts'

/** A mean over queries with its 95% interval. */
export interface Estimate {
  readonly value: number
  readonly low: number
  readonly high: number
}

/** Wall time of whole searches, one at a time, including the encoding of the query. */
export interface Latency {
  readonly p50: number
  readonly p95: number
  readonly p99: number
}

export interface PlanReport {
  readonly name: string
  readonly plan: Plan
  /** By the metric's canonical name. */
  readonly metrics: Readonly<Record<string, Estimate>>
  readonly latencyMs: Latency
  /** The first metric, halved for each half-life of latency; only where one was given (`latencyHalfLifeMs`). */
  readonly utility?: Estimate
  /** Ties, empty answers and unjudged results behind the figures. */
  readonly counts: ResultCounts
}

/** Plan b minus plan a on the same queries. */
export interface Comparison {
  readonly a: string
  readonly b: string
  readonly metric: string
  /** How many queries both were measured on. */
  readonly queries: number
  readonly delta: number
  /** 95% interval of the difference, by the percentile bootstrap. */
  readonly low: number
  readonly high: number
  /** The same interval, bias-corrected and accelerated: where it disagrees much, the queries are few or the differences skewed. */
  readonly bca: { readonly low: number; readonly high: number }
  /** Two-sided, paired randomisation test (Fisher). */
  readonly p: number
  /** Two-sided, paired t test. */
  readonly pT: number
  /** p after Holm's correction for all pairs of this metric. */
  readonly pHolm: number
  /** The smallest difference that this many queries show 8 times in 10, at 0.05 divided by the number of pairs. */
  readonly detectable: number
  /** How many judged queries would show a difference of 2 points 8 times in 10. */
  readonly queriesNeeded: number
  /** What this shows, for people. A winner is named only where the interval and the corrected test agree. */
  readonly sentence: string
}

/** The queries that only one of two ways of searching answers. */
export interface Differences {
  /** Plans of one stage each, by name. */
  readonly between: readonly [string, string]
  /** By the plan that answers, then by the cause of the other plan's miss. */
  readonly counts: Readonly<Record<string, Readonly<Partial<Record<MissCause, number>>>>>
  readonly queries: readonly (LegDifference & { readonly text: string })[]
}

export interface DatasetSummary {
  readonly name: string
  /** Of a data set; absent if the judgements are for a collection. */
  readonly split?: string
  /** SHA-256 of documents, queries and judgements. */
  readonly hash: string
  readonly documents: number
  /** Judged queries with a relevant document: the figures are means over these. */
  readonly queries: number
  /** Judged queries without a relevant document, which are left out. */
  readonly unanswerable: number
}

/** The model that made vectors or scores. */
export interface ModelReference {
  readonly ref: string
  /** Equal fingerprints give equal numbers. */
  readonly fingerprint: string
}

/** What came of adapting the encoder to the documents before measuring. */
export interface AdaptSummary {
  /** Of training. */
  readonly seconds: number
  readonly steps: number
  /** Whether `plans` were measured with the adapted encoder. */
  readonly kept: boolean
  readonly reason: string
  /** Undefined where there were too few documents to hold any out. */
  readonly gate: Gate | undefined
  /** What the space's leg is worth beside words in `plans`. */
  readonly hybridWeight: number
  /** Each plan with the adapted encoder (b) against itself with the original one (a); none where that was kept. */
  readonly comparisons?: readonly Comparison[]
}

export interface Report {
  readonly dataset: DatasetSummary
  /** Analyzer, fields with their weights, and spaces of what was searched. */
  readonly collection: CollectionSettings
  readonly plans: readonly PlanReport[]
  /** The same plans with the encoder that was adapted; only where one was. */
  readonly before?: readonly PlanReport[]
  readonly adapt?: AdaptSummary
  /** By plan, by query, by metric. */
  readonly perQuery: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, number>>>>>>
  readonly comparisons: readonly Comparison[]
  readonly differences: readonly Differences[]
  readonly advice: Advice
  /** Problems with queries and judgements, and limits of the figures. */
  readonly warnings: readonly Warning[]
  readonly seed: number
  /** By space: the encoder of its vectors. */
  readonly encoders: Readonly<Record<string, ModelReference>>
  /** By the name that plans use. */
  readonly rerankers: Readonly<Record<string, ModelReference>>
  /** Whose conventions hold for what the names of the metrics do not say. Judged queries without results count as 0 in all of them. */
  readonly dialect: DialectName
  /** The wait after which an answer is worth half; absent if `utility` was not asked for. */
  readonly latencyHalfLifeMs?: number
  /** A query that is also a document (same id) did not find itself. */
  readonly ignoreIdenticalIds: boolean
  /** Searches at a time while latency was measured. */
  readonly concurrency: 1
  readonly environment: Environment
  /** The request that gives these figures again; absent if a program evaluated its own collection object. */
  readonly request?: EvaluationRequest
}
