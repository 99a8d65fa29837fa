/** @file Does a rare word or a code name the answer? Vectors blur what an encoder has hardly ever seen. */
import type { Evidence, Finding } from './cause.ts'
import { documentsOf, isCode } from './wording.ts'

/** A word of at most this many documents is rare: it nearly names its document. */
const WORD_DOCUMENTS_MAX = 3
/** A code stands for one thing, however many documents mention it. */
const CODE_DOCUMENTS_SHARE = 0.05

/** Digits of which each page has some; longer ones number a thing. */
const QUANTITY = /^\p{N}{1,3}(?:[.,]\p{N}+)?$/u

export function findRareCode(evidence: Evidence): Finding | undefined {
  const most = Math.max(WORD_DOCUMENTS_MAX, CODE_DOCUMENTS_SHARE * (evidence.documents ?? 0))
  return findRare(evidence, (text, documents) => isCode(text) && !QUANTITY.test(text) && documents <= most)
}

export const findRareWord = (evidence: Evidence): Finding | undefined =>
  findRare(evidence, (_, documents) => documents <= WORD_DOCUMENTS_MAX)

function findRare(
  { shared, documentFrequency }: Evidence,
  isRare: (text: string, documents: number) => boolean,
): Finding | undefined {
  const [rarest] = shared
    .map(({ term, text }) => ({ text, documents: documentFrequency(term) }))
    .filter(({ text, documents }) => isRare(text, documents))
    .sort((a, b) => a.documents - b.documents || b.text.length - a.text.length)
  return (
    rarest && {
      words: [rarest.text],
      explanation: `The ${isCode(rarest.text) ? (QUANTITY.test(rarest.text) ? 'number' : 'code') : 'word'} "${rarest.text}" is in ${documentsOf(rarest.documents)} only, a relevant one among them; vectors blur such rare terms.`,
    }
  )
}
