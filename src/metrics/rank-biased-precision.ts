/** @file RBP: what a user gains per result seen, who goes on from each to the next with the same probability. */
import type { MetricDefinition } from './metric.ts'

/**
 * RBP(p) = (1 - p) · Σ over ranks i with a relevant result of p^(i - 1). Range [0, 1).
 *
 * Needs no number of relevant documents, so it does not change when more are found elsewhere. p = 0.8 looks at about 5 results, 0.95 at 20.
 * The part of the weight that falls on unjudged results is the most that judging them could add.
 *
 * The name always says `p` and `rel`: ir_measures has no default for the one and takes grades without the other.
 *
 * @see Moffat and Zobel, "Rank-Biased Precision for Measurement of Retrieval Effectiveness", TOIS 27(1), 2008, https://doi.org/10.1145/1416950.1416952
 */
export const rankBiasedPrecision: MetricDefinition = {
  description: 'relevance per result for a user who goes on with probability p',
  aliases: [],
  cutoff: 'optional',
  parameters: ['p', 'rel', 'judgedOnly', 'order'],
  alwaysPrinted: ['p', 'rel'],
  measure: ({ grades }, { cutoff, p, rel }) => {
    let [sum, weight] = [0, 1 - p]
    for (let i = 0; i < Math.min(cutoff, grades.length); i++) {
      if ((grades[i] as number) >= rel) sum += weight
      weight *= p
    }
    return sum
  },
}
