/** @file The causes of misses, for each sense in order of priority: the first that applies is the cause, the others are said as well. */
import type { Evidence, FindCause, MissCause, Reason, Sense } from './cause.ts'
import { findCommonWords } from './common-words.ts'
import { findDuplicate } from './duplicate-document.ts'
import { findFewSharedWords } from './few-shared-words.ts'
import { findLength } from './long-query.ts'
import { findManySharedWords } from './many-shared-words.ts'
import { findMisspelling } from './misspelling.ts'
import { findNegation } from './negation.ts'
import { findNoSharedWords } from './no-shared-words.ts'
import { findNumberMismatch } from './number-mismatch.ts'
import { findRareCode, findRareWord } from './rare-exact-term.ts'
import { findShortness } from './short-query.ts'
import { findUnknownPieces } from './unknown-pieces.ts'
import { frequencies, textsOf } from './wording.ts'
import { findWrongEntity } from './wrong-entity.ts'

type Row = readonly [Exclude<MissCause, 'unexplained'>, FindCause]

/** What is certain comes before what is likely, and what is particular before what many queries have. */
const causes: Readonly<Record<Sense, readonly Row[]>> = {
  lexical: [
    ['duplicate-document', findDuplicate],
    ['misspelling', findMisspelling],
    ['no-shared-words', findNoSharedWords],
    ['negation', findNegation],
    ['number-mismatch', findNumberMismatch],
    ['wrong-entity', findWrongEntity],
    ['short-query', findShortness],
    ['common-words', findCommonWords],
    ['few-shared-words', findFewSharedWords],
    ['long-query', findLength('lexical')],
  ],
  dense: [
    ['duplicate-document', findDuplicate],
    ['rare-exact-term', findRareCode],
    ['misspelling', findMisspelling],
    ['negation', findNegation],
    ['number-mismatch', findNumberMismatch],
    ['wrong-entity', findWrongEntity],
    ['unknown-pieces', findUnknownPieces],
    ['short-query', findShortness],
    ['many-shared-words', findManySharedWords],
    ['rare-exact-term', findRareWord],
    ['long-query', findLength('dense')],
  ],
}

/**
 * @param senses what the plan that missed looks at
 * @returns every cause that applies, the likeliest first; never empty
 */
export function explainMiss(senses: readonly Sense[], evidence: Evidence): readonly [Reason, ...Reason[]] {
  const found = new Map<MissCause, Reason>()
  for (const [cause, find] of senses.flatMap((sense) => causes[sense])) {
    const finding = found.has(cause) ? undefined : find(evidence)
    if (finding !== undefined) found.set(cause, { cause, ...finding })
  }
  const [first, ...others] = found.values()
  return first === undefined ? [unexplained(evidence)] : [first, ...others]
}

const unexplained = ({ shared, documentFrequency }: Evidence): Reason => ({
  cause: 'unexplained',
  words: textsOf(shared),
  explanation:
    shared.length === 0
      ? 'Nothing in the words of query and documents explains it; they share none.'
      : `Nothing in the words of query and documents explains it; they share ${frequencies(shared, documentFrequency)}.`,
})
