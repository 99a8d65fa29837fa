/** @file Success@k: 1 if any of the first k results is relevant, else 0. */
import { countFound } from './graded-ranking.ts'
import type { MetricDefinition } from './metric.ts'

/**
 * Success@k = 1 if one of the first k results is relevant, else 0. Also called hit rate. Its mean is the part of queries that are answered.
 *
 * @see Craswell and Hawking, "Overview of the TREC-2004 Web Track"; trec_eval `success_k`
 */
export const success: MetricDefinition = {
  description: '1 if anything relevant is among the first k results, else 0',
  aliases: ['hit_rate'],
  cutoff: 'required',
  parameters: ['rel', 'judgedOnly', 'order'],
  measure: (ranking, { cutoff, rel }) => (countFound(ranking, { rel, depth: cutoff }) > 0 ? 1 : 0),
}
