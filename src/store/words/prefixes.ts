/** @file Words that begin with something: the index holds stems, so a beginning may be longer than the stem of the word that it begins. */
import type { TermChoice, TermGroup } from '../../index/lexical/lexical-index.ts'
import type { Analyzer } from '../../text/analyzer.ts'
import { isKnown, typedWords, variantOf, type WordContext, writtenForms } from './word-context.ts'

/** The most frequent ones rank; a condition takes all. */
const COMPLETIONS_MAX = 1000
/** No more of them than have so many documents together: a stage has 10,000 candidates at most. */
const DOCUMENTS_MAX = 20_000
/** Of a word that is still being typed: the first hits are to be there at once. */
const DOCUMENTS_AS_TYPED_MAX = 2000
/** A whole word comes before the words that it begins. */
const COMPLETION_WEIGHT = 0.9
/** The longest ending that stemmers take off. */
const ENDING_LETTERS_MAX = 6
const STEM_LETTERS_MIN = 3

/** A beginning has no stem, and "the" begins "theory". */
const plainOf = (analyzer: Analyzer): Analyzer => variantOf(analyzer, { stem: false, stopWords: false })

/** What is typed as the beginning of a word, with whole words before it where a joiner is inside: "well-kno". */
interface Beginning {
  readonly whole: readonly string[]
  readonly prefix: string
  /** The analysed term, should it be a whole word. */
  readonly word: string | undefined
}

export function beginningOf(text: string, analyzer: Analyzer): Beginning | undefined {
  const last = typedWords(text, plainOf(analyzer)).at(-1)
  const prefix = last?.terms[0]
  if (last === undefined || prefix === undefined) return undefined
  return { whole: analyzer.terms(text.slice(0, last.start)), prefix, word: analyzer.terms(last.text)[0] }
}

/** Terms of words that begin so, the whole word itself first. */
export function completions(
  { prefix, word }: Beginning,
  context: WordContext,
  { limit, documentsMax }: Pick<TermChoice, 'limit' | 'documentsMax'>,
): string[] {
  const { index, fields } = context
  const choice = { fields: Object.keys(fields), limit, documentsMax }
  const found = index.vocabulary.startingWith(prefix, choice).map(({ term }) => term)
  const whole = [word, prefix].filter((term) => term !== undefined && isKnown(term, context)) as string[]
  return [...new Set([...whole, ...found, ...stemsOf(prefix, context)])]
}

/** Stems shorter than the beginning, if some document writes them so: "universit" begins "university", whose stem is "univers". */
function stemsOf(prefix: string, context: WordContext): string[] {
  const from = Math.max(STEM_LETTERS_MIN, prefix.length - ENDING_LETTERS_MAX)
  const stems: string[] = []
  for (let length = prefix.length - 1; length >= from; length--) {
    const stem = prefix.slice(0, length)
    const variants = prefix[length] === 'y' ? [stem, `${stem}i`] : [stem]
    for (const term of variants)
      if (isKnown(term, context) && writtenForms(term, context).some((form) => startsWith(form, prefix, context)))
        stems.push(term)
  }
  return stems
}

const startsWith = (form: string, prefix: string, { analyzer }: WordContext): boolean =>
  plainOf(analyzer).terms(form)[0]?.startsWith(prefix) === true

/** @returns undefined where no word begins so */
export function prefixGroup(
  text: string,
  context: WordContext,
  { isBeingTyped }: { readonly isBeingTyped: boolean },
): TermGroup | undefined {
  const beginning = beginningOf(text, context.analyzer)
  if (beginning === undefined) return undefined
  const { whole, prefix, word } = beginning
  const documentsMax = isBeingTyped ? DOCUMENTS_AS_TYPED_MAX : DOCUMENTS_MAX
  const found = completions(beginning, context, { limit: COMPLETIONS_MAX, documentsMax })
  const alternatives = found.map((term) => ({
    terms: [...whole, term],
    weight: term === word || term === prefix ? 1 : COMPLETION_WEIGHT,
    needsAll: true,
  }))
  return alternatives.length === 0 ? undefined : { name: `${text}*`, alternatives }
}
