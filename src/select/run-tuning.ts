/** @file From a request to a tuned plan: which queries to tune on, which to report on, and the plan to use from now on. */
import { createRandom, shuffle } from '../base/random.ts'
import { openDataset } from '../data/dataset.ts'
import { depthOf } from '../evaluate/choose-plans.ts'
import type { Evaluated } from '../evaluate/evaluate-collection.ts'
import type { DatasetSource, EvaluationRequest } from '../evaluate/evaluation-request.ts'
import type { Comparison } from '../evaluate/report.ts'
import { runEvaluation, type RunEvaluationOptions, withDataset } from '../evaluate/run-evaluation.ts'
import { type Metric } from '../metrics/metric.ts'
import { parseMetric } from '../metrics/parse-metric.ts'
import { planFor } from '../search/plan-for.ts'
import type { Plan } from '../search/plan.ts'
import { openVectorCache } from '../store/encoders/vector-cache.ts'
import { vectorCachePath } from '../store/open-project.ts'
import type { Project } from '../store/project.ts'
import { planReranks } from './errors.ts'
import { pickQueries } from './pick-queries.ts'
import { planScorer } from './score-plans.ts'
import { compareFigures, TUNED, tunePlan, UNTUNED } from './tune-plan.ts'

export interface TuningRequest extends Pick<EvaluationRequest, 'source' | 'plans' | 'ignoreIdenticalIds' | 'seed'> {
  readonly metric: string
  readonly folds: number
}

export interface Tuning {
  /** What to search with. */
  readonly plan: Plan
  /** Whether the plan differs from the one that was to be tuned. */
  readonly isTuned: boolean
  /** The best found on the queries that were tuned on; absent where there are no judgements. */
  readonly candidate?: Plan | undefined
  /** Tuned against untuned, each query by a plan that was tuned without it. */
  readonly crossValidated?: Comparison | undefined
  /** The plan that was found against the untuned one on queries that tuning never saw, looked at once. */
  readonly heldOut?: Comparison | undefined
  /** What was done with the data, in sentences. */
  readonly notes: readonly string[]
  readonly metric: string
  readonly seed: number
}

/** Enough for differences of 2 points; more take longer and change little. */
const QUERIES_MAX = 300
const TEST = 'test'

/**
 * Tunes on the split that the source names. Where that is the only one, on a half of its queries; the other half is for the report.
 *
 * @throws SELECT_QUERIES_TOO_FEW, SELECT_PLAN_RERANKS, and what runEvaluation throws
 */
export async function runTuning(
  project: Project,
  request: TuningRequest,
  options: RunEvaluationOptions = {},
): Promise<Tuning> {
  const metric = parseMetric(request.metric)
  const { source } = request
  const splits = 'dataset' in source ? (await openDataset(source.dataset)).splits : ['']
  if ('dataset' in source && splits.length === 0) return keepDefault(project, { ...request, source }, options)
  const hasTest = 'dataset' in source && source.split !== TEST && splits.includes(TEST)
  const asked = { ...request, metrics: [metric.name] }
  let tuning: Tuning | undefined
  await runEvaluation(project, asked, {
    ...options,
    inspect: async (evaluated) => {
      tuning = await tuneOn(evaluated, { request, metric, isHalved: !hasTest, options })
    },
  })
  const tuned = tuning as Tuning
  return hasTest ? reportOnTest(project, { asked: { ...asked, source }, tuned, options }) : tuned
}

async function keepDefault(
  project: Project,
  { source, metric, seed }: TuningRequest & { readonly source: DatasetSource },
  options: RunEvaluationOptions,
): Promise<Tuning> {
  const cache = openVectorCache(vectorCachePath(project))
  try {
    const plan = await withDataset(source, { ...options, cache }, async ({ collection }) =>
      planFor(collection, undefined),
    )
    const notes = ['The data set has no judgements, so nothing can show a gain: the plan is the default one.']
    return { plan, isTuned: false, notes, metric, seed }
  } finally {
    cache.close()
  }
}

