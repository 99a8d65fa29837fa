/** @file Does the query say so much that what matters is outweighed? Each sense has its own measure of long. */
import type { Evidence, FindCause, Finding } from './cause.ts'

/** Beyond these, the words that a relevant document lacks bring up others (lexical), or the vector is of everything at once (dense). */
const LONG_WORDS_MIN = { lexical: 12, dense: 20 } as const

const reasons = {
  lexical: (rest: number) => `the other ${rest} bring up other documents`,
  dense: () => 'one vector stands for all of it, and what matters is a small part',
} as const

export const findLength =
  (sense: keyof typeof LONG_WORDS_MIN): FindCause =>
  ({ words, sharedWithOne }: Evidence): Finding | undefined => {
    const rest = words.length - sharedWithOne.length
    if (words.length < LONG_WORDS_MIN[sense] || 2 * sharedWithOne.length > words.length) return undefined
    return {
      words: sharedWithOne.map(({ text }) => text),
      explanation: `The query has ${words.length} words to search for, of which no relevant document has more than ${sharedWithOne.length}; ${reasons[sense](rest)}.`,
    }
  }
