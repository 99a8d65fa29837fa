/** @file How words of the evidence are put into sentences, and which of them look like identifiers. */
import type { Word } from './cause.ts'

/** Looks like an identifier: contains a digit, or punctuation between letters that words do not have. */
export const isCode = (text: string): boolean => /\p{N}|\p{L}[_./#:]+\p{L}/u.test(text)

export const documentsOf = (count: number): string => (count === 1 ? 'one document' : `${count} documents`)

/** Enough to see what is meant; a query may be a page long. */
const QUOTED_MAX = 8

export function quoted(words: readonly Word[]): string {
  const shown = words.slice(0, QUOTED_MAX).map(({ text }) => `"${text}"`)
  return [...shown, ...(words.length > QUOTED_MAX ? [`${words.length - QUOTED_MAX} more`] : [])].join(', ')
}

export const frequencies = (words: readonly Word[], documentFrequency: (term: string) => number): string =>
  words
    .slice(0, QUOTED_MAX)
    .map(({ term, text }) => `"${text}" (in ${documentsOf(documentFrequency(term))})`)
    .join(', ')

export const textsOf = (words: readonly Word[]): string[] => words.map(({ text }) => text)
