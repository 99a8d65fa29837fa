/** @file Whether a document's text has words next to each other, as a phrase says. */
import type { FieldValue } from '../../data/document.ts'
import type { Analyzer, Token } from '../../text/analyzer.ts'
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

function isIn(text: string, { words, analyzer, prefix, plain }: Phrase): boolean {
  const atPosition: Token[][] = []
  for (const token of analyzer.tokens(text)) (atPosition[token.position] ??= []).push(token)
  const from = words[0]?.position ?? 0
  const last = words.length - 1
  const isHere = (token: Token, i: number): boolean =>
    i === last && prefix !== undefined
      ? plain.terms(text.slice(token.start, token.end))[0]?.startsWith(prefix) === true
      : token.term === words[i]?.term
  return atPosition.some((_, start) =>
    words.every(({ position }, i) => atPosition[start + position - from]?.some((token) => isHere(token, i)) === true),
  )
}
