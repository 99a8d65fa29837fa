/** @file SetR: the fraction of the relevant documents that are among the results at all. */
import { countFound, countRelevant } from './graded-ranking.ts'
import type { MetricDefinition } from './metric.ts'

/**
 * SetR = |relevant results| / |relevant|. Range [0, 1]; 0 where nothing is relevant.
 *
 * @see van Rijsbergen, "Information Retrieval", 2nd edition, 1979, chapter 7; trec_eval `set_recall`
 */
export const setRecall: MetricDefinition = {
  description: 'part of the relevant documents that is found at all',
  aliases: ['set_recall'],
  cutoff: 'none',
  parameters: ['rel', 'order'],
  measure: (ranking, { rel }) => {
    const relevant = countRelevant(ranking, rel)
    return relevant === 0 ? 0 : countFound(ranking, { rel, depth: Infinity }) / relevant
  },
}
