/** @file Has the answer fewer of the query's words than what is ranked above it? Half a vocabulary mismatch: one word meets, the others do not. */
import type { Evidence, Finding } from './cause.ts'
import { quoted, textsOf } from './wording.ts'

export function findFewSharedWords({ words, sharedWithOne, wrong: [first] }: Evidence): Finding | undefined {
  if (first === undefined || sharedWithOne.length === 0) return undefined
  const common = words.filter(({ term }) => first.terms.has(term))
  if (2 * sharedWithOne.length > words.length || common.length < sharedWithOne.length) return undefined
  return {
    words: textsOf(sharedWithOne),
    explanation: `A relevant document has ${sharedWithOne.length} of the ${words.length} words of the query at most (${quoted(sharedWithOne)}); "${first.id}", ranked ${first.rank}, has ${common.length} (${quoted(common)}).`,
  }
}
