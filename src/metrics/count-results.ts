/** @file What lies behind the figures of a run: queries that are missing or extra, tied scores, and results that nobody judged. */
import type { Judgements, Run, ScoredDocument } from '../data/document.ts'
import { type OrderName, orderResults, resultOrders } from './result-order.ts'

export interface ResultCounts {
  /** Judged queries that the run has no entry for. */
  readonly missingQueries: number
  /** Queries of the run without judgements, left out. */
  readonly extraQueries: number
  /** Judged queries whose entry has no results. */
  readonly emptyQueries: number
  /** Judged queries in which results have equal scores, as the dialect compares them: there the identifier decides. */
  readonly tiedQueries: number
  readonly tiedResults: number
  /** How far results are looked at for judgements. */
  readonly depth: number
  /** Results of judged queries down to that depth, and how many of them have no judgement: they count as not relevant. */
  readonly results: number
  readonly unjudged: number
  /** unjudged / results; 0 for no results. */
  readonly holeRate: number
}

/** @throws METRICS_SCORE_NAN */
export function countResults(
  judgements: Judgements,
  run: Run,
  { depth, order }: { readonly depth: number; readonly order: OrderName },
): ResultCounts {
  let [missingQueries, emptyQueries, tiedQueries, tiedResults, results, unjudged] = [0, 0, 0, 0, 0, 0]
  for (const [queryId, grades] of judgements) {
    const ranking = run.get(queryId)
    if (ranking === undefined) missingQueries++
    if (ranking?.length === 0) emptyQueries++
    const ordered = orderResults(ranking ?? [], order, { queryId })
    const tied = countTied(ordered, order)
    if (tied > 0) tiedQueries++
    tiedResults += tied
    const shown = ordered.slice(0, depth)
    results += shown.length
    unjudged += shown.filter(({ docId }) => !grades.has(docId)).length
  }
  return {
    missingQueries,
    extraQueries: run.size - (judgements.size - missingQueries),
    emptyQueries,
    tiedQueries,
    tiedResults,
    depth,
    results,
    unjudged,
    holeRate: results === 0 ? 0 : unjudged / results,
  }
}

/** Results that share their score with the one before or after. */
function countTied(ordered: readonly ScoredDocument[], order: OrderName): number {
  const isSingle = resultOrders[order].precision === 'float32'
  const scores = ordered.map(({ score }) => (isSingle ? Math.fround(score) : score))
  return scores.filter((score, i) => score === scores[i - 1] || score === scores[i + 1]).length
}
