/** @file nDCG: the discounted gain of a ranking as a fraction of the ideal ranking's. */
import type { GradedRanking } from './graded-ranking.ts'
import type { MetricDefinition, MetricSettings } from './metric.ts'

/** What a grade is worth: itself (trec_eval; Järvelin and Kekäläinen), 2^grade - 1 (Burges et al., ICML 2005, eq. 6; gdeval), or 1 (sentence-transformers). */
const gains: Readonly<Record<MetricSettings['dcg'], (grade: number) => number>> = {
  log2: (grade) => grade,
  'exp-log2': (grade) => 2 ** grade - 1,
  'binary-log2': () => 1,
}

/**
 * nDCG@k = DCG@k / DCG@k of the ideal ranking, DCG@k = Σ over ranks i <= k of gain(grade_i) / log2(i + 1). Range [0, 1]; 0 where nothing is
 * relevant.
 *
 * The ideal ranking is the best k of *all* judged documents, retrieved or not. Unjudged documents and negative grades gain 0.
 * `gains={0:0,1:1,2:3}` says what each grade gains; `dcg='exp-log2'` widens the distance between grades; with grades 0 and 1 both are the same.
 *
 * Dialects: trec_eval's order by default for both gains. gdeval, which prints the exponential one, compares scores as float64:
 * `nDCG(dcg='exp-log2',order='gdeval')@k`.
 *
 * @see Järvelin and Kekäläinen, "Cumulated gain-based evaluation of IR techniques", TOIS 20(4), 2002, https://doi.org/10.1145/582415.582418
 */
export const ndcg: MetricDefinition = {
  description: 'graded gain, discounted by rank, as part of the ideal',
  aliases: ['ndcg_cut'],
  cutoff: 'optional',
  parameters: ['dcg', 'gains', 'judgedOnly', 'order'],
  measure: (ranking, settings) => {
    const ideal = discountedGain(idealOf(ranking, settings), settings)
    return ideal === 0 ? 0 : discountedGain(ranking.grades, settings) / ideal
  },
}

/** With gains of one's own a higher grade need not gain more, and 0 may gain something. */
function idealOf({ ideal, judged }: GradedRanking, settings: MetricSettings): Float64Array {
  if (settings.gains === undefined) return ideal
  const gain = gainBy(settings)
  return Float64Array.from(judged).sort((a, b) => gain(b) - gain(a))
}

function gainBy({ dcg, gains: own }: MetricSettings): (grade: number) => number {
  const gain = gains[dcg]
  const byGrade = (grade: number): number => (grade > 0 ? gain(grade) : 0)
  return own === undefined ? byGrade : (grade) => own.get(grade) ?? Math.max(0, grade)
}

function discountedGain(grades: Float64Array, settings: MetricSettings): number {
  const gain = gainBy(settings)
  let sum = 0
  for (let i = 0; i < Math.min(settings.cutoff, grades.length); i++) {
    const grade = grades[i] as number
    if (!Number.isNaN(grade)) sum += gain(grade) / Math.log2(i + 2)
  }
  return sum
}
