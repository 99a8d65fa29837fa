/** @file Whether one plan is really better than another: every pair, on the same queries. */
import type { RunScores } from '../metrics/evaluate-run.ts'
import type { Metric } from '../metrics/metric.ts'
import type { Comparison } from './report.ts'
import { bootstrapDifference } from './statistics/bootstrap.ts'
import { randomisationTest } from './statistics/randomisation-test.ts'

/** @returns plan b minus plan a for each pair in the order given, and each metric */
export function comparePlans(
  names: readonly string[],
  {
    scores,
    metrics,
    seed,
  }: { readonly scores: ReadonlyMap<string, RunScores>; readonly metrics: readonly Metric[]; readonly seed: number },
): Comparison[] {
  const pairs = names.flatMap((a, index) => names.slice(index + 1).map((b) => [a, b] as const))
  return pairs.flatMap(([a, b]) =>
    metrics.map(({ name: metric }): Comparison => {
      const queries = [...(scores.get(a)?.perQuery.keys() ?? [])]
      const valuesOf = (plan: string): number[] =>
        queries.map((id) => scores.get(plan)?.perQuery.get(id)?.[metric] ?? 0)
      const [before, after] = [valuesOf(a), valuesOf(b)]
      const { value, low, high } = bootstrapDifference(after, before, { seed })
      return { a, b, metric, delta: value, low, high, p: randomisationTest(after, before, { seed }).p }
    }),
  )
}
