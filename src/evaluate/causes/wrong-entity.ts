/** @file Is the document ranked above about the same thing for another name? The context is alike, the one word that matters is not. */
import type { Evidence, Finding, Word, WrongDocument } from './cause.ts'
import { likenessOf } from './evidence.ts'
import { isCode, quoted, textsOf } from './wording.ts'

/** A word of so few of the documents can be a name. */
const NAME_DOCUMENTS_SHARE = 0.05
const NAME_DOCUMENTS_MIN = 3
/** Documents about the same have so much in common; unrelated ones of one collection hardly a tenth. */
const LIKENESS_MIN = 0.2

export function findWrongEntity(evidence: Evidence): Finding | undefined {
  const [first] = evidence.wrong
  if (first === undefined) return undefined
  const missing = evidence.shared.filter((word) => isName(word, evidence) && !first.terms.has(word.term))
  if (missing.length === 0 || !isAlike(first, evidence)) return undefined
  const common = evidence.words.filter(({ term }) => first.terms.has(term))
  return {
    words: textsOf(missing),
    explanation: `"${first.id}", ranked ${first.rank}, is about the same${common.length === 0 ? '' : ` (${quoted(common)})`}, but not about ${quoted(missing)}, which a relevant document has.`,
  }
}

function isName(
  { term, text, isCapital = false }: Word,
  { documentFrequency, documents = 0, relevant }: Evidence,
): boolean {
  if (documentFrequency(term) > Math.max(NAME_DOCUMENTS_MIN, NAME_DOCUMENTS_SHARE * documents)) return false
  if (isCode(text) || isCapital) return true
  // People type names in lower case; documents always write them with a capital.
  const written = relevant.flatMap(({ words }) => words.filter((word) => word.term === term))
  return written.length > 0 && written.every((word) => word.isCapital === true)
}

function isAlike({ terms }: WrongDocument, { words, relevant }: Evidence): boolean {
  const common = words.filter(({ term }) => terms.has(term)).length
  if (common > 0 && 2 * common >= words.length) return true
  return relevant.some((document) => likenessOf(document.terms, terms) >= LIKENESS_MIN)
}
