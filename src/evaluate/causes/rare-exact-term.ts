/** @file Does a rare word or a code name the answer? Vectors blur what an encoder has hardly ever seen. */
import type { Evidence, Finding } from './cause.ts'
import { documentsOf, isCode } from './wording.ts'

/** A term of at most this many documents is rare: it nearly names its document. */
const RARE_DOCUMENTS_MAX = 3

export function findRareTerm({ shared, documentFrequency }: Evidence): Finding | undefined {
  const [rarest] = shared
    .map(({ term, text }) => ({ text, documents: documentFrequency(term) }))
    .filter(({ documents }) => documents <= RARE_DOCUMENTS_MAX)
    .sort((a, b) => Number(isCode(b.text)) - Number(isCode(a.text)) || a.documents - b.documents)
  return (
    rarest && {
      words: [rarest.text],
      explanation: `The ${isCode(rarest.text) ? 'code' : 'word'} "${rarest.text}" is in ${documentsOf(rarest.documents)} only, a relevant one among them; vectors blur such rare terms.`,
    }
  )
}
