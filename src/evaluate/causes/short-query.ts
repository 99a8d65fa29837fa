/** @file Does the query say too little? */
import type { Evidence, Finding } from './cause.ts'
import { quoted, textsOf } from './wording.ts'

const SHORT_WORDS_MAX = 2

export function findShortness({ words }: Evidence): Finding | undefined {
  if (words.length === 0 || words.length > SHORT_WORDS_MAX) return undefined
  const count = words.length === 1 ? 'one word' : `${words.length} words`
  return { words: textsOf(words), explanation: `The query has only ${count} to search for (${quoted(words)}).` }
}
