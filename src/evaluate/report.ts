/** @file What an evaluation says, as plain JSON, with all that is needed to repeat it. */
import type { Plan } from '../search/plan.ts'

/** A mean over queries with its 95% interval. */
export interface Estimate {
  readonly value: number
  readonly low: number
  readonly high: number
}

/** Wall time of whole searches, one at a time; encoding the query included. */
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
}

/** Plan b minus plan a on the same queries. */
export interface Comparison {
  readonly a: string
  readonly b: string
  readonly metric: string
  readonly delta: number
  /** 95% interval of the difference. */
  readonly low: number
  readonly high: number
  /** Two-sided, paired randomisation test. */
  readonly p: number
}

export interface DatasetSummary {
  readonly name: string
  readonly split: string
  /** SHA-256 of the data set's files. */
  readonly hash: string
  readonly documents: number
  /** Queries of the split that some document answers: the figures are over these. */
  readonly queries: number
  /** Judged queries that no document answers, left out. */
  readonly unanswerable: number
}

export interface Report {
  readonly dataset: DatasetSummary
  readonly plans: readonly PlanReport[]
  readonly comparisons: readonly Comparison[]
  readonly seed: number
  /** By space: who made the vectors. */
  readonly encoders: Readonly<Record<string, { readonly ref: string; readonly fingerprint: string }>>
  /** trec_eval: order by score as float32, ties by identifier descending; unanswered judged queries count 0. */
  readonly dialect: 'trec_eval'
}
