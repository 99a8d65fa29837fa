/** @file infAP: average precision estimated from judgements of a random sample of the pool. */
import { countRelevant } from './graded-ranking.ts'
import type { MetricDefinition } from './metric.ts'

/** Smoothing of the sampled precision: trec_eval's. */
const EPSILON = 1e-5

/**
 * infAP = 1/R · Σ over relevant results at rank k of 1/k + (k - 1)/k · pooled/(k - 1) · (relevant + ε) / (judged + 2ε), where pooled, relevant and
 * judged count the results above k. Range [0, 1]; 0 where nothing is relevant.
 *
 * A negative grade marks a document that was in the pool and not drawn for judging. *Relations:* AP where all of the pool is judged.
 *
 * @see Yilmaz and Aslam, "Estimating Average Precision with Incomplete and Imperfect Judgments", CIKM 2006,
 *   https://doi.org/10.1145/1183614.1183633; trec_eval `infAP`
 */
export const inferredAveragePrecision: MetricDefinition = {
  description: 'AP estimated from a judged sample of the pool',
  aliases: [],
  cutoff: 'none',
  parameters: ['rel', 'order'],
  measure: (ranking, { rel }) => {
    const { grades } = ranking
    let [sum, pooled, judged, relevant] = [0, 0, 0, 0]
    for (let i = 0; i < grades.length; i++) {
      const grade = grades[i] as number
      if (grade >= rel) {
        const precisionAbove = (relevant + EPSILON) / (judged + 2 * EPSILON)
        sum += i === 0 ? 1 : (1 + pooled * precisionAbove) / (i + 1)
        relevant++
      }
      if (grade >= 0) judged++
      if (!Number.isNaN(grade)) pooled++
    }
    return relevant === 0 ? 0 : sum / countRelevant(ranking, rel)
  },
}
