/**
 * @file Faithfulness by a model: the part of an answer's claims to which a reranker gives some context at least `ENTAILED`.
 *
 * A cross-encoder reads claim and context together and so sees what words alone do not; an encoder as reranker compares their vectors. Which score means
 * "supported" depends on the model: 0.5 is the middle of a sigmoid. 1 where nothing is claimed.
 *
 * @see Honovich et al., "TRUE: Re-evaluating factual consistency evaluation", NAACL 2022
 */
import type { RagMetric } from './rag-metric.ts'

export const ENTAILED = 0.5

export const entailment: RagMetric = {
  description: "part of the answer's claims that a context supports, by the reranker",
  aliases: ['faithfulness_entailment'],
  needs: ['contexts', 'response'],
  needsModel: 'reranker',
  measure: async ({ claims, contexts }, models) => {
    if (claims.length === 0) return 1
    if (contexts.length === 0 || models.entailment === undefined) return 0
    let supported = 0
    for (const { text } of claims) {
      const scores = await models.entailment(text, contexts)
      if (scores.some((score) => score >= ENTAILED)) supported++
    }
    return supported / claims.length
  },
}
