/**
 * @file Faithfulness: the part of an answer's claims that some context supports, by their words (see support.ts).
 *
 * 1 where the answer is empty or declines: it claims nothing. Read it beside `abstention` and `answer_correctness`, which such answers do not get.
 *
 * @see Es et al., EACL 2024, section 3; overlap as in Lin, "ROUGE", 2004, by content words
 */
import { partOf } from './part-of.ts'
import type { RagMetric } from './rag-metric.ts'
import { isSupported } from './support.ts'

export const faithfulness: RagMetric = {
  description: "part of the answer's claims that a context supports, by words",
  aliases: [],
  needs: ['contexts', 'response'],
  measure: ({ claims, evidence }) => partOf(claims, ({ text }) => isSupported(text, evidence)),
}
