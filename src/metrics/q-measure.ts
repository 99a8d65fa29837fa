/** @file Q: average precision for graded judgements. */
import type { MetricDefinition } from './metric.ts'

/**
 * Q = 1/R · Σ over ranks r with a relevant result of (relevant up to r + gain up to r) / (r + ideal gain up to r). A grade gains itself. Range [0, 1]; 1
 * for the ideal ranking, 0 where nothing is relevant.
 *
 * *Relations:* AP where all grades are 1 and results beyond rank R are few; unlike nDCG it goes on losing for relevant documents that come late.
 * Sakai's β (what the gain counts for beside the number) is 1.
 *
 * @see Sakai, "On the Reliability of Information Retrieval Metrics Based on Graded Relevance", Information Processing and Management 43(2), 2007,
 *   https://doi.org/10.1016/j.ipm.2006.07.020
 */
export const qMeasure: MetricDefinition = {
  description: 'average precision with graded gain',
  aliases: ['q-measure', 'q_measure'],
  cutoff: 'none',
  parameters: ['judgedOnly', 'order'],
  measure: ({ grades, ideal }) => {
    let [sum, found, gain, idealGain] = [0, 0, 0, 0]
    for (let i = 0; i < grades.length; i++) {
      idealGain += ideal[i] ?? 0
      const grade = grades[i] as number
      if (!(grade > 0)) continue
      gain += grade
      sum += (++found + gain) / (i + 1 + idealGain)
    }
    return found === 0 ? 0 : sum / ideal.length
  },
}
