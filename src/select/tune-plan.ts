/**
 * @file The best plan near a given one, and whether it is really better: coordinate search, and the same search in every fold of a
 * cross-validation, so that the gain reported is of queries that the search has not seen.
 */
import { createRandom, shuffle } from '../base/random.ts'
import { comparePairs } from '../evaluate/compare-plans.ts'
import { verdictOf } from '../evaluate/comparison-sentence.ts'
import type { Comparison } from '../evaluate/report.ts'
import type { Metric } from '../metrics/metric.ts'
import type { Plan } from '../search/plan.ts'
import { queriesTooFew } from './errors.ts'
import { type Axis, axesFor, startsOf } from './plan-moves.ts'
import type { ScorePlan } from './score-plans.ts'

export interface TunePlanOptions {
  /** Scores a plan on all queries. */
  readonly score: ScorePlan
  readonly queryIds: readonly string[]
  readonly metric: Metric
  readonly folds: number
  readonly seed: number
  readonly onFold?: ((done: number) => void) | undefined
}

export interface TunedPlan {
  /** The best found on all queries. */
  readonly candidate: Plan
  /** The candidate where it wins, else the plan as it was. */
  readonly plan: Plan
  readonly isTuned: boolean
  /** Tuned against untuned on queries that were held out of tuning. */
  readonly crossValidated: Comparison
}

/** A gain below this, on the queries that are tuned on, is not worth leaving a default for. */
const GAIN_MIN = 0.001
const ROUNDS_MAX = 2

/** @throws SELECT_QUERIES_TOO_FEW */
export async function tunePlan(plan: Plan, options: TunePlanOptions): Promise<TunedPlan> {
  const { score, queryIds, folds, seed } = options
  if (queryIds.length < folds) throw queriesTooFew({ queries: queryIds.length, folds })
  const order = shuffle([...queryIds.keys()], createRandom(seed))
  const heldOut = Array.from(queryIds, () => 0)
  for (let fold = 0; fold < folds; fold++) {
    const best = await searchPlans(plan, { ...options, on: order.filter((_, at) => at % folds !== fold) })
    const figures = await score(best)
    for (const [at, query] of order.entries()) if (at % folds === fold) heldOut[query] = figures[query] ?? 0
    options.onFold?.(fold + 1)
  }
  const candidate = await searchPlans(plan, { ...options, on: order })
  const crossValidated = compareFigures([await score(plan), heldOut], options)
  const isTuned = verdictOf(crossValidated) > 0 && candidate !== plan
  return { candidate, plan: isTuned ? candidate : plan, isTuned, crossValidated }
}

export const UNTUNED = 'default'
export const TUNED = 'tuned'

/** @returns tuned against default */
export function compareFigures(
  [before, after]: readonly [before: readonly number[], after: readonly number[]],
  { queryIds, metric, seed }: Pick<TunePlanOptions, 'queryIds' | 'metric' | 'seed'>,
): Comparison {
  const scoresOf = (figures: readonly number[]) => ({
    means: {},
    perQuery: new Map(queryIds.map((id, index) => [id, { [metric.name]: figures[index] ?? 0 }])),
    missingQueries: 0,
    extraQueries: 0,
    unanswerableQueries: 0,
  })
  const scores = new Map([
    [UNTUNED, scoresOf(before)],
    [TUNED, scoresOf(after)],
  ])
  return comparePairs([{ a: UNTUNED, b: TUNED }], { scores, metrics: [metric], seed })[0] as Comparison
}

interface SearchOptions extends TunePlanOptions {
  /** Positions of the queries that decide. */
  readonly on: readonly number[]
}

interface Scored {
  readonly plan: Plan
  readonly mean: number
}

async function searchPlans(plan: Plan, options: SearchOptions): Promise<Plan> {
  const axes = axesFor(options.metric.cutoff ?? Infinity)
  let best = await scored(plan, options)
  for (const start of startsOf(plan)) {
    const found = await climb(start, { axes, options })
    if (found.mean > best.mean + GAIN_MIN) best = found
  }
  return best.plan
}

async function scored(plan: Plan, { score, on }: SearchOptions): Promise<Scored> {
  const figures = await score(plan)
  return { plan, mean: on.reduce((sum, query) => sum + (figures[query] ?? 0), 0) / on.length }
}

async function climb(
  start: Plan,
  { axes, options }: { readonly axes: readonly Axis[]; readonly options: SearchOptions },
): Promise<Scored> {
  let best = await scored(start, options)
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const before = best
    for (const axis of axes)
      for (const plan of axis(best.plan)) {
        const tried = await scored(plan, options)
        if (tried.mean > best.mean + GAIN_MIN) best = tried
      }
    if (best === before) break
  }
  return best
}
