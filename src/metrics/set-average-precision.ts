/** @file SetAP: average precision of results without an order. */
import type { MetricDefinition } from './metric.ts'
import { setPrecision } from './set-precision.ts'
import { setRecall } from './set-recall.ts'

/**
 * SetAP = SetP · SetR: AP where each relevant result has the precision of the whole set. Range [0, 1].
 *
 * @see trec_eval `set_map`
 */
export const setAveragePrecision: MetricDefinition = {
  description: 'SetP times SetR',
  aliases: ['set_map'],
  cutoff: 'none',
  parameters: ['rel', 'judgedOnly', 'order'],
  measure: (ranking, settings) => setPrecision.measure(ranking, settings) * setRecall.measure(ranking, settings),
}
