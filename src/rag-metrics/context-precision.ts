/**
 * @file Context precision: whether relevant contexts stand before irrelevant ones.
 *
 * Σ over ranks k with a relevant context of P@k, divided by the number of relevant contexts retrieved: average precision over what was retrieved. 0
 * where no context is relevant, or none was retrieved. What is missing is context recall's business.
 *
 * @see Es et al., "RAGAS: Automated evaluation of retrieval augmented generation", EACL 2024; Ragas' context_precision, here without an LLM
 */
import type { RagMetric } from './rag-metric.ts'

export const contextPrecision: RagMetric = {
  description: 'relevant contexts stand before irrelevant ones',
  aliases: [],
  needs: ['contexts', 'references'],
  measure: ({ relevantContexts = [] }) => {
    let [found, sum] = [0, 0]
    relevantContexts.forEach((isRelevant, i) => {
      if (isRelevant) sum += ++found / (i + 1)
    })
    return found === 0 ? 0 : sum / found
  },
}
