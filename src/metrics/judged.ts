/** @file Judged@k: the fraction of the first k results that have judgements. */
import type { MetricDefinition } from './metric.ts'

/**
 * Judged@k = |judged in the first k| / min(k, |results|), any grade counting as judged. Range [0, 1]; 0 for no results.
 *
 * Says how far the other figures can be trusted: what nobody judged counts as not relevant there. Divides as ir-measures does, by the results
 * that there are.
 *
 * Dialects: trec_eval's order by default; ir-measures breaks ties the other way: `Judged(order='msmarco')@k`.
 */
export const judged: MetricDefinition = {
  description: 'part of the first k results that has a judgement',
  aliases: [],
  cutoff: 'required',
  parameters: ['order'],
  measure: ({ grades }, { cutoff }) => {
    const shown = grades.subarray(0, cutoff)
    return shown.length === 0 ? 0 : shown.filter((grade) => !Number.isNaN(grade)).length / shown.length
  },
}
