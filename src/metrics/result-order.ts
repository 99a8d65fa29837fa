/**
 * @file The order in which the results of a run are counted, which is not the order of its lines: evaluation programs sort by score, and they differ in
 * how they compare scores and in who wins a tie. Each such dialect has a name here, and a metric says it (`RR(order='msmarco')@10`) unless it
 * is trec_eval's.
 */
import { compareUtf8 } from '../base/compare.ts'
import type { ScoredDocument } from '../data/document.ts'
import { scoreNotANumber } from './errors.ts'

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
 * @throws METRICS_SCORE_NAN
 */
export function orderResults(
  ranking: readonly ScoredDocument[],
  order: OrderName,
  { queryId }: { readonly queryId?: string | undefined } = {},
): readonly ScoredDocument[] {
  const { precision, ties } = resultOrders[order]
  const scores = precision === 'float32' ? new Float32Array(ranking.length) : new Float64Array(ranking.length)
  for (let i = 0; i < ranking.length; i++) {
    const { docId, score } = ranking[i] as ScoredDocument
    if (Number.isNaN(score)) throw scoreNotANumber({ docId, queryId })
    scores[i] = score
  }
  const direction = ties === 'descending' ? -1 : 1
  /** Negative where result i comes before result j. */
  const compare = (i: number, j: number): number => {
    const x = scores[i] as number
    const y = scores[j] as number
    // No subtraction: infinities would give NaN.
    if (x > y) return -1
    if (x < y) return 1
    return direction * compareUtf8((ranking[i] as ScoredDocument).docId, (ranking[j] as ScoredDocument).docId)
  }
  let ordered = 1
  while (ordered < ranking.length && compare(ordered - 1, ordered) <= 0) ordered++
  // Runs are best first, as a rule, and then there is nothing to sort.
  if (ordered >= ranking.length) return ranking
  return Array.from(Uint32Array.from(ranking.keys()).sort(compare), (i) => ranking[i] as ScoredDocument)
}
