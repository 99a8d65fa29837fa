/**
 * @file Exact match: 1 where the answer's words are those of a reference answer, but for case, punctuation and articles. An answer that declines
 * matches a reference that has no answer.
 *
 * @see Rajpurkar et al., "SQuAD", EMNLP 2016; "Know what you don't know", ACL 2018, for questions without an answer
 */
import { isAbstention } from './abstention-phrases.ts'
import { answerTokens } from './answer-tokens.ts'
import type { RagMetric } from './rag-metric.ts'

export const exactMatch: RagMetric = {
  description: 'the answer is a reference answer, word for word',
  aliases: ['em'],
  needs: ['response', 'references'],
  measure: ({ response, references = [], isDeclined }) => {
    const answer = answerTokens(response).join(' ')
    const matches = references.some((reference) =>
      isDeclined || isAbstention(reference)
        ? isDeclined && isAbstention(reference)
        : answerTokens(reference).join(' ') === answer,
    )
    return matches || (references.length === 0 && isDeclined) ? 1 : 0
  },
}
