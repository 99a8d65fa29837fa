/** @file How well and how fast plans answer judged queries: every plan on every query, in one process, in turn. */
import type { Matrix } from '../base/matrix.ts'
import { rowOf } from '../base/matrix.ts'
import type { WorkOptions } from '../base/progress.ts'
import type { Judgements, Query, Run, ScoredDocument } from '../data/document.ts'
import { evaluateRun, type RunScores } from '../metrics/evaluate-run.ts'
import type { Metric } from '../metrics/metric.ts'
import { answerPlan } from '../search/answer-plan.ts'
import type { Plan } from '../search/plan.ts'
import { searchCollection } from '../search/search-collection.ts'
import type { PlanToAnswer } from '../search/search-options.ts'
import { spacesOf } from '../search/stages/stages-table.ts'
import type { Collection } from '../store/collection.ts'
import { comparePlans } from './compare-plans.ts'
import { percentile } from './percentile.ts'
import type { DatasetSummary, PlanReport, Report } from './report.ts'
import { bootstrapMean } from './statistics/bootstrap.ts'

export interface NamedPlan {
  readonly name: string
  readonly plan: Plan
}

/** The queries as one space's encoder sees them, and what each took. */
export interface QueryVectors {
  /** `[queries, dim]` */
  readonly vectors: Matrix
  /** Wall time of encoding each query alone. */
  readonly encodeMs: Float64Array
}

export interface EvaluateOptions extends WorkOptions {
  readonly dataset: DatasetSummary
  readonly queries: readonly Query[]
  readonly judgements: Judgements
  readonly plans: readonly NamedPlan[]
  readonly metrics: readonly Metric[]
  /** By space; one row for each query, in order. */
  readonly queryVectors: Readonly<Record<string, QueryVectors>>
  /** True where a query that is also a document (same id) must not find itself. */
  readonly ignoreIdenticalIds: boolean
  readonly seed: number
}

export interface Evaluation {
  readonly report: Report
  /** By plan: the results that were scored. */
  readonly runs: ReadonlyMap<string, Run>
  /** By plan: every query's figures. */
  readonly scores: ReadonlyMap<string, RunScores>
}

/** Metrics without a cut-off look this deep, as trec_eval does by default. */
const DEPTH_DEFAULT = 1000

/** The lowest rank that any of the metrics looks at. */
export const depthOf = (metrics: readonly Metric[]): number =>
  Math.max(...metrics.map(({ cutoff }) => cutoff ?? DEPTH_DEFAULT))

/** Searches before the clock counts: compiled code and warm caches are what a server has. */
const WARM_UP_QUERIES = 10

interface Measured {
  readonly run: Map<string, ScoredDocument[]>
  readonly latenciesMs: number[]
}

/** @throws what searching throws; the signal's reason when aborted */
export async function evaluatePlans(collection: Collection, options: EvaluateOptions): Promise<Evaluation> {
  const { plans, queries, metrics, judgements, seed } = options
  const measured = new Map(plans.map(({ name }): [string, Measured] => [name, { run: new Map(), latenciesMs: [] }]))
  for (let index = 0; index < Math.min(WARM_UP_QUERIES, queries.length); index++) {
    for (const { plan } of plans) await searchQuery(collection, { plan, index, options })
  }
  for (const index of queries.keys()) {
    options.signal?.throwIfAborted()
    // Plans take turns at going first, so that none always finds the caches warmed by another.
    for (let turn = 0; turn < plans.length; turn++) {
      const { name, plan } = plans[(turn + index) % plans.length] as NamedPlan
      const { run, latenciesMs } = measured.get(name) as Measured
      latenciesMs.push(await searchQuery(collection, { plan, index, options }))
      run.set((queries[index] as Query).id, await rankQuery(collection, { plan, index, options }))
    }
    options.onProgress?.({ stage: 'evaluating', done: index + 1, total: queries.length, unit: 'queries' })
  }
  const scores = new Map(plans.map(({ name }) => [name, evaluateRun(judgements, runOf(measured, name), { metrics })]))
  const report: Report = {
    dataset: options.dataset,
    plans: plans.map(({ name, plan }) =>
      reportPlan(
        { name, plan },
        { scores: scores.get(name) as RunScores, latenciesMs: (measured.get(name) as Measured).latenciesMs, options },
      ),
    ),
    comparisons: comparePlans(
      plans.map(({ name }) => name),
      { scores, metrics, seed },
    ),
    seed,
    encoders: Object.fromEntries(
      Object.entries(collection.settings.spaces).map(([space, { encoder, fingerprint }]) => [
        space,
        { ref: encoder.ref, fingerprint },
      ]),
    ),
    dialect: 'trec_eval',
  }
  return { report, runs: new Map(plans.map(({ name }) => [name, runOf(measured, name)])), scores }
}

const runOf = (measured: ReadonlyMap<string, Measured>, name: string): Run => measured.get(name)?.run ?? new Map()

interface OneQuery {
  readonly plan: Plan
  readonly index: number
  readonly options: EvaluateOptions
}

function searchOptions({ plan, index, options }: OneQuery): PlanToAnswer {
  return {
    plan,
    vectors: Object.fromEntries(
      Object.entries(options.queryVectors).map(([space, { vectors }]) => [space, rowOf(vectors, index)]),
    ),
    excludeId: options.ignoreIdenticalIds ? options.queries[index]?.id : undefined,
    signal: options.signal,
  }
}

/** @returns milliseconds, encoding the query included */
async function searchQuery(collection: Collection, one: OneQuery): Promise<number> {
  const { timingMs } = await searchCollection(
    collection,
    one.options.queries[one.index]?.text ?? '',
    searchOptions(one),
  )
  const encodeMs = spacesOf(one.plan.retrieve).map((space) => one.options.queryVectors[space]?.encodeMs[one.index] ?? 0)
  return encodeMs.reduce((a, b) => a + b, timingMs.total)
}

/** The same search as deep as the metrics look. */
async function rankQuery(collection: Collection, one: OneQuery): Promise<ScoredDocument[]> {
  const deep = { ...one, plan: { ...one.plan, offset: 0, limit: depthOf(one.options.metrics) } }
  const { ranking } = await answerPlan(collection, one.options.queries[one.index]?.text ?? '', searchOptions(deep))
  return ranking.map(({ document, score }) => ({ docId: document.id, score }))
}

function reportPlan(
  { name, plan }: NamedPlan,
  {
    scores,
    latenciesMs,
    options,
  }: { readonly scores: RunScores; readonly latenciesMs: readonly number[]; readonly options: EvaluateOptions },
): PlanReport {
  const values = (metric: string): number[] => Array.from(scores.perQuery.values(), (figures) => figures[metric] ?? 0)
  return {
    name,
    plan,
    metrics: Object.fromEntries(
      options.metrics.map((metric) => [metric.name, bootstrapMean(values(metric.name), { seed: options.seed })]),
    ),
    latencyMs: {
      p50: percentile(latenciesMs, 0.5),
      p95: percentile(latenciesMs, 0.95),
      p99: percentile(latenciesMs, 0.99),
    },
  }
}
