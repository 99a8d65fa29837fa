/**
 * @file What an answer claims: its sentences and list items, without marks of citation. A sentence that only says that there is no answer claims nothing.
 */
import { sentenceSpans } from '../text/chunk/sentence-spans.ts'
import { isAbstention } from './abstention-phrases.ts'
import { contentWords } from './content-words.ts'

export interface Claim {
  readonly text: string
  /** Numbers in brackets behind it, as written: 1 is the first context. */
  readonly citations: readonly number[]
}

const CITATIONS = /\[(\d{1,4}(?:\s*[,;]\s*\d{1,4})*)\]/g
/** Where a list begins an item, and where a sentence has a second half of its own. */
const BREAK = /\n\s*(?:[-*•]|\d{1,3}[.)])\s+|\n+|;\s+/

/** Marks at the beginning of a sentence belong to the one before: "It is so. [2]". */
const LEADING_CITATIONS = /^\s*(?:\[[\d\s,;]+\]\s*)+/

export function claimsOf(answer: string): Claim[] {
  const parts = answer
    .split(BREAK)
    .flatMap((part) => sentenceSpans(part).map(({ start, end }) => part.slice(start, end)))
  const claims: Claim[] = []
  for (const part of parts) {
    const last = claims.at(-1)
    const leading = last === undefined ? '' : (LEADING_CITATIONS.exec(part)?.[0] ?? '')
    if (last !== undefined)
      claims[claims.length - 1] = { ...last, citations: [...last.citations, ...citationsIn(leading)] }
    const own = part.slice(leading.length)
    claims.push({ text: withoutCitations(own), citations: citationsIn(own) })
  }
  return claims.filter(({ text }) => contentWords(text).length > 0 && !isAbstention(text))
}

const citationsIn = (text: string): number[] =>
  [...text.matchAll(CITATIONS)].flatMap(([, numbers = '']) => numbers.split(/[,;]/).map(Number))

export const withoutCitations = (text: string): string => text.replaceAll(CITATIONS, ' ').replaceAll(/\s+/g, ' ').trim()
