/**
 * @file Which queries does only one way of searching answer, and why? Causes are looked for in the words of the query and of the documents
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

/** What is known of a query. Terms are those of one analyzer, so that equal words are equal strings. */
export interface QueryEvidence {
  readonly queryId: string
  readonly terms: readonly string[]
  /** Terms of the documents that answer it, all of their fields together. */
  readonly relevantTerms: readonly (readonly string[])[]
}

/**
 * Why a leg misses a query.
 * - `misspelling`: a word of the query that no document has is one or two slips away from a word of a relevant document
 * - `no-shared-words`: the query has no word in common with any relevant document (lexical only)
 * - `rare-exact-term`: a word or code that at most three documents have tells the answer, and vectors blur such terms (dense only)
 * - `short-query`: one or two words say too little
 * - `unexplained`: none of these
 */
type MissCause = 'misspelling' | 'no-shared-words' | 'rare-exact-term' | 'short-query' | 'unexplained'

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
  /** A query is answered where its score is above this. Default 0: with nDCG@10, anything relevant in the first ten. */
  readonly answeredAbove?: number
}

/** A term of at most this many documents is rare: it nearly names its document. */
const RARE_DOCUMENTS_MAX = 3
const SHORT_TERMS_MAX = 2
/** Shorter words have too many neighbours to be called misspelt: one slip from 4 letters, two from 8. */
const LETTERS_PER_SLIP = 4
const SLIPS_MAX = 2

/**
 * Queries that exactly one leg answers, with the likeliest cause for each leg that misses it.
 *
 * @param queries in the order wanted
 * @returns in the order of `queries`, then of `legs`; one entry for each leg that misses
 */
export function explainLegDifferences(
  legs: readonly Leg[],
  queries: readonly QueryEvidence[],
  { documentFrequency, answeredAbove = 0 }: LegDifferenceOptions,
): LegDifference[] {
  return queries.flatMap((query) => {
    const answers = (leg: Leg): boolean => (leg.scores.get(query.queryId) ?? 0) > answeredAbove
    const [answering, ...others] = legs.filter(answers)
    if (answering === undefined || others.length > 0) return []
    return legs
      .filter((leg) => leg !== answering)
      .map(({ name, kind }) => {
        const { cause, explanation } = explainMiss(kind, query, documentFrequency)
        return { queryId: query.queryId, answeredBy: answering.name, missedBy: name, cause, explanation }
      })
  })
}

type Reason = Pick<LegDifference, 'cause' | 'explanation'>
type Explain = (evidence: Evidence) => Reason | undefined

interface Evidence {
  readonly terms: readonly string[]
  readonly relevant: ReadonlySet<string>
  readonly shared: readonly string[]
  readonly documentFrequency: (term: string) => number
}

/** In the order of their force: the first that applies is the cause. */
const causes: Readonly<Record<Leg['kind'], readonly Explain[]>> = {
  lexical: [findMisspelling, findNoSharedWords, findShortness],
  dense: [findRareTerm, findMisspelling, findShortness],
}

function explainMiss(
  kind: Leg['kind'],
  { terms, relevantTerms }: QueryEvidence,
  documentFrequency: (term: string) => number,
): Reason {
  const relevant = new Set(relevantTerms.flat())
  const distinct = [...new Set(terms)]
  const evidence: Evidence = {
    terms: distinct,
    relevant,
    shared: distinct.filter((term) => relevant.has(term)),
    documentFrequency,
  }
  for (const explain of causes[kind]) {
    const reason = explain(evidence)
    if (reason !== undefined) return reason
  }
  return unexplained(evidence)
}

function findMisspelling({ terms, relevant, documentFrequency }: Evidence): Reason | undefined {
  const near = terms
    .filter((term) => !relevant.has(term) && documentFrequency(term) === 0)
    .flatMap((term) => [...relevant].map((word) => ({ term, word, slips: slipsBetween(term, word) })))
    .filter(({ slips }) => slips <= SLIPS_MAX)
    .sort((a, b) => a.slips - b.slips)[0]
  return (
    near && {
      cause: 'misspelling',
      explanation: `No document has the word "${near.term}", which is ${near.slips === 1 ? 'one slip' : 'two slips'} away from "${near.word}" in a relevant document.`,
    }
  )
}

/** @returns Infinity for words that are not near enough to be the same word misspelt */
function slipsBetween(term: string, word: string): number {
  const allowed = Math.min(SLIPS_MAX, Math.floor(Math.min(term.length, word.length) / LETTERS_PER_SLIP))
  // Codes that differ in a digit are different things.
  if (isCode(term) || isCode(word) || Math.abs(term.length - word.length) > allowed) return Infinity
  const slips = editDistance(term, word)
  return slips <= allowed ? slips : Infinity
}

function findNoSharedWords({ shared, terms }: Evidence): Reason | undefined {
  if (shared.length > 0) return undefined
  return {
    cause: 'no-shared-words',
    explanation:
      terms.length === 0
        ? 'The query has no word to search for.'
        : `No relevant document has any word of the query (${quoted(terms)}), so there is nothing to match.`,
  }
}

function findRareTerm({ shared, documentFrequency }: Evidence): Reason | undefined {
  const [rarest] = shared
    .map((term) => ({ term, documents: documentFrequency(term) }))
    .filter(({ documents }) => documents <= RARE_DOCUMENTS_MAX)
    .sort((a, b) => Number(isCode(b.term)) - Number(isCode(a.term)) || a.documents - b.documents)
  return (
    rarest && {
      cause: 'rare-exact-term',
      explanation: `The ${isCode(rarest.term) ? 'code' : 'word'} "${rarest.term}" is in ${documentsOf(rarest.documents)} only, a relevant one among them; vectors blur such rare terms.`,
    }
  )
}

function findShortness({ terms }: Evidence): Reason | undefined {
  if (terms.length > SHORT_TERMS_MAX) return undefined
  const words = terms.length === 1 ? 'one word' : `${terms.length} words`
  return { cause: 'short-query', explanation: `The query has only ${words} to search for (${quoted(terms)}).` }
}

const unexplained = ({ shared, documentFrequency }: Evidence): Reason => ({
  cause: 'unexplained',
  explanation:
    shared.length === 0
      ? 'Nothing in the words of query and documents explains it; they share none.'
      : `Nothing in the words of query and documents explains it; they share ${shared
          .map((term) => `"${term}" (in ${documentsOf(documentFrequency(term))})`)
          .join(', ')}.`,
})

/** Written like an identifier: with a digit, or with signs between letters that words do not have. */
const isCode = (term: string): boolean => /\p{N}|\p{L}[_./#:]+\p{L}/u.test(term)

const documentsOf = (count: number): string => (count === 1 ? 'one document' : `${count} documents`)

const quoted = (terms: readonly string[]): string => terms.map((term) => `"${term}"`).join(', ')
