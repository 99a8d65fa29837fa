/** @file Bpref: how often judged relevant documents are ranked above judged non-relevant ones; unjudged ones have no influence. */
import { countRelevant } from './graded-ranking.ts'
import type { MetricDefinition } from './metric.ts'

/**
 * Bpref = 1/R · Σ over relevant results r of 1 - min(R, non-relevant above r) / min(R, N), with R relevant and N judged non-relevant documents. Range
 * [0, 1]; 0 where nothing is relevant.
 *
 * For judgements that are far from complete. Negative grades count as not judged at all, as in trec_eval. *Relations:* ranx's bpref is another formula,
 * which is not defined where nothing was judged non-relevant.
 *
 * @see Buckley and Voorhees, "Retrieval Evaluation with Incomplete Information", SIGIR 2004, https://doi.org/10.1145/1008992.1009000; corrected by
 *   Soboroff, "Dynamic Test Collections", SIGIR 2006; trec_eval `bpref`
 */
export const bpref: MetricDefinition = {
  description: 'judged relevant above judged non-relevant, whatever is unjudged',
  aliases: [],
  cutoff: 'none',
  parameters: ['rel', 'order'],
  measure: (ranking, { rel }) => {
    const relevant = countRelevant(ranking, rel)
    const bound = Math.min(relevant, ranking.judged.filter((grade) => grade >= 0 && grade < rel).length)
    let [sum, above] = [0, 0]
    for (const grade of ranking.grades)
      if (grade >= rel) sum += above === 0 ? 1 : 1 - Math.min(relevant, above) / bound
      else if (grade >= 0) above++
    return relevant === 0 ? 0 : sum / relevant
  },
}
