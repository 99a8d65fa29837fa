/** @file RR: the reciprocal rank of the first relevant result. Its mean over queries is MRR. */
import type { MetricDefinition } from './metric.ts'

/**
 * RR@k = 1 / rank of the first relevant result; 0 where none is among the first k. Range [0, 1].
 *
 * Dialects: trec_eval's order by default, with a cut-off and without. ir-measures computes `RR` so, but `RR@k` as the MS MARCO script does:
 * that is `RR(order='msmarco')@k` here.
 *
 * @see Kantor and Voorhees, "The TREC-5 Confusion Track", Information Retrieval 2, 2000; trec_eval `recip_rank`
 */
export const reciprocalRank: MetricDefinition = {
  description: '1 / rank of the first relevant result',
  aliases: ['mrr', 'recip_rank'],
  cutoff: 'optional',
  parameters: ['rel', 'judgedOnly', 'order'],
  measure: ({ grades }, { cutoff, rel }) => {
    const index = grades.findIndex((grade) => grade >= rel)
    return index < 0 || index >= cutoff ? 0 : 1 / (index + 1)
  },
}
