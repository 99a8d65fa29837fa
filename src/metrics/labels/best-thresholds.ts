/**
 * @file The best that a threshold on the similarity of pairs can do: accuracy, and F1 with its precision and recall.
 *
 * MTEB's rules: thresholds lie halfway between two neighbouring scores, never between equal ones and never after the last, so calling all pairs
 * equal is not tried; all scores equal gives 0 and the thresholds -1 and 0. Of equally good thresholds the highest counts.
 *
 * @see Muennighoff et al., "MTEB: Massive Text Embedding Benchmark", EACL 2023, appendix on pair classification; sentence-transformers'
 *   BinaryClassificationEvaluator
 */

export interface BestThresholds {
  readonly accuracy: number
  readonly accuracyThreshold: number
  readonly f1: number
  readonly precision: number
  readonly recall: number
  readonly f1Threshold: number
}

/** @param scores of the pairs, higher is more similar (pass distances negated; the thresholds are negated then, too) */
export function bestThresholds(scores: ArrayLike<number>, isPositive: readonly boolean[]): BestThresholds {
  const order = isPositive.map((_, i) => i).sort((a, b) => (scores[b] as number) - (scores[a] as number))
  const positives = isPositive.filter(Boolean).length
  const best = { accuracy: 0, accuracyThreshold: -1, f1: 0, precision: 0, recall: 0, f1Threshold: 0 }
  let found = 0
  for (const [i, at] of order.slice(0, -1).entries()) {
    if (isPositive[at] === true) found++
    const [score, next] = [scores[at] as number, scores[order[i + 1] as number] as number]
    if (score === next) continue
    const wrong = i + 1 - found
    const accuracy = (found + order.length - positives - wrong) / order.length
    const [precision, recall] = [found / (i + 1), found / positives]
    const f1 = found === 0 ? 0 : (2 * precision * recall) / (precision + recall)
    const threshold = (score + next) / 2
    if (accuracy > best.accuracy) Object.assign(best, { accuracy, accuracyThreshold: threshold })
    if (f1 > best.f1) Object.assign(best, { f1, precision, recall, f1Threshold: threshold })
  }
  return best
}
