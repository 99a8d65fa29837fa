/**
 * @file Explains queries that only one way of searching answers. Causes are looked for in the words of the query and of the documents
 * that should have been found; where they explain nothing, that is said.
 */
import { editDistance } from '../base/edit-distance.ts'

/** One way of searching, scored query by query. */
export interface Leg {
  readonly name: string
  /** What it looks at: words, or vectors. It decides which causes are possible. */
  readonly kind: 'lexical' | 'dense'
  /** Query id -> score, such as nDCG@10; a query that is absent has 0. */
  readonly scores: ReadonlyMap<string, number>
}

/** A word of a text. */
export interface Word {
  /** As indexed: words are the same where their terms are. */
  readonly term: string
  /** As written, in lower case: what may be misspelt, and what people read. */
  readonly text: string
}

/** The evidence about a query. All terms come from one analyzer. */
export interface QueryEvidence {
  readonly queryId: string
  readonly words: readonly Word[]
  /** Words of the documents that answer it, all of their fields together. */
  readonly relevantWords: readonly (readonly Word[])[]
}

/**
 * Why a leg misses a query.
 * - `misspelling`: a word of the query that is in no document and is not a word of the language is one or two typos away from a word of a
 *   relevant document
 * - `no-shared-words`: the query has no word in common with any relevant document (lexical only)
 * - `rare-exact-term`: a word or code that at most three documents have identifies the answer, and vectors blur such terms (dense only)
 * - `short-query`: one or two words say too little
 * - `common-words`: the query shares with relevant documents only a word or two that more than ten documents have (lexical only)
 * - `many-shared-words`: a relevant document has most words of the query, which counts for words and not for vectors (dense only)
 * - `unexplained`: none of these
 */
export type MissCause =
  | 'misspelling'
  | 'no-shared-words'
  | 'common-words'
  | 'rare-exact-term'
  | 'short-query'
  | 'many-shared-words'
  | 'unexplained'

/** A query that one leg answers and another misses. */
export interface LegDifference {
  readonly queryId: string
  readonly answeredBy: string
  readonly missedBy: string
  readonly cause: MissCause
  /** One sentence with the words that were found. */
  readonly explanation: string
}

export interface LegDifferenceOptions {
  /** How many documents of the collection have a term. */
  readonly documentFrequency: (term: string) => number
  /** Whether the language has a word, as written: such a word is not misspelt. Default: nothing is known of it. */
  readonly isWord?: ((text: string) => boolean) | undefined
  /** A query is answered if its score is above this. Default 0: with nDCG@10, anything relevant in the first ten. */
  readonly answeredAbove?: number
}

/** A term of at most this many documents is rare: it nearly names its document. */
const RARE_DOCUMENTS_MAX = 3
const SHORT_WORDS_MAX = 2
/** A term of more documents than a first page shows cannot bring all of them there; three such terms together may. */
const COMMON_DOCUMENTS_MIN = 11
const COMMON_WORDS_MAX = 2
/** So many words of the query, and at least half of them, in one document are more than chance. */
const SHARED_WORDS_MIN = 3
/**
 * Short words have too many neighbours that are words as well: "word" is not a misspelt "work". Where the words of the language are known, one typo
 * is allowed from 4 letters and two from 8; else from 6 and 12.
 */
const LETTERS_PER_TYPO = { known: 4, unknown: 6 } as const
const TYPOS_MAX = 2

/**
 * Queries that exactly one leg answers, with the likeliest cause for each leg that misses it.
 *
 * @param queries in the order wanted
 * @returns in the order of `queries`, then of `legs`; one entry for each leg that misses
 */
export function explainLegDifferences(
  legs: readonly Leg[],
  queries: readonly QueryEvidence[],
  { answeredAbove = 0, ...knowledge }: LegDifferenceOptions,
): LegDifference[] {
  return queries.flatMap((query) => {
    const answers = (leg: Leg): boolean => (leg.scores.get(query.queryId) ?? 0) > answeredAbove
    const [answering, ...others] = legs.filter(answers)
    if (answering === undefined || others.length > 0) return []
    return legs
      .filter((leg) => leg !== answering)
      .map(({ name, kind }) => {
        const { cause, explanation } = explainMiss(kind, query, knowledge)
        return { queryId: query.queryId, answeredBy: answering.name, missedBy: name, cause, explanation }
      })
  })
}

type Reason = Pick<LegDifference, 'cause' | 'explanation'>
type Explain = (evidence: Evidence) => Reason | undefined

type Knowledge = Pick<LegDifferenceOptions, 'documentFrequency' | 'isWord'>

interface Evidence extends Knowledge {
  /** Of the query, each term once. */
  readonly words: readonly Word[]
  /** Terms of the documents that answer it. */
  readonly relevant: ReadonlySet<string>
  /** Their words as written, each once. */
  readonly relevantTexts: readonly string[]
  /** Words of the query that some document which answers it has. */
  readonly shared: readonly Word[]
  /** Most of the query's words that one such document has. */
  readonly sharedWithOne: readonly Word[]
}

/** In order of priority: the first that applies is the cause. */
const causes: Readonly<Record<Leg['kind'], readonly Explain[]>> = {
  lexical: [findMisspelling, findNoSharedWords, findShortness, findCommonWords],
  dense: [findRareTerm, findMisspelling, findShortness, findManySharedWords],
}

