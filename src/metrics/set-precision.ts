/** @file SetP: the fraction of all results that are relevant, whatever their order. */
import { countFound } from './graded-ranking.ts'
import type { MetricDefinition } from './metric.ts'

/**
 * SetP = |relevant results| / |results|. Range [0, 1]; 0 for no results. For searches that decide how much they return.
 *
 * @see van Rijsbergen, "Information Retrieval", 2nd edition, 1979, chapter 7; trec_eval `set_P`
 */
export const setPrecision: MetricDefinition = {
  description: 'part of all results that is relevant',
  aliases: ['set_p'],
  cutoff: 'none',
  parameters: ['rel', 'judgedOnly', 'order'],
  measure: (ranking, { rel }) => {
    const { length } = ranking.grades
    return length === 0 ? 0 : countFound(ranking, { rel, depth: length }) / length
  },
}
