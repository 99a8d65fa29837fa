/** @file Rprec: precision where it could be 1 for every query. */
import { countFound, countRelevant } from './graded-ranking.ts'
import type { MetricDefinition } from './metric.ts'

/**
 * Rprec = |relevant in the first R| / R with R = |relevant|. Range [0, 1]; 0 where nothing is relevant.
 *
 * *Relations:* P@R, and equal to R@R, so it needs no cut-off and treats queries with few and with many relevant documents alike.
 *
 * @see Buckley and Voorhees, "Evaluating Evaluation Measure Stability", SIGIR 2000; trec_eval `Rprec`
 */
export const rPrecision: MetricDefinition = {
  description: 'precision at as many results as documents are relevant',
  aliases: ['r-precision'],
  cutoff: 'none',
  parameters: ['rel', 'judgedOnly', 'order'],
  measure: (ranking, { rel }) => {
    const relevant = countRelevant(ranking, rel)
    return relevant === 0 ? 0 : countFound(ranking, { rel, depth: relevant }) / relevant
  },
}
