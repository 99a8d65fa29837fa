/**
 * @file What clusters know of labels beyond what random clusters of the same sizes would.
 *
 * AMI = (I - E[I]) / (mean of H(labels), H(clusters) - E[I]), E over all ways to deal the items to clusters of these sizes (hypergeometric).
 * 1 where both agree, about 0 where they do not, and negative where they agree less than by chance.
 *
 * @see Vinh, Epps and Bailey, "Information theoretic measures for clusterings comparison", JMLR 11, 2010, eq. 24a
 */
import type { Label } from './classification-scores.ts'
import { type Contingency, contingency, entropy, mutualInformation } from './contingency.ts'

export function adjustedMutualInformation(labels: readonly Label[], clusters: readonly Label[]): number {
  const table = contingency(labels, clusters)
  const { labelSizes, clusterSizes, items } = table
  // One group on both sides, or each item its own on both.
  const [a, b] = [labelSizes.length, clusterSizes.length]
  if (a === b && (a <= 1 || a === items)) return 1
  const expected = expectedInformation(table)
  const room = (entropy(labelSizes, items) + entropy(clusterSizes, items)) / 2 - expected
  const divisor = room < 0 ? Math.min(room, -Number.EPSILON) : Math.max(room, Number.EPSILON)
  return (mutualInformation(table) - expected) / divisor
}

function expectedInformation({ items, labelSizes, clusterSizes }: Contingency): number {
  const logFactorial = new Float64Array(items + 1)
  for (let i = 2; i <= items; i++) logFactorial[i] = (logFactorial[i - 1] as number) + Math.log(i)
  const log = (n: number): number => logFactorial[n] as number
  let sum = 0
  for (const a of labelSizes)
    for (const b of clusterSizes) {
      const fixed = log(a) + log(b) + log(items - a) + log(items - b) - log(items)
      for (let n = Math.max(1, a + b - items); n <= Math.min(a, b); n++) {
        const logChance = fixed - log(n) - log(a - n) - log(b - n) - log(items - a - b + n)
        sum += (n / items) * Math.log((items * n) / (a * b)) * Math.exp(logChance)
      }
    }
  return sum
}
