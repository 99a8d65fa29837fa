/**
 * @file Whether clusters hold one label each (homogeneity) and labels lie in one cluster each (completeness), and both together.
 *
 * homogeneity h = I / H(labels), completeness c = I / H(clusters), V = (1 + β) h c / (β h + c); each is 1 where the entropy is 0, V is 0
 * where both are. With β = 1 V equals the normalised mutual information with arithmetic mean.
 *
 * @see Rosenberg and Hirschberg, "V-Measure: A conditional entropy-based external cluster evaluation measure", EMNLP 2007
 */
import type { Label } from './classification-scores.ts'
import { contingency, entropy, mutualInformation } from './contingency.ts'

export interface VMeasure {
  readonly homogeneity: number
  readonly completeness: number
  readonly v: number
}

export function vMeasure(
  labels: readonly Label[],
  clusters: readonly Label[],
  { beta = 1 }: { readonly beta?: number } = {},
): VMeasure {
  const table = contingency(labels, clusters)
  const information = mutualInformation(table)
  const shareOf = (sizes: readonly number[]): number => {
    const whole = entropy(sizes, table.items)
    return whole > 0 ? Math.min(1, information / whole) : 1
  }
  const [homogeneity, completeness] = [shareOf(table.labelSizes), shareOf(table.clusterSizes)]
  const divisor = beta * homogeneity + completeness
  return { homogeneity, completeness, v: divisor === 0 ? 0 : ((1 + beta) * homogeneity * completeness) / divisor }
}
