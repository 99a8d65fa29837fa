/** @file R@k: the fraction of the relevant documents that are among the first k results. */
import { countFound, countRelevant } from './graded-ranking.ts'
import type { MetricDefinition } from './metric.ts'

/**
 * R@k = |relevant in the first k| / |relevant|. Range [0, 1]; 0 where nothing is relevant.
 *
 * Divides by all relevant documents of the judgements, also where there are more than k, so that 1 may be out of reach (trec_eval). Order and
 * ties matter only at the border of rank k.
 *
 * @see Kent, Berry, Luehrs and Perry, American Documentation 6(2), 1955; trec_eval `recall_k`
 */
export const recall: MetricDefinition = {
  description: 'part of the relevant documents that is among the first k results',
  aliases: ['recall'],
  cutoff: 'required',
  parameters: ['rel', 'judgedOnly', 'order'],
  measure: (ranking, { cutoff, rel }) => {
    const relevant = countRelevant(ranking, rel)
    return relevant === 0 ? 0 : countFound(ranking, { rel, depth: cutoff }) / relevant
  },
}
