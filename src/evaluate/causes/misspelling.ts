/** @file Is a word of the query misspelt? Spelling distance to words of the answer, for words that neither the collection nor the language has. */
import { editDistance } from '../../base/edit-distance.ts'
import type { Evidence, Finding } from './cause.ts'
import { isCode } from './wording.ts'

/**
 * Short words have too many neighbours that are words as well: "word" is not a misspelt "work". Where the words of the language are known, one typo
 * is allowed from 4 letters and two from 8; else from 6 and 12.
 */
const LETTERS_PER_TYPO = { known: 4, unknown: 6 } as const
const TYPOS_MAX = 2

export function findMisspelling({
  words,
  relevant,
  relevantTerms,
  documentFrequency,
  isWord,
}: Evidence): Finding | undefined {
  const lettersPerTypo = isWord === undefined ? LETTERS_PER_TYPO.unknown : LETTERS_PER_TYPO.known
  const meant = new Set(relevant.flatMap((document) => document.words.map(({ text }) => text)))
  const near = words
    .filter(({ term, text }) => !relevantTerms.has(term) && documentFrequency(term) === 0 && isWord?.(text) !== true)
    .flatMap(({ text }) =>
      Array.from(meant, (word) => ({ text, word, typos: typosBetween(text, word, lettersPerTypo) })),
    )
    .filter(({ typos }) => typos <= TYPOS_MAX)
    .sort((a, b) => a.typos - b.typos)[0]
  return (
    near && {
      words: [near.text],
      explanation: `No document has the word "${near.text}", which is ${near.typos === 1 ? 'one typo' : 'two typos'} away from "${near.word}" in a relevant document.`,
    }
  )
}

/** @returns Infinity for words that are not near enough to be the same word misspelt */
function typosBetween(text: string, word: string, lettersPerTypo: number): number {
  const allowed = Math.min(TYPOS_MAX, Math.floor(Math.min(text.length, word.length) / lettersPerTypo))
  // Codes that differ in a digit are different things.
  if (isCode(text) || isCode(word) || Math.abs(text.length - word.length) > allowed) return Infinity
  const typos = editDistance(text, word)
  return typos <= allowed ? typos : Infinity
}
