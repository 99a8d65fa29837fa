/** @file ERR: the expected reciprocal rank at which a user, who reads from the top, is satisfied and stops. */
import type { MetricDefinition } from './metric.ts'

/** The highest grade of TREC's web tracks. A grade satisfies with the probability (2^grade - 1) / 2^max, whatever the data's highest grade is. */
const GRADE_MAX = 4

/**
 * ERR@k = Σ over ranks i <= k of 1/i · R_i · Π over j < i of (1 - R_j), with R = (2^grade - 1) / 2^4. Range [0, 1).
 *
 * A result is worth less the better those above it are, unlike in nDCG. Grades above 4 count as 4. Not divided by the ideal, so 1 is never reached.
 *
 * Dialects: trec_eval's order by default; gdeval compares scores as float64: `ERR(order='gdeval')@20`.
 *
 * @see Chapelle, Metzler, Zhang and Grinspan, "Expected Reciprocal Rank for Graded Relevance", CIKM 2009, https://doi.org/10.1145/1645953.1646033
 */
export const expectedReciprocalRank: MetricDefinition = {
  description: 'expected 1 / rank at which a user is satisfied',
  aliases: [],
  cutoff: 'optional',
  parameters: ['judgedOnly', 'order'],
  measure: ({ grades }, { cutoff }) => {
    let [sum, goesOn] = [0, 1]
    for (let i = 0; i < Math.min(cutoff, grades.length); i++) {
      const grade = grades[i] as number
      if (!(grade > 0)) continue
      const satisfied = (2 ** Math.min(grade, GRADE_MAX) - 1) / 2 ** GRADE_MAX
      sum += (goesOn * satisfied) / (i + 1)
      goesOn *= 1 - satisfied
    }
    return sum
  },
}
