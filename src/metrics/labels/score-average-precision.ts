/**
 * @file Average precision of scores that are to tell relevant pairs from others: the area under the curve of precision over recall, in steps.
 *
 * AP = Σ over distinct scores s, highest first, of (recall at s - recall before) * precision at s. Equal scores are one step, so their order does
 * not matter; in a ranking (`metrics/average-precision.ts`) it does.
 *
 * @see scikit-learn's average_precision_score; Su, Yuan and Zhu, "A relationship between the average precision and the area under the ROC
 *   curve", ICTIR 2015
 */

/** @param isPositive of each score; @returns in [0, 1]; 0 where none is positive */
export function scoreAveragePrecision(scores: ArrayLike<number>, isPositive: readonly boolean[]): number {
  const order = isPositive.map((_, i) => i).sort((a, b) => (scores[b] as number) - (scores[a] as number))
  const positives = isPositive.filter(Boolean).length
  if (positives === 0) return 0
  let [found, before, sum] = [0, 0, 0]
  order.forEach((at, i) => {
    if (isPositive[at] === true) found++
    const next = order[i + 1]
    if (next !== undefined && scores[next] === scores[at]) return
    sum += ((found - before) / positives) * (found / (i + 1))
    before = found
  })
  return sum
}
