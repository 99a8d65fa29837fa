/**
 * @file In which order are the results of a run counted? Not in the order of its lines: evaluation programs sort by score, and they differ in
 * how they compare scores and in who wins a tie. Each such dialect has a name here, and a metric says it (`RR(order='msmarco')@10`) unless it
 * is trec_eval's.
 */
import { compareUtf8 } from '../base/compare.ts'
import type { ScoredDocument } from '../data/document.ts'
import { resultRepeated, scoreNotANumber } from './errors.ts'

export type OrderName = 'trec_eval' | 'gdeval' | 'msmarco'

interface ResultOrder {
  /** What scores are rounded to before they are compared: numbers that differ in float64 may tie in float32. */
  readonly precision: 'float32' | 'float64'
  /** Among equal scores, whether the identifier that is later in UTF-8 byte order comes first. */
  readonly ties: 'descending' | 'ascending'
}

export const resultOrders: Readonly<Record<OrderName, ResultOrder>> = {
  trec_eval: { precision: 'float32', ties: 'descending' },
  gdeval: { precision: 'float64', ties: 'descending' },
  // Of the MS MARCO script and of ir-measures' own providers (its RR@k and Judged@k).
  msmarco: { precision: 'float64', ties: 'ascending' },
}

/**
 * Results as `order` has them, best first: score descending, ties by identifier. The order of the input has no influence.
 *
 * @param options.queryId named in errors
 * @returns the input itself where it is in order already
 * @throws METRICS_SCORE_NAN, METRICS_RESULT_REPEATED
 */
export function orderResults(
  ranking: readonly ScoredDocument[],
  order: OrderName,
  { queryId }: { readonly queryId?: string | undefined } = {},
): readonly ScoredDocument[] {
  checkResults(ranking, queryId)
  const { precision, ties } = resultOrders[order]
  const round = precision === 'float32' ? Math.fround : asIs
  const direction = ties === 'descending' ? -1 : 1
  const compare = (a: ScoredDocument, b: ScoredDocument): number => {
    // No subtraction: infinities would give NaN.
    const [x, y] = [round(a.score), round(b.score)]
    if (x > y) return -1
    if (x < y) return 1
    return direction * compareUtf8(a.docId, b.docId)
  }
  return isOrdered(ranking, compare) ? ranking : [...ranking].sort(compare)
}

const asIs = (score: number): number => score

function isOrdered(
  ranking: readonly ScoredDocument[],
  compare: (a: ScoredDocument, b: ScoredDocument) => number,
): boolean {
  for (let i = 1; i < ranking.length; i++)
    if (compare(ranking[i - 1] as ScoredDocument, ranking[i] as ScoredDocument) > 0) return false
  return true
}

function checkResults(ranking: readonly ScoredDocument[], queryId: string | undefined): void {
  const seen = new Set<string>()
  for (const { docId, score } of ranking) {
    if (Number.isNaN(score)) throw scoreNotANumber({ docId, queryId })
    seen.add(docId)
  }
  if (seen.size === ranking.length) return
  const repeated = ranking.find(({ docId }) => !seen.delete(docId))
  throw resultRepeated({ docId: repeated?.docId ?? '', queryId })
}
