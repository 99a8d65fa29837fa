/**
 * @file Answer similarity: the cosine of the vectors of answer and reference, at least 0; of several references the best. Where both decline 1, where one
 * does 0.
 *
 * @see Risch et al., "Semantic answer similarity for evaluating question answering models", MRQA 2021
 */
import { isAbstention } from './abstention-phrases.ts'
import { withoutCitations } from './claims.ts'
import type { Models, PreparedRow, RagMetric } from './rag-metric.ts'

export const answerSimilarity: RagMetric = {
  description: 'similarity of answer and reference, by the encoder',
  aliases: ['semantic_similarity'],
  needs: ['response', 'references'],
  needsModel: 'encoder',
  measure: bestSimilarity,
}

export function bestSimilarity({ response, references = [], isDeclined }: PreparedRow, { similarity }: Models): number {
  const known = references.length === 0 ? [''] : references
  return Math.max(
    ...known.map((reference) => {
      const hasNone = isAbstention(reference)
      if (isDeclined || hasNone) return Number(isDeclined && hasNone)
      return similarity?.(withoutCitations(response), reference) ?? 0
    }),
  )
}
