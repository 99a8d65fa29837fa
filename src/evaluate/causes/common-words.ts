/** @file Does the query share with its answer only words that many documents have? They cannot single one out. */
import type { Evidence, Finding } from './cause.ts'
import { frequencies, textsOf } from './wording.ts'

/** A term of more documents than a first page shows cannot bring all of them there; three such terms together may. */
const COMMON_DOCUMENTS_MIN = 11
const COMMON_WORDS_MAX = 2

export function findCommonWords({ shared, documentFrequency }: Evidence): Finding | undefined {
  if (shared.length === 0 || shared.length > COMMON_WORDS_MAX) return undefined
  if (!shared.every(({ term }) => documentFrequency(term) >= COMMON_DOCUMENTS_MIN)) return undefined
  return {
    words: textsOf(shared),
    explanation: `The query shares with relevant documents only ${frequencies(shared, documentFrequency)}, too common to rank them first.`,
  }
}
