/**
 * @file Citations of contexts in an answer, as [1] or [1, 3], the first context being 1.
 *
 * Recall: the part of the claims that the contexts cited for them support, together. Precision: the part of the citations that name a context which supports
 * its claim, alone or as one that the others need; a number without a context is wrong. Of an answer that claims nothing both are 1; claims
 * without any citation have precision 0.
 *
 * @see Gao et al., "Enabling large language models to generate text with citations", EMNLP 2023, section 3 (ALCE), here by words (see support.ts)
 */
import type { Claim } from './claims.ts'
import { partOf } from './part-of.ts'
import type { PreparedRow, RagMetric } from './rag-metric.ts'
import { evidenceOf, isSupported } from './support.ts'

const hasCitations = (rows: readonly PreparedRow[]): boolean =>
  rows.some(({ claims }) => claims.some(({ citations }) => citations.length > 0))

export const citationRecall: RagMetric = {
  description: 'part of the claims that the contexts cited for them support',
  aliases: [],
  needs: ['contexts', 'response'],
  isFor: hasCitations,
  measure: ({ claims, contexts }) => partOf(claims, (claim) => supports(claim, contexts, claim.citations)),
}

export const citationPrecision: RagMetric = {
  description: 'part of the citations whose context supports the claim',
  aliases: [],
  needs: ['contexts', 'response'],
  isFor: hasCitations,
  measure: ({ claims, contexts }) => {
    const citations = claims.flatMap((claim) => claim.citations.map((number) => ({ claim, number })))
    if (citations.length === 0) return claims.length === 0 ? 1 : 0
    return partOf(citations, ({ claim, number }) => isRight(claim, number, contexts))
  },
}

/** Whether the cited contexts, read as one, support the claim. */
function supports({ text }: Claim, contexts: readonly string[], cited: readonly number[]): boolean {
  const texts = cited.flatMap((number) => contexts[number - 1] ?? [])
  return (
    texts.length > 0 && (isSupported(text, texts.map(evidenceOf)) || isSupported(text, [evidenceOf(texts.join('\n'))]))
  )
}

function isRight(claim: Claim, number: number, contexts: readonly string[]): boolean {
  if (supports(claim, contexts, [number])) return true
  const others = claim.citations.filter((other) => other !== number)
  return (
    contexts[number - 1] !== undefined &&
    supports(claim, contexts, claim.citations) &&
    !supports(claim, contexts, others)
  )
}
