/**
 * @file Queries made of texts that training never saw, each with the document that it should find. As in use, training knows the documents and not
 * the queries: a document gives up its title or one of its sentences, and training sees the remainder.
 */
import type { Random } from '../base/random.ts'
import { areNearDuplicates, signatureOf } from './text-signature.ts'
import type { Tokens, TrainingText } from './training-text.ts'

/** The title that it gave up, for its body alone; the sentence that it gave up; the most telling words of that sentence. */
export type HeldOutKind = 'title' | 'sentence' | 'words'

export interface HeldOutQuery {
  readonly kind: HeldOutKind
  /** Number of the document that it should find. */
  readonly target: number
  readonly text: string
  readonly tokens: Tokens
}

export interface HeldOut {
  /** All documents: what queries are looked for in. */
  readonly documents: readonly TrainingText[]
  /** All documents without what they gave up; those that had nothing to give up are left out. */
  readonly training: readonly TrainingText[]
  readonly queries: readonly HeldOutQuery[]
  /** Copies and near-duplicates of the document that a query should find do not count as wrong answers. */
  readonly isExcluded: (query: number, document: number) => boolean
}

const WORDS_MIN = 2
const WORDS_MAX = 5

/** What a document gives up; `either` is one of both, whichever it has. */
export type Given = 'title' | 'sentence' | 'either'

/**
 * @param texts  all documents
 * @param given  which of them give something up, and what: one that has no such text gives nothing, one of a single text all of it
 */
export function makeHeldOut(
  texts: readonly TrainingText[],
  given: ReadonlyMap<number, Given>,
  { random, tokensOf }: { readonly random: Random; readonly tokensOf: (text: string) => Tokens },
): HeldOut {
  const frequency = wordFrequency(texts)
  const titles = titleCounts(texts)
  const documents = [...texts]
  const training = new Map(texts.entries())
  const queries: HeldOutQuery[] = []
  const askWords = (target: number, source: string): void => {
    const words = tellingWords(source, { frequency, count: WORDS_MIN + random.below(WORDS_MAX - WORDS_MIN + 1) })
    if (words !== '') queries.push({ kind: 'words', target, text: words, tokens: tokensOf(words) })
  }
  const give: Readonly<Record<Gift, (target: number, text: TrainingText) => void>> = {
    title: (target, text) => {
      queries.push({ kind: 'title', target, text: text.titleText, tokens: text.title })
      training.set(target, { ...text, title: [], titleText: '' })
    },
    sentence: (target, text) => {
      const drawn = random.below(text.sentences.length)
      const rest = withoutSentence(text, drawn)
      const sentence = text.sentenceTexts[drawn] ?? ''
      documents[target] = rest
      // A passage below a heading may hold the sentence.
      training.set(target, { ...rest, headed: [] })
      queries.push({ kind: 'sentence', target, text: sentence, tokens: text.sentences[drawn] ?? [] })
      askWords(target, sentence)
    },
    all: (target, { sentenceTexts, titleText }) => {
      training.delete(target)
      askWords(target, sentenceTexts[0] ?? titleText)
    },
  }
  for (const [target, what] of given) {
    const text = texts[target] as TrainingText
    const gift = giftOf(text, what, { isTitleOwn: titles.get(text.titleText) === 1, random })
    if (gift !== undefined) give[gift](target, text)
  }
  return { documents, training: [...training.values()], queries, isExcluded: nearDuplicates(texts, queries) }
}

type Gift = 'title' | 'sentence' | 'all'

function giftOf(
  { title, sentences }: TrainingText,
  given: Given,
  { isTitleOwn, random }: { readonly isTitleOwn: boolean; readonly random: Random },
): Gift | undefined {
  const hasTitle = isTitleOwn && title.length > 0 && sentences.length > 0
  const hasSentence = sentences.length > 1
  if (!hasTitle && !hasSentence) return given === 'sentence' ? undefined : 'all'
  if (given === 'title') return hasTitle ? 'title' : undefined
  if (given === 'sentence') return hasSentence ? 'sentence' : undefined
  return hasTitle && (!hasSentence || random.next() < 0.5) ? 'title' : 'sentence'
}

/** A title that several documents share finds none of them in particular. */
function titleCounts(texts: readonly TrainingText[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { titleText } of texts) counts.set(titleText, (counts.get(titleText) ?? 0) + 1)
  return counts
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
