/** @file Judged queries and plans on a collection -> a report. */
import type { WorkOptions } from '../base/progress.ts'
import type { Judgements, Query, Run } from '../data/document.ts'
import type { Encoder } from '../encode/encoder.ts'
import type { Reranker } from '../encode/reranker.ts'
import { countResults } from '../metrics/count-results.ts'
import type { DialectName } from '../metrics/dialects.ts'
import { evaluateRun, type RunScores } from '../metrics/evaluate-run.ts'
import { scales } from '../metrics/mean.ts'
import type { Metric } from '../metrics/metric.ts'
import { parseMetric, parseMetrics } from '../metrics/parse-metric.ts'
import { spacesOf } from '../search/stages/stages-table.ts'
import type { Collection } from '../store/collection.ts'
import type { Project } from '../store/project.ts'
import { advise } from './advise.ts'
import { checkJudgedDocuments } from './check-judged-documents.ts'
import { checkQueries } from './check-queries.ts'
import { type ChosenPlan, choosePlans, defaultPlans, depthOf, type PlanChoice } from './choose-plans.ts'
import { comparePlans } from './compare-plans.ts'
import { describeEnvironment } from './environment.ts'
import { type Measured, measurePlans, type QueryVectors } from './evaluate-plans.ts'
import type { EvaluationRequest } from './evaluation-request.ts'
import { hashData } from './hash-data.ts'
import { latencyUtility } from './latency-utility.ts'
import { findLegDifferences, legsOf } from './legs.ts'
import { percentile } from './percentile.ts'
import { encodeQueries } from './query-vectors.ts'
import type { DatasetSummary, Estimate, PlanReport, Report } from './report.ts'
import { bootstrapMean } from './statistics/bootstrap.ts'
import type { Warning } from './warnings.ts'

/** Options of every evaluation. */
export interface EvaluateOptions extends WorkOptions {
  /** Names, partial plans or complete ones. Default: lexical, and if there are vectors also dense and hybrid. */
  readonly plans?: readonly PlanChoice[] | undefined
  /** Names as in ir_measures, or parsed metrics. Default: nDCG@10, RR@10, R@100. The first one decides the advice. */
  readonly metrics?: readonly (string | Metric)[] | undefined
  /** The project of the collection: opens the encoders and rerankers that the plans need. */
  readonly project?: Pick<Project, 'encoder' | 'reranker'> | undefined
  /** The encoder of each space that the plans search. Default: the project's. */
  readonly encoderOf?: ((space: string) => Promise<Encoder>) | undefined
  /** By the name that plans use. */
  readonly rerankers?: Readonly<Record<string, Reranker>> | undefined
  /** Opens a reranker by its reference; called for what `rerankers` does not have. Default: the project. */
  readonly rerankerOf?: ((ref: string) => Promise<Reranker>) | undefined
  /** Whose conventions hold for what the names of metrics do not say. Default: trec_eval. */
  readonly dialect?: DialectName | undefined
  /** Also measures `utility`: the first metric, halved for each half-life of latency. Default: not measured. */
  readonly latencyHalfLifeMs?: number | undefined
  /** True if a query that is also a document (same id) must not find itself, as in ArguAna. Default: false. */
  readonly ignoreIdenticalIds?: boolean | undefined
  /** Seed of the resampling for intervals and tests. Default: 13. */
  readonly seed?: number | undefined
  /** Called with the result and what it was made from, before a collection in memory is closed. */
  readonly inspect?: ((evaluated: Evaluated) => Promise<void>) | undefined
}

export interface EvaluateCollectionOptions extends EvaluateOptions {
  readonly queries: readonly Query[]
  readonly judgements: Judgements
  /** Name of the data in the report. Default: the collection's name. */
  readonly name?: string | undefined
}

export interface Evaluation {
  readonly report: Report
  /** By plan: the results that were scored. */
  readonly runs: ReadonlyMap<string, Run>
  /** By plan: every query's figures. */
  readonly scores: ReadonlyMap<string, RunScores>
}

/** An evaluation with all that it was made from. */
export interface Evaluated extends Evaluation {
  readonly collection: Collection
  /** Those that were measured. */
  readonly queries: readonly Query[]
  /** Theirs alone. */
  readonly judgements: Judgements
  readonly plans: readonly ChosenPlan[]
  /** By space; one row for each query, in order. */
  readonly queryVectors: Readonly<Record<string, QueryVectors>>
  readonly encoderOf?: ((space: string) => Promise<Encoder>) | undefined
}