function explainMiss(kind: Leg['kind'], { words, relevantWords }: QueryEvidence, knowledge: Knowledge): Reason {
  const answers = relevantWords.flat()
  const relevant = new Set(answers.map(({ term }) => term))
  const distinct = [...new Map(words.toReversed().map((word) => [word.term, word])).values()].toReversed()
  const evidence: Evidence = {
    ...knowledge,
    words: distinct,
    relevant,
    relevantTexts: [...new Set(answers.map(({ text }) => text))],
    shared: distinct.filter(({ term }) => relevant.has(term)),
    sharedWithOne: relevantWords
      .map((document) => sharedWords(distinct, document))
      .reduce((most, shared) => (shared.length > most.length ? shared : most), []),
  }
  for (const explain of causes[kind]) {
    const reason = explain(evidence)
    if (reason !== undefined) return reason
  }
  return unexplained(evidence)
}

function sharedWords(words: readonly Word[], document: readonly Word[]): Word[] {
  const terms = new Set(document.map(({ term }) => term))
  return words.filter(({ term }) => terms.has(term))
}

function findMisspelling({ words, relevant, relevantTexts, documentFrequency, isWord }: Evidence): Reason | undefined {
  const lettersPerTypo = isWord === undefined ? LETTERS_PER_TYPO.unknown : LETTERS_PER_TYPO.known
  const near = words
    .filter(({ term, text }) => !relevant.has(term) && documentFrequency(term) === 0 && isWord?.(text) !== true)
    .flatMap(({ text }) =>
      relevantTexts.map((word) => ({ text, word, typos: typosBetween(text, word, lettersPerTypo) })),
    )
    .filter(({ typos }) => typos <= TYPOS_MAX)
    .sort((a, b) => a.typos - b.typos)[0]
  return (
    near && {
      cause: 'misspelling',
      explanation: `No document has the word "${near.text}", which is ${near.typos === 1 ? 'one typo' : 'two typos'} away from "${near.word}" in a relevant document.`,
    }
  )
}

/** @returns Infinity for words that are not near enough to be the same word misspelt */
function typosBetween(text: string, word: string, lettersPerTypo: number): number {
  const allowed = Math.min(TYPOS_MAX, Math.floor(Math.min(text.length, word.length) / lettersPerTypo))
  // Codes that differ in a digit are different things.
  if (isCode(text) || isCode(word) || Math.abs(text.length - word.length) > allowed) return Infinity
  const typos = editDistance(text, word)
  return typos <= allowed ? typos : Infinity
}

function findNoSharedWords({ shared, words }: Evidence): Reason | undefined {
  if (shared.length > 0) return undefined
  return {
    cause: 'no-shared-words',
    explanation:
      words.length === 0
        ? 'The query has no word to search for.'
        : `No relevant document has any word of the query (${quoted(words)}), so there is nothing to match.`,
  }
}

function findCommonWords({ shared, documentFrequency }: Evidence): Reason | undefined {
  const isCommon = ({ term }: Word): boolean => documentFrequency(term) >= COMMON_DOCUMENTS_MIN
  if (shared.length > COMMON_WORDS_MAX || !shared.every(isCommon)) return undefined
  return {
    cause: 'common-words',
    explanation: `The query shares with relevant documents only ${frequencies(shared, documentFrequency)}, too common to rank them first.`,
  }
}

function findManySharedWords({ words, sharedWithOne }: Evidence): Reason | undefined {
  if (sharedWithOne.length < SHARED_WORDS_MIN || 2 * sharedWithOne.length < words.length) return undefined
  return {
    cause: 'many-shared-words',
    explanation: `A relevant document has ${sharedWithOne.length} of the ${words.length} words of the query (${quoted(sharedWithOne)}); ranking by words rewards that, vectors need not.`,
  }
}

function findRareTerm({ shared, documentFrequency }: Evidence): Reason | undefined {
  const [rarest] = shared
    .map(({ term, text }) => ({ text, documents: documentFrequency(term) }))
    .filter(({ documents }) => documents <= RARE_DOCUMENTS_MAX)
    .sort((a, b) => Number(isCode(b.text)) - Number(isCode(a.text)) || a.documents - b.documents)
  return (
    rarest && {
      cause: 'rare-exact-term',
      explanation: `The ${isCode(rarest.text) ? 'code' : 'word'} "${rarest.text}" is in ${documentsOf(rarest.documents)} only, a relevant one among them; vectors blur such rare terms.`,
    }
  )
}

function findShortness({ words }: Evidence): Reason | undefined {
  if (words.length > SHORT_WORDS_MAX) return undefined
  const count = words.length === 1 ? 'one word' : `${words.length} words`
  return { cause: 'short-query', explanation: `The query has only ${count} to search for (${quoted(words)}).` }
}

const unexplained = ({ shared, documentFrequency }: Evidence): Reason => ({
  cause: 'unexplained',
  explanation:
    shared.length === 0
      ? 'Nothing in the words of query and documents explains it; they share none.'
      : `Nothing in the words of query and documents explains it; they share ${frequencies(shared, documentFrequency)}.`,
})

const frequencies = (words: readonly Word[], documentFrequency: (term: string) => number): string =>
  words.map(({ term, text }) => `"${text}" (in ${documentsOf(documentFrequency(term))})`).join(', ')

/** Looks like an identifier: contains a digit, or punctuation between letters that words do not have. */
const isCode = (text: string): boolean => /\p{N}|\p{L}[_./#:]+\p{L}/u.test(text)

const documentsOf = (count: number): string => (count === 1 ? 'one document' : `${count} documents`)

const quoted = (words: readonly Word[]): string => words.map(({ text }) => `"${text}"`).join(', ')
