/**
 * @file Answer correctness: facts and meaning in one number: 0.75 token F1 + 0.25 answer similarity, Ragas' weights.
 *
 * Differs from Ragas: its F1 is over statements that an LLM compares, here over words.
 *
 * @see Es et al., EACL 2024; Ragas' answer_correctness
 */
import { bestSimilarity } from './answer-similarity.ts'
import type { RagMetric } from './rag-metric.ts'
import { bestTokenF1 } from './token-f1.ts'

export const answerCorrectness: RagMetric = {
  description: '0.75 token_f1 + 0.25 answer_similarity',
  aliases: [],
  needs: ['response', 'references'],
  needsModel: 'encoder',
  measure: (row, models) => 0.75 * bestTokenF1(row) + 0.25 * bestSimilarity(row, models),
}
