/**
 * @file Context recall: how much of what is needed was retrieved.
 *
 * With reference contexts the part of them that was retrieved; else the part of the reference answer's claims that a context supports (of several
 * answers the best). 1 where nothing is needed.
 *
 * @see Es et al., EACL 2024; Ragas' context_recall and non_llm_context_recall
 */
import { claimsOf } from './claims.ts'
import { isSameText } from './context-relevance.ts'
import { partOf } from './part-of.ts'
import type { RagMetric } from './rag-metric.ts'
import { isSupported } from './support.ts'

export const contextRecall: RagMetric = {
  description: 'part of the reference that the contexts hold',
  aliases: [],
  needs: ['contexts', 'references'],
  measure: ({ contexts, evidence, references = [], referenceContexts }) => {
    if (referenceContexts !== undefined)
      return partOf(referenceContexts, (wanted) => contexts.some((context) => isSameText(context, wanted)))
    const claims = references.map(claimsOf).filter((each) => each.length > 0)
    if (claims.length === 0) return 1
    return Math.max(...claims.map((each) => partOf(each, ({ text }) => isSupported(text, evidence))))
  },
}
