/** @file Whether a document's text has words next to each other, as a phrase says. */
import type { FieldValue } from '../../data/document.ts'
import type { Analyzer, Token } from '../../text/analyzer.ts'
import { forEachSpan } from '../../text/segment-words.ts'
import { textAt } from '../documents/document-content.ts'
import { variantOf } from './word-context.ts'

export interface Phrase {
  /** At their distances from each other, stop words included. */
  readonly words: readonly Pick<Token, 'term' | 'position'>[]
  /** Which makes of a text what `words` are. */
  readonly analyzer: Analyzer
  /** What the last word begins with, where it is cut off. */
  readonly prefix: string | undefined
  readonly plain: Analyzer
}

/** Nobody quotes more, and time is the product of the lengths of phrase and text. */
const WORDS_MAX = 64

export const createPhrase = (
  words: readonly Token[],
  { analyzer, prefix }: { readonly analyzer: Analyzer; readonly prefix: string | undefined },
): Phrase => ({
  words: words.slice(0, WORDS_MAX),
  analyzer: variantOf(analyzer, { stopWords: false }),
  prefix: words.length > WORDS_MAX ? undefined : prefix,
  plain: variantOf(analyzer, { stopWords: false, stem: false }),
})

/** Of an identifier the whole. */
export const firstOfEach = (tokens: readonly Token[]): Token[] =>
  tokens.filter(({ position }, i) => position !== tokens[i - 1]?.position)

/** In one of the fields. */
export const holdsPhrase = (
  values: Readonly<Record<string, FieldValue>>,
  fields: readonly string[],
  phrase: Phrase,
): boolean => fields.some((field) => isIn(textAt(values, field), phrase))

function isIn(text: string, phrase: Phrase): boolean {
  const { words, prefix, plain } = phrase
  const atPosition = tokensByPosition(text, phrase)
  const from = words[0]?.position ?? 0
  const last = words.length - 1
  const isHere = ({ term, form }: FoundToken, i: number): boolean =>
    i === last && prefix !== undefined ? plain.terms(form)[0]?.startsWith(prefix) === true : term === words[i]?.term
  return atPosition.some((_, start) =>
    words.every(({ position }, i) => atPosition[start + position - from]?.some((token) => isHere(token, i)) === true),
  )
}

interface FoundToken {
  readonly term: string
  /** As the text has it. */
  readonly form: string
}

const PLAIN_WORD = /^[A-Za-z]+$/
/** Stemmers of these take off endings alone, so that a word's first letter is its term's: most words need no stemming to be told apart. */
const KEEP_FIRST_LETTER: ReadonlySet<string> = new Set(['none', 'en', 'de', 'sv', 'da', 'no', 'es', 'pt'])

/** Words that cannot be of the phrase are counted and left out. */
function tokensByPosition(text: string, { words, analyzer }: Phrase): FoundToken[][] {
  const letters = KEEP_FIRST_LETTER.has(analyzer.settings.language)
    ? new Set(words.map(({ term }) => term.charAt(0)))
    : undefined
  const atPosition: FoundToken[][] = []
  let position = 0
  forEachSpan(text, (start, end) => {
    const span = text.slice(start, end)
    if (letters !== undefined && !letters.has(span.charAt(0).toLowerCase()) && PLAIN_WORD.test(span)) {
      position++
      return
    }
    let next = position
    for (const token of analyzer.tokens(span)) {
      const found = { term: token.term, form: span.slice(token.start, token.end) }
      ;(atPosition[position + token.position] ??= []).push(found)
      next = position + token.position + 1
    }
    position = next
  })
  return atPosition
}
