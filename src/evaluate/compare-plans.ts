/** @file Whether one plan is really better than another: every pair, on the same queries. */
import type { RunScores } from '../metrics/evaluate-run.ts'
import type { Metric } from '../metrics/metric.ts'
import { sentenceOf } from './comparison-sentence.ts'
import { differenceOfMeans } from './difference-of-means.ts'
import type { Comparison } from './report.ts'
import { holm } from './statistics/holm.ts'

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
export const comparePlans = (names: readonly string[], compared: Compared): Comparison[] =>
  comparePairs(
    names.flatMap((a, index) => names.slice(index + 1).map((b) => ({ a, b }))),
    compared,
  )

interface Pair {
  readonly a: string
  readonly b: string
}

/** The same for some pairs. */
export function comparePairs(pairs: readonly Pair[], compared: Compared): Comparison[] {
  const byMetric = compared.metrics.map((metric) => compareOn(metric, pairs, compared))
  return pairs.flatMap((_, pair) => byMetric.flatMap((comparisons) => comparisons.slice(pair, pair + 1)))
}

function compareOn({ name: metric, mean }: Metric, pairs: readonly Pair[], { scores, seed }: Compared): Comparison[] {
  const compared = pairs.map(({ a, b }) => {
    const [before, after] = [valuesOf(scores.get(a), metric), valuesOf(scores.get(b), metric)]
    const difference = differenceOfMeans([after, before], { mean, seed, comparisons: pairs.length })
    return { a, b, metric, queries: after.length, ...difference }
  })
  const corrected = holm(compared.map(({ p }) => p))
  return compared.map((comparison, index) => {
    const complete = { ...comparison, pHolm: corrected[index] ?? 1 }
    return { ...complete, sentence: sentenceOf(complete) }
  })
}

const valuesOf = (scores: RunScores | undefined, metric: string): number[] =>
  Array.from(scores?.perQuery.values() ?? [], (figures) => figures[metric] ?? 0)
