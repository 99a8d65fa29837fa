/** @file Every measure of answers and their contexts, by its name. Names as Ragas has them, where it has the measure. */
import { abstention } from './abstention.ts'
import { answerCorrectness } from './answer-correctness.ts'
import { answerRelevance } from './answer-relevance.ts'
import { answerSimilarity } from './answer-similarity.ts'
import { citationPrecision, citationRecall } from './citations.ts'
import { contextPrecision } from './context-precision.ts'
import { contextRecall } from './context-recall.ts'
import { entailment } from './entailment.ts'
import { exactMatch } from './exact-match.ts'
import { faithfulness } from './faithfulness.ts'
import type { RagMetric } from './rag-metric.ts'
import { tokenF1 } from './token-f1.ts'

export const ragMetricsTable: Readonly<Record<string, RagMetric>> = {
  context_precision: contextPrecision,
  context_recall: contextRecall,
  faithfulness,
  entailment,
  answer_relevance: answerRelevance,
  exact_match: exactMatch,
  token_f1: tokenF1,
  answer_similarity: answerSimilarity,
  answer_correctness: answerCorrectness,
  citation_precision: citationPrecision,
  citation_recall: citationRecall,
  abstention,
}