interface TuneOnOptions {
  readonly request: TuningRequest
  readonly metric: Metric
  /** Whether half of the queries are kept for the report. */
  readonly isHalved: boolean
  readonly options: RunEvaluationOptions
}

async function tuneOn(evaluated: Evaluated, { request, metric, isHalved, options }: TuneOnOptions): Promise<Tuning> {
  const { collection, plans } = evaluated
  const { seed, folds } = request
  const plan =
    request.plans === undefined
      ? await planFor(collection, undefined, { depth: depthOf([metric]) })
      : (plans[0]?.plan as Plan)
  if (plan.rerank !== undefined) throw planReranks(plan.rerank)
  const { tunedOn, reportedOn, notes } = divide(evaluated.queries.length, { isHalved, seed })
  return collection.read(async (view) => {
    const scorerOf = (chosen: readonly number[]) =>
      planScorer(view, {
        ...pickQueries(evaluated, chosen),
        ...options,
        metric,
        ignoreIdenticalIds: request.ignoreIdenticalIds,
      })
    const idsOf = (chosen: readonly number[]): string[] => chosen.map((index) => evaluated.queries[index]?.id ?? '')
    const onFold = (done: number): void => options.onProgress?.({ stage: 'tuning', done, total: folds, unit: 'folds' })
    const tuned = await tunePlan(plan, {
      score: scorerOf(tunedOn),
      queryIds: idsOf(tunedOn),
      metric,
      folds,
      seed,
      onFold,
    })
    const result = { ...tuned, notes, metric: metric.name, seed }
    if (reportedOn.length === 0) return result
    const score = scorerOf(reportedOn)
    const figures = [await score(plan), await score(tuned.candidate)] as const
    return { ...result, heldOut: compareFigures(figures, { queryIds: idsOf(reportedOn), metric, seed }) }
  })
}

interface Divided {
  /** Positions of queries, in their order. */
  readonly tunedOn: readonly number[]
  readonly reportedOn: readonly number[]
  readonly notes: readonly string[]
}

function divide(count: number, { isHalved, seed }: { readonly isHalved: boolean; readonly seed: number }): Divided {
  const order = shuffle([...Array(count).keys()], createRandom(seed))
  const half = isHalved ? Math.ceil(count / 2) : count
  const inOrder = (chosen: readonly number[]): number[] => chosen.toSorted((a, b) => a - b)
  const tunedOn = inOrder(order.slice(0, Math.min(half, QUERIES_MAX)))
  const reportedOn = inOrder(order.slice(half))
  const notes = [
    ...(isHalved
      ? [
          `There is no other split to report on: tuned on ${half} of its queries, reported on the other ${count - half}.`,
        ]
      : []),
    ...(half > QUERIES_MAX ? [`Tuned on ${QUERIES_MAX} of ${half} queries, drawn with the seed.`] : []),
  ]
  return { tunedOn, reportedOn, notes }
}

interface Reporting {
  readonly asked: EvaluationRequest & { readonly source: DatasetSource }
  readonly tuned: Tuning
  readonly options: RunEvaluationOptions
}

/** The only look at the test split. */
async function reportOnTest(project: Project, { asked, tuned, options }: Reporting): Promise<Tuning> {
  const { plans = ['hybrid'] } = asked
  const untuned = plans[0]
  const plan =
    typeof untuned === 'object' ? untuned.plan : Object.keys(asked.source.encoders).length > 0 ? untuned : 'lexical'
  const { report } = await runEvaluation(
    project,
    {
      ...asked,
      source: { ...asked.source, split: TEST },
      plans: [
        { name: UNTUNED, plan: plan ?? 'lexical' },
        { name: TUNED, plan: tuned.candidate ?? tuned.plan },
      ],
    },
    options,
  )
  return { ...tuned, heldOut: report.comparisons[0] }
}
