/** @file What a cause of a miss is: a pure function from the evidence about one query to a sentence with the words it found, or to nothing. */

/** A word of a text. */
export interface Word {
  /** As indexed: words are the same where their terms are. */
  readonly term: string
  /** As written, in lower case: what may be misspelt, and what people read. */
  readonly text: string
  /** Whether it is written with a capital, as names are. Default: it is not known. */
  readonly isCapital?: boolean | undefined
}

/**
 * Why a plan misses a query, or ranks its answer lower than another plan does.
 * - `duplicate-document`: what it ranks above is a copy of a relevant document under another id
 * - `misspelling`: a word of the query that is in no document and is not a word of the language is one or two typos away from a word of a
 *   relevant document
 * - `no-shared-words`: the query has no word in common with any relevant document (lexical only)
 * - `rare-exact-term`: a word that at most three documents have, or a code that few have, identifies the answer, and vectors blur such terms (dense only)
 * - `negation`: the query excludes something, and what is ranked above is about just that
 * - `number-mismatch`: the answer has a number of the query, and what is ranked above has others
 * - `wrong-entity`: what is ranked above is about the same thing for another name, product or code
 * - `unknown-pieces`: the encoder knows a word of the query only cut into pieces (dense only)
 * - `short-query`: one or two words say too little
 * - `common-words`: the query shares with relevant documents only a word or two that more than ten documents have (lexical only)
 * - `few-shared-words`: the answer has at most half of the query's words, and what is ranked above has as many or more (lexical only)
 * - `many-shared-words`: a relevant document has most words of the query, which counts for words and not for vectors (dense only)
 * - `long-query`: so many words that those which matter are outweighed
 * - `unexplained`: none of these
 */
export type MissCause =
  | 'duplicate-document'
  | 'misspelling'
  | 'no-shared-words'
  | 'rare-exact-term'
  | 'negation'
  | 'number-mismatch'
  | 'wrong-entity'
  | 'unknown-pieces'
  | 'short-query'
  | 'common-words'
  | 'few-shared-words'
  | 'many-shared-words'
  | 'long-query'
  | 'unexplained'

/** What a plan looks at: words, or vectors. It decides which causes are possible. */
export type Sense = 'lexical' | 'dense'

/** What is known of the collection and the language. All terms come from one analyzer. */
export interface Knowledge {
  /** How many documents of the collection have a term. */
  readonly documentFrequency: (term: string) => number
  /** Documents in the collection. Default: not known, and no word is taken for rare by its share of them. */
  readonly documents?: number | undefined
  /** Whether the language has a word, as written: such a word is not misspelt. Default: nothing is known of it. */
  readonly isWord?: ((text: string) => boolean) | undefined
  /** Pieces that the encoder cuts a word into. Default: nothing is known of it. */
  readonly piecesOf?: ((text: string) => number) | undefined
  /** Of the query, such as "en": which words negate. Default: none do. */
  readonly language?: string | undefined
}

export interface SeenDocument {
  readonly id: string
  /** Of all of its searched fields together. */
  readonly words: readonly Word[]
  readonly terms: ReadonlySet<string>
}

/** A document that is not relevant, ranked above the first relevant one. */
export interface WrongDocument extends SeenDocument {
  readonly rank: number
  readonly isJudged: boolean
}

export interface Evidence extends Knowledge {
  /** The query as typed. */
  readonly text: string
  /** Of the query, each term once. */
  readonly words: readonly Word[]
  /** Relevant, and missed: each of them is one that should have been ranked higher. */
  readonly relevant: readonly SeenDocument[]
  /** Best first; empty where it is not known what was ranked. */
  readonly wrong: readonly WrongDocument[]
  /** Terms of all relevant documents. */
  readonly relevantTerms: ReadonlySet<string>
  /** Words of the query that some relevant document has. */
  readonly shared: readonly Word[]
  /** Most of the query's words that one relevant document has. */
  readonly sharedWithOne: readonly Word[]
}

export interface Finding {
  /** One sentence with the words that were found. */
  readonly explanation: string
  /** The words of the query that show it, as written. */
  readonly words: readonly string[]
}

export interface Reason extends Finding {
  readonly cause: MissCause
}

export type FindCause = (evidence: Evidence) => Finding | undefined