export const METRICS_DEFAULT = 'nDCG@10,RR@10,R@100'
const SEED_DEFAULT = 13
/** How far results are looked at for judgements where the first metric has no cut-off. */
const COUNT_DEPTH = 10

/**
 * Evaluates plans on a collection by judged queries. Queries without a relevant document (no grade above 0) are left out: no ranking of them is better
 * than another. The report counts them.
 *
 * @throws EVALUATE_NO_JUDGEMENTS, EVALUATE_NO_JUDGED_DOCUMENTS, EVALUATE_QUERY_ID_REPEATED, EVALUATE_JUDGED_QUERY_UNKNOWN, EVALUATE_QUERY_FAILED,
 *   EVALUATE_METRIC_TOO_DEEP, EVALUATE_PLAN_NAME_REPEATED, SEARCH_PLAN_INVALID, METRICS_*, and what encoders throw
 */
export const evaluateCollection = (collection: Collection, options: EvaluateCollectionOptions): Promise<Evaluation> =>
  evaluate(collection, { ...options, expectsAllJudged: true })

/** What only the callers in this room say. */
export interface EvaluateData extends EvaluateCollectionOptions {
  readonly split?: string | undefined
  /** Of the data set's files. Default: of the collection's documents, with queries and judgements. */
  readonly hash?: string | undefined
  readonly expectsAllJudged: boolean
  /** Found before. */
  readonly warnings?: readonly Warning[] | undefined
  readonly request?: EvaluationRequest | undefined
}

export async function evaluate(collection: Collection, given: EvaluateData): Promise<Evaluation> {
  const data = { ...given, ...openersOf(collection, given) }
  const metrics = metricsOf(data)
  const chosen = await choosePlans(data.plans ?? defaultPlans(collection), { collection, metrics })
  const checked = checkQueries(data.queries, { ...data, name: data.name ?? collection.name, split: data.split })
  const judged = await checkJudgedDocuments(collection, checked.judgements)
  const { queries, judgements } = checked
  const legs = legsOf(chosen.plans)
  const queryVectors = await encodeForSpaces(chosen.plans, { ...data, queries })
  const measured = await measurePlans(collection, {
    ...data,
    ...chosen,
    queries,
    legs: legs.filter(({ isExtra }) => isExtra),
    depth: Math.max(depthOf(metrics), 10),
    queryVectors,
    ignoreIdenticalIds: data.ignoreIdenticalIds === true,
  })
  const runs = new Map(Array.from(measured.plans, ([name, { run }]) => [name, run]))
  const scores = new Map(Array.from(runs, ([name, run]) => [name, evaluateRun(judgements, run, { metrics })]))
  const differences = await findLegDifferences(collection, {
    legs,
    runs: new Map([...runs, ...measured.legs]),
    ...checked,
  })
  const dataset: DatasetSummary = {
    name: data.name ?? collection.name,
    ...(data.split === undefined ? {} : { split: data.split }),
    hash: data.hash ?? (await hashData(collection, data)),
    documents: await collection.count(),
    queries: queries.length,
    unanswerable: checked.unanswerable,
  }
  const warnings = [...(data.warnings ?? []), ...checked.warnings, ...judged.warnings, ...chosen.warnings]
  const report = toReport(collection, {
    data,
    plans: chosen.plans,
    measured: measured.plans,
    judgements,
    scores,
    metrics,
    dataset,
    differences,
    warnings,
  })
  const evaluation = { report, runs, scores }
  const { plans } = chosen
  await data.inspect?.({
    ...evaluation,
    collection,
    queries,
    judgements,
    plans,
    queryVectors,
    encoderOf: data.encoderOf,
  })
  return evaluation
}

function openersOf(
  collection: Collection,
  { project, encoderOf, rerankerOf }: EvaluateOptions,
): Pick<EvaluateOptions, 'encoderOf' | 'rerankerOf'> {
  if (project === undefined) return { encoderOf, rerankerOf }
  return {
    encoderOf: encoderOf ?? (async (space) => project.encoder(collection, space)),
    rerankerOf: rerankerOf ?? (async (ref) => project.reranker(ref)),
  }
}

function metricsOf({ metrics: given, dialect }: EvaluateOptions): Metric[] {
  const metrics = given?.map((metric) => (typeof metric === 'string' ? parseMetric(metric, { dialect }) : metric)) ?? []
  if (metrics.length === 0) return parseMetrics(METRICS_DEFAULT, { dialect })
  return [...new Map(metrics.map((metric) => [metric.name, metric])).values()]
}

