/** @file Do the query and its answer share no word at all? Vocabulary mismatch: words have nothing to match. */
import type { Evidence, Finding } from './cause.ts'
import { quoted, textsOf } from './wording.ts'

export function findNoSharedWords({ shared, words }: Evidence): Finding | undefined {
  if (shared.length > 0) return undefined
  return {
    words: textsOf(words),
    explanation:
      words.length === 0
        ? 'The query has no word to search for.'
        : `No relevant document that is missed has any word of the query (${quoted(words)}), so there is nothing to match.`,
  }
}
