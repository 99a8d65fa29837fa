/**
 * @file Queries made of documents that training never saw, each with the document that it should find. A document gives up one of its sentences
 * before it is looked for, so that no query is found by being there word for word.
 */
import type { Random } from '../base/random.ts'
import { areNearDuplicates, signatureOf } from './text-signature.ts'
import type { Tokens, TrainingText } from './training-text.ts'

/** Its title, for its body alone; the sentence that it gave up; the most telling words of that sentence. */
export type HeldOutKind = 'title' | 'sentence' | 'words'

export interface HeldOutQuery {
  readonly kind: HeldOutKind
  /** Number of the document that it should find. */
  readonly target: number
  readonly text: string
  readonly tokens: Tokens
}

export interface HeldOut {
  /** All documents, held out or not: what queries are looked for in. */
  readonly documents: readonly TrainingText[]
  readonly queries: readonly HeldOutQuery[]
  /** Copies and near-duplicates of the document that a query should find do not count as wrong answers. */
  readonly isExcluded: (query: number, document: number) => boolean
}

const WORDS_MIN = 2
const WORDS_MAX = 5

/**
 * @param texts     all documents
 * @param ordinals  which of them training did not see
 */
export function makeHeldOut(
  texts: readonly TrainingText[],
  ordinals: readonly number[],
  { random, tokensOf }: { readonly random: Random; readonly tokensOf: (text: string) => Tokens },
): HeldOut {
  const frequency = wordFrequency(texts)
  const documents = [...texts]
  const queries: HeldOutQuery[] = []
  for (const target of ordinals) {
    const text = texts[target] as TrainingText
    const { titleText, title, sentences, sentenceTexts } = text
    if (title.length > 0 && sentences.length > 0)
      queries.push({ kind: 'title', target, text: titleText, tokens: title })
    const drawn = sentences.length > 1 ? random.below(sentences.length) : -1
    if (drawn >= 0) {
      documents[target] = withoutSentence(text, drawn)
      queries.push({ kind: 'sentence', target, text: sentenceTexts[drawn] ?? '', tokens: sentences[drawn] ?? [] })
    }
    const source = drawn >= 0 ? (sentenceTexts[drawn] ?? '') : (sentenceTexts[0] ?? titleText)
    const words = tellingWords(source, { frequency, count: WORDS_MIN + random.below(WORDS_MAX - WORDS_MIN + 1) })
    if (words !== '') queries.push({ kind: 'words', target, text: words, tokens: tokensOf(words) })
  }
  return { documents, queries, isExcluded: nearDuplicates(texts, queries) }
}

function withoutSentence({ sentences, sentenceTexts, ...text }: TrainingText, drawn: number): TrainingText {
  const isKept = (_: unknown, i: number): boolean => i !== drawn
  return { ...text, sentences: sentences.filter(isKept), sentenceTexts: sentenceTexts.filter(isKept) }
}

const WORD = /[\p{L}\p{N}]+(?:[-_.'][\p{L}\p{N}]+)*/gu
const wordsOf = (text: string): string[] => text.toLowerCase().match(WORD) ?? []

function wordFrequency(texts: readonly TrainingText[]): Map<string, number> {
  const frequency = new Map<string, number>()
  for (const { titleText, sentenceTexts } of texts)
    for (const word of new Set(wordsOf([titleText, ...sentenceTexts].join(' '))))
      frequency.set(word, (frequency.get(word) ?? 0) + 1)
  return frequency
}

/** The words in fewest documents, in their order; words that no other document has lead nowhere but here and are left out. */
function tellingWords(
  text: string,
  { frequency, count }: { readonly frequency: ReadonlyMap<string, number>; readonly count: number },
): string {
  const words = [...new Set(wordsOf(text))]
  const rarest = new Set(
    words
      .filter((word) => (frequency.get(word) ?? 0) > 1)
      .toSorted((a, b) => (frequency.get(a) ?? 0) - (frequency.get(b) ?? 0))
      .slice(0, count),
  )
  return words.filter((word) => rarest.has(word)).join(' ')
}

function nearDuplicates(texts: readonly TrainingText[], queries: readonly HeldOutQuery[]): HeldOut['isExcluded'] {
  const signatures = texts.map(({ title, sentences }) => signatureOf([...title, ...sentences.flat()]))
  return (query, document) => {
    const target = queries[query]?.target ?? -1
    return (
      target !== document && areNearDuplicates(signatures[target] as Uint32Array, signatures[document] as Uint32Array)
    )
  }
}
