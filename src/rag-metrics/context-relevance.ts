/**
 * @file Which of the retrieved contexts are relevant: by the reference contexts where the file has them, else by the reference answer.
 *
 * A context is relevant if it is a reference context (one contains nearly all content words of the other), or else if it supports a claim of a
 * reference answer. Without a right answer nothing is relevant.
 */
import { claimsOf } from './claims.ts'
import { contentWords } from './content-words.ts'
import type { RagRow } from './rag-row.ts'
import { type Evidence, isSupported } from './support.ts'

/** Chunks are cut differently, so that one may hold a little more than the other. */
const SAME_TEXT = 0.9

export function relevantContexts(row: RagRow, evidence: readonly Evidence[]): boolean[] | undefined {
  const { contexts, references, referenceContexts } = row
  if (referenceContexts !== undefined)
    return contexts.map((context) => referenceContexts.some((reference) => isSameText(context, reference)))
  if (references === undefined) return undefined
  const claims = references.flatMap(claimsOf)
  return evidence.map((text) => claims.some((claim) => isSupported(claim.text, [text])))
}

export function isSameText(a: string, b: string): boolean {
  const [words, others] = [new Set(contentWords(a)), new Set(contentWords(b))]
  const smaller = Math.min(words.size, others.size)
  if (smaller === 0) return a.trim() === b.trim()
  return [...words].filter((word) => others.has(word)).length >= SAME_TEXT * smaller
}
