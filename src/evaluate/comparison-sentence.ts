/** @file What a comparison shows, in one sentence: the only place that names a winner. */
import { DIFFERENCE_WANTED } from './difference-of-means.ts'
import type { Comparison } from './report.ts'
import { counted } from './warnings.ts'

/** What the sentence is made of. */
export type Compared = Omit<Comparison, 'sentence'>

/** The level at which a difference is called one. */
const SIGNIFICANCE = 0.05

/** @returns 1 if b is better, -1 if a is, 0 if undecided: both the interval and the corrected test must agree */
export function verdictOf({ low, high, pHolm }: Pick<Comparison, 'low' | 'high' | 'pHolm'>): -1 | 0 | 1 {
  if (pHolm >= SIGNIFICANCE) return 0
  if (low > 0) return 1
  return high < 0 ? -1 : 0
}

/** Without the sign of a zero. */
export const points = (value: number): string => (100 * value).toFixed(1).replace(/^-(0\.0)$/, '$1')

/** No winner is named unless the interval of the difference lies on one side of zero and p holds after correction. */
export function sentenceOf(comparison: Compared): string {
  const { a, b, metric, delta, low, high, p, pHolm, queries } = comparison
  const verdict = verdictOf(comparison)
  const chance = `${pHolm === p ? 'p' : 'corrected p'} ${pHolm < 0.001 ? '< 0.001' : `= ${pHolm.toFixed(3)}`}`
  if (verdict === 0)
    return (
      `Cannot tell ${a} and ${b} apart with ${counted(queries, QUERIES)}: ${b} is at ${delta >= 0 ? '+' : ''}${points(delta)} points of ${metric}, ` +
      `between ${points(low)} and ${points(high)} (${chance}); ${whatWouldShow(comparison)}.`
    )
  const [better, worse] = verdict > 0 ? [b, a] : [a, b]
  const [least, most] = verdict > 0 ? [low, high] : [-high, -low]
  return `${better} is better than ${worse} by ${points(least)} to ${points(most)} points of ${metric} (${chance}).`
}

const QUERIES = ['query', 'queries'] as const

/** Below this the deviation of the differences, on which the number of queries rests, is itself a guess. */
const QUERIES_MIN = 10

/** "about 310 more judged queries would show a 2-point difference" */
export function whatWouldShow({
  queries,
  queriesNeeded: needed,
}: Pick<Comparison, 'queries' | 'queriesNeeded'>): string {
  const wanted = `a ${100 * DIFFERENCE_WANTED}-point difference`
  if (queries < QUERIES_MIN) return 'judge more queries before planning how many it takes'
  if (needed <= queries) return `these queries would probably have shown ${wanted}`
  return `about ${roundedUp(needed - queries).toLocaleString('en')} more judged queries would show ${wanted}`
}

/** To two digits: an estimate is no more exact. */
function roundedUp(count: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(count)) - 1)
  return Math.ceil(count / unit) * unit
}
