/** @file Does the answer have most words of the query? Ranking by words rewards that, vectors need not. */
import type { Evidence, Finding } from './cause.ts'
import { quoted, textsOf } from './wording.ts'

/** So many words of the query, and at least half of them, in one document are more than chance. */
const SHARED_WORDS_MIN = 3

export function findManySharedWords({ words, sharedWithOne }: Evidence): Finding | undefined {
  if (sharedWithOne.length < SHARED_WORDS_MIN || 2 * sharedWithOne.length < words.length) return undefined
  return {
    words: textsOf(sharedWithOne),
    explanation: `A relevant document has ${sharedWithOne.length} of the ${words.length} words of the query (${quoted(sharedWithOne)}); ranking by words rewards that, vectors need not.`,
  }
}
