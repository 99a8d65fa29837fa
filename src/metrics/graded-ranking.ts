/** @file What a metric sees of one query: the grades of its results in order, and the grades that there were to find. */
import type { Grades, ScoredDocument } from '../data/document.ts'
import { resultRepeated } from './errors.ts'

export interface GradedRanking {
  /** `[results]`: the grade of each result, best first, so index = rank - 1. NaN where the document is not judged. */
  readonly grades: Float64Array
  /** `[judged documents with a grade above 0]`, descending, retrieved or not: the ideal ranking. */
  readonly ideal: Float64Array
  /** `[judged documents]`: every grade of the judgements, retrieved or not, also 0 and negative ones; in no particular order. */
  readonly judged: Float64Array
}

/**
 * @param ordered         results, best first, as the metric's dialect orders them
 * @param options.queryId named in errors
 * @throws METRICS_RESULT_REPEATED where a judged document is listed twice and would be counted twice. An unjudged one gains nothing by
 *   that, and looking for it would take longer than all metrics.
 */
export function gradeResults(
  ordered: readonly ScoredDocument[],
  grades: Grades,
  { queryId }: { readonly queryId?: string | undefined } = {},
): Float64Array {
  const found = new Float64Array(ordered.length)
  const judged = new Set<string>()
  for (let i = 0; i < ordered.length; i++) {
    const { docId } = ordered[i] as ScoredDocument
    const grade = grades.get(docId)
    found[i] = grade ?? Number.NaN
    if (grade === undefined) continue
    if (judged.has(docId)) throw resultRepeated({ docId, queryId })
    judged.add(docId)
  }
  return found
}

export const poolOf = (grades: Grades): Pick<GradedRanking, 'ideal' | 'judged'> => ({
  ideal: idealGrades(grades),
  judged: Float64Array.from(grades.values()),
})

const idealGrades = (grades: Grades): Float64Array =>
  Float64Array.from([...grades.values()].filter((grade) => grade > 0))
    .sort()
    .toReversed()

/**
 * The ranking without the documents that nobody judged (trec_eval -J; "condensed lists", Sakai, SIGIR 2007). As in trec_eval, those with a
 * negative grade go, too: there it marks documents that were put before a judge but not judged.
 */
export const withoutUnjudged = ({ grades, ...pool }: GradedRanking): GradedRanking => ({
  grades: grades.filter((grade) => grade >= 0),
  ...pool,
})

/** How many documents of the judgements have at least grade `rel` (a grade above 0). */
export function countRelevant({ ideal }: GradedRanking, rel: number): number {
  let count = 0
  while (count < ideal.length && (ideal[count] as number) >= rel) count++
  return count
}

/** How many of the first `depth` results have at least grade `rel`. */
export function countFound(
  { grades }: GradedRanking,
  { rel, depth }: { readonly rel: number; readonly depth: number },
): number {
  let count = 0
  for (let i = 0; i < Math.min(depth, grades.length); i++) if ((grades[i] as number) >= rel) count++
  return count
}
