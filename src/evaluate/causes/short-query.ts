/** @file Does the query say too little? */
import type { Evidence, Finding, Word } from './cause.ts'
import { isCode, quoted, textsOf } from './wording.ts'

const SHORT_WORDS_MAX = 2

export function findShortness({ words }: Evidence): Finding | undefined {
  const whole = words.filter((word) => !isPart(word, words))
  if (whole.length === 0 || whole.length > SHORT_WORDS_MAX) return undefined
  const count = whole.length === 1 ? 'one word' : `${whole.length} words`
  return { words: textsOf(whole), explanation: `The query has only ${count} to search for (${quoted(whole)}).` }
}

/** The parts of an identifier are words to search for as well; for people it is one. */
const isPart = (word: Word, words: readonly Word[]): boolean =>
  words.some(({ text }) => isCode(text) && text.length > word.text.length && text.includes(word.text))
