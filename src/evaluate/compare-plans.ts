/** @file Whether one plan is really better than another: every pair, on the same queries. */
import type { RunScores } from '../metrics/evaluate-run.ts'
import type { Metric } from '../metrics/metric.ts'
import type { Comparison } from './report.ts'
import { bootstrapDifference } from './statistics/bootstrap.ts'
import { holm } from './statistics/holm.ts'
import { randomisationTest } from './statistics/randomisation-test.ts'

interface Compared {
  readonly scores: ReadonlyMap<string, RunScores>
  readonly metrics: readonly Metric[]
  readonly seed: number
}

/**
 * Corrected for the number of pairs, metric by metric: metrics of the same rankings move together, and each is read alone.
 *
 * @returns plan b minus plan a for each pair in the order given, and each metric
 */
export function comparePlans(names: readonly string[], compared: Compared): Comparison[] {
  const pairs = names.flatMap((a, index) => names.slice(index + 1).map((b) => ({ a, b })))
  const byMetric = compared.metrics.map(({ name }) => comparePairs(pairs, name, compared))
  return pairs.flatMap((_, pair) => byMetric.flatMap((comparisons) => comparisons.slice(pair, pair + 1)))
}

function comparePairs(
  pairs: readonly { readonly a: string; readonly b: string }[],
  metric: string,
  { scores, seed }: Compared,
): Comparison[] {
  const compared = pairs.map(({ a, b }) => {
    const [before, after] = [valuesOf(scores.get(a), metric), valuesOf(scores.get(b), metric)]
    const { value, low, high } = bootstrapDifference(after, before, { seed })
    return { a, b, metric, delta: value, low, high, p: randomisationTest(after, before, { seed }).p }
  })
  const corrected = holm(compared.map(({ p }) => p))
  return compared.map((comparison, index) => ({ ...comparison, pHolm: corrected[index] ?? 1 }))
}

const valuesOf = (scores: RunScores | undefined, metric: string): number[] =>
  Array.from(scores?.perQuery.values() ?? [], (figures) => figures[metric] ?? 0)

/** The level at which a difference is called one. */
const SIGNIFICANCE = 0.05

/** @returns 1 if b is better, -1 if a is, 0 if undecided: both the interval and the corrected test must agree */
export function verdictOf({ low, high, pHolm }: Comparison): -1 | 0 | 1 {
  if (pHolm >= SIGNIFICANCE) return 0
  if (low > 0) return 1
  return high < 0 ? -1 : 0
}
