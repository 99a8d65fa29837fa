/**
 * @file Token F1: the harmonic mean of the parts of the answer's and of the reference's words that both have, each as often as both have it. Of several
 * references the best. Where both decline 1, where one does 0.
 *
 * F1 = 2 |shared| / (|answer| + |reference|)
 *
 * @see Rajpurkar et al., "SQuAD", EMNLP 2016, section 6
 */
import { isAbstention } from './abstention-phrases.ts'
import { answerTokens } from './answer-tokens.ts'
import type { PreparedRow, RagMetric } from './rag-metric.ts'

export const tokenF1: RagMetric = {
  description: 'words that answer and reference share',
  aliases: ['f1'],
  needs: ['response', 'references'],
  measure: bestTokenF1,
}

export function bestTokenF1({ response, references = [], isDeclined }: PreparedRow): number {
  const known = references.length === 0 ? [''] : references
  return Math.max(
    ...known.map((reference) => {
      const hasNone = isAbstention(reference)
      return isDeclined || hasNone ? Number(isDeclined && hasNone) : tokenF1Of(response, reference)
    }),
  )
}

function tokenF1Of(answer: string, reference: string): number {
  const [tokens, wanted] = [answerTokens(answer), answerTokens(reference)]
  // Nothing but articles and signs on both sides: they are compared as they are.
  if (tokens.length + wanted.length === 0) return answer.trim() === reference.trim() ? 1 : 0
  const left = new Map<string, number>()
  for (const token of wanted) left.set(token, (left.get(token) ?? 0) + 1)
  let shared = 0
  for (const token of tokens) {
    const count = left.get(token) ?? 0
    if (count > 0) shared++
    left.set(token, count - 1)
  }
  return (2 * shared) / (tokens.length + wanted.length)
}
