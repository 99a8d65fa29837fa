/** @file Pair classification: whether a threshold on the similarity of two texts tells if they mean the same, and how well similarity ranks such pairs. */
import { bestThresholds } from '../metrics/labels/best-thresholds.ts'
import { scoreAveragePrecision } from '../metrics/labels/score-average-precision.ts'
import type { Encoded } from './encode-texts.ts'
import { measurePairs } from './pair-similarities.ts'
import type { PairData, Scores } from './task.ts'

const FIGURES = ['accuracy', 'f1', 'precision', 'recall', 'ap'] as const

export async function evaluatePairs({ pairs }: PairData, options: Encoded): Promise<Scores> {
  const { cosine, dot, euclidean, manhattan } = await measurePairs(pairs, options)
  const isPositive = pairs.map((pair) => pair.isPositive)
  const scores: Record<string, number> = {}
  for (const [name, similarities] of Object.entries({ similarity: cosine, cosine, manhattan, euclidean, dot })) {
    const figures = {
      ...bestThresholds(similarities, isPositive),
      ap: scoreAveragePrecision(similarities, isPositive),
    }
    for (const figure of FIGURES) {
      scores[`${name}_${figure}`] = figures[figure]
      scores[`max_${figure}`] = Math.max(scores[`max_${figure}`] ?? 0, figures[figure])
    }
  }
  return scores
}
