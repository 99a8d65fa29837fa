/**
 * @file Answer relevance: whether the answer is about the question: the cosine of their vectors, at least 0. 0 where the answer is empty or declines.
 *
 * Differs from Ragas: it compares the question with questions that an LLM makes of the answer; here question and answer are compared directly.
 *
 * @see Es et al., EACL 2024, section 3
 */
import { withoutCitations } from './claims.ts'
import type { RagMetric } from './rag-metric.ts'

export const answerRelevance: RagMetric = {
  description: 'similarity of question and answer, by the encoder',
  aliases: ['answer_relevancy', 'response_relevancy'],
  needs: ['response'],
  needsModel: 'encoder',
  measure: ({ question, response, isDeclined }, { similarity }) =>
    isDeclined || similarity === undefined ? 0 : similarity(question, withoutCitations(response)),
}
