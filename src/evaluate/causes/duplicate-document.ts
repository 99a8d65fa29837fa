/** @file Is what is ranked above the answer itself, under another id? Then the plan is not wrong, the judgements are incomplete. */
import type { Evidence, Finding } from './cause.ts'
import { likenessOf } from './evidence.ts'

const LIKENESS_MIN = 0.8
/** Of very short texts a chance word decides; nearly all of them must be the same. */
const TERMS_MIN = 5

export function findDuplicate({ relevant, wrong }: Evidence): Finding | undefined {
  for (const { id, rank, terms, isJudged } of wrong) {
    const least = terms.size < TERMS_MIN ? 1 : LIKENESS_MIN
    const original = relevant.find((document) => likenessOf(document.terms, terms) >= least)
    if (original !== undefined)
      return {
        words: [],
        explanation: `"${id}", ranked ${rank}, has ${likenessOf(original.terms, terms) === 1 ? 'the same words as' : 'nearly the same words as'} "${original.id}", which is relevant, and is ${isJudged ? 'judged not relevant' : 'not judged'}.`,
      }
  }
  return undefined
}
