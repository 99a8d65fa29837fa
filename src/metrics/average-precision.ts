/** @file AP: the precision at the rank of each relevant document, averaged. Its mean over queries is MAP. */
import { countRelevant } from './graded-ranking.ts'
import type { MetricDefinition } from './metric.ts'

/**
 * AP@k = Σ over ranks i <= k with a relevant result of P@i, divided by |relevant|. Range [0, 1]; 0 where nothing is relevant.
 *
 * Divides by all relevant documents, also where there are more than k (trec_eval `map_cut_k`). `norm='cutoff'` divides by min(k, |relevant|), as
 * sentence-transformers does.
 *
 * @see Harman, "Overview of the First TREC Conference", SIGIR 1993; Buckley and Voorhees, SIGIR 2000; trec_eval `map`, `map_cut_k`
 */
export const averagePrecision: MetricDefinition = {
  description: 'mean of the precision at each relevant document',
  aliases: ['map', 'map_cut'],
  cutoff: 'optional',
  parameters: ['rel', 'judgedOnly', 'norm', 'order'],
  measure: (ranking, { cutoff, rel, norm }) => {
    const { grades } = ranking
    let [found, sum] = [0, 0]
    for (let i = 0; i < Math.min(cutoff, grades.length); i++) if ((grades[i] as number) >= rel) sum += ++found / (i + 1)
    const relevant = countRelevant(ranking, rel)
    return found === 0 ? 0 : sum / (norm === 'cutoff' ? Math.min(cutoff, relevant) : relevant)
  },
}
