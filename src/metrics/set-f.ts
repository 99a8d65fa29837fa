/** @file SetF: precision and recall of all results in one number. */
import type { MetricDefinition } from './metric.ts'
import { setPrecision } from './set-precision.ts'
import { setRecall } from './set-recall.ts'

/**
 * SetF = 2 · SetP · SetR / (SetP + SetR), the harmonic mean (F1). Range [0, 1]; 0 where nothing relevant was found.
 *
 * @see van Rijsbergen, "Information Retrieval", 2nd edition, 1979, chapter 7; trec_eval `set_F`
 */
export const setF: MetricDefinition = {
  description: 'harmonic mean of SetP and SetR',
  aliases: ['set_f'],
  cutoff: 'none',
  parameters: ['rel', 'judgedOnly', 'order'],
  measure: (ranking, settings) => {
    const [precision, recall] = [setPrecision.measure(ranking, settings), setRecall.measure(ranking, settings)]
    return precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall)
  },
}