async function encodeForSpaces(
  plans: readonly ChosenPlan[],
  { encoderOf, queries, ...work }: EvaluateCollectionOptions,
): Promise<Record<string, QueryVectors>> {
  const encoded: Record<string, QueryVectors> = {}
  if (encoderOf === undefined) return encoded
  for (const space of spacesOf(plans.flatMap(({ plan }) => plan.retrieve)))
    encoded[space] = await encodeQueries(await encoderOf(space), queries, { ...work, space })
  return encoded
}

interface ReportParts {
  readonly data: EvaluateData
  readonly plans: readonly ChosenPlan[]
  readonly measured: ReadonlyMap<string, Measured>
  readonly judgements: Judgements
  readonly scores: ReadonlyMap<string, RunScores>
  readonly metrics: readonly Metric[]
  readonly dataset: DatasetSummary
  readonly differences: Report['differences']
  readonly warnings: readonly Warning[]
}

function toReport({ settings }: Collection, parts: ReportParts): Report {
  const { data, dataset, scores, metrics, differences, warnings } = parts
  const seed = data.seed ?? SEED_DEFAULT
  const plans = parts.plans.map((plan) => reportPlan(plan, { ...parts, seed }))
  const names = plans.map(({ name }) => name)
  const comparisons = comparePlans(names, { scores, metrics, seed })
  const spaces = Object.entries(settings.spaces)
  return {
    dataset,
    collection: settings,
    plans,
    perQuery: Object.fromEntries(names.map((name) => [name, Object.fromEntries(scores.get(name)?.perQuery ?? [])])),
    comparisons,
    differences,
    advice: advise(plans, { comparisons, metrics: metrics.map(({ name }) => name), queries: dataset.queries }),
    warnings,
    seed,
    encoders: Object.fromEntries(
      spaces.map(([space, { encoder, fingerprint }]) => [space, { ref: encoder.ref, fingerprint }]),
    ),
    rerankers: Object.fromEntries(
      parts.plans.flatMap(({ name, plan }) => {
        const used = parts.measured.get(name)?.reranker
        return plan.rerank === undefined || used === undefined ? [] : [[plan.rerank.reranker, used]]
      }),
    ),
    dialect: data.dialect ?? 'trec_eval',
    ...(data.latencyHalfLifeMs === undefined ? {} : { latencyHalfLifeMs: data.latencyHalfLifeMs }),
    ignoreIdenticalIds: data.ignoreIdenticalIds === true,
    concurrency: 1,
    environment: describeEnvironment(spaces.map(([, { encoder }]) => encoder.ref)),
    ...(data.request === undefined ? {} : { request: data.request }),
  }
}

function reportPlan(
  { name, plan }: ChosenPlan,
  { data, measured, judgements, scores, metrics, seed }: ReportParts & { readonly seed: number },
): PlanReport {
  const latenciesMs = measured.get(name)?.latenciesMs ?? []
  const figures = [...(scores.get(name)?.perQuery.values() ?? [])]
  return {
    name,
    plan,
    metrics: Object.fromEntries(metrics.map((metric) => [metric.name, estimateOf(figures, metric, { seed })])),
    latencyMs: {
      p50: percentile(latenciesMs, 0.5),
      p95: percentile(latenciesMs, 0.95),
      p99: percentile(latenciesMs, 0.99),
    },
    ...utilityOf(figures, metrics[0], { latenciesMs, halfLifeMs: data.latencyHalfLifeMs, seed }),
    counts: countResults(judgements, measured.get(name)?.run ?? new Map(), {
      depth: metrics[0]?.cutoff ?? COUNT_DEPTH,
      order: metrics[0]?.order ?? 'trec_eval',
    }),
  }
}

function utilityOf(
  figures: readonly Readonly<Record<string, number>>[],
  metric: Metric | undefined,
  {
    latenciesMs,
    halfLifeMs,
    seed,
  }: { readonly latenciesMs: readonly number[]; readonly halfLifeMs: number | undefined; readonly seed: number },
): Pick<PlanReport, 'utility'> {
  if (halfLifeMs === undefined || metric === undefined) return {}
  const ofMetric = figures.map((values) => values[metric.name] ?? 0)
  return { utility: bootstrapMean(latencyUtility(ofMetric, latenciesMs, { halfLifeMs }), { seed }) }
}

function estimateOf(
  figures: readonly Readonly<Record<string, number>>[],
  { name, mean }: Metric,
  { seed }: { readonly seed: number },
): Estimate {
  const { scale, unscale } = scales[mean]
  const { value, low, high } = bootstrapMean(
    figures.map((values) => scale(values[name] ?? 0)),
    { seed },
  )
  return { value: unscale(value), low: unscale(low), high: unscale(high) }
}
