/** @file P@k: the fraction of the first k results that are relevant. */
import { countFound } from './graded-ranking.ts'
import type { MetricDefinition } from './metric.ts'

/**
 * P@k = |relevant in the first k| / k. Range [0, 1].
 *
 * Always divides by k: a ranking of fewer results loses what it does not show, as in trec_eval. 1 cannot be reached where fewer than k
 * documents are relevant. *Relations:* at k = number of relevant documents it is Rprec.
 *
 * @see Kent, Berry, Luehrs and Perry, American Documentation 6(2), 1955; trec_eval `P_k`
 */
export const precision: MetricDefinition = {
  description: 'part of the first k results that is relevant',
  aliases: ['precision'],
  cutoff: 'required',
  parameters: ['rel', 'judgedOnly', 'order'],
  measure: (ranking, { cutoff, rel }) => countFound(ranking, { rel, depth: cutoff }) / cutoff,
}
