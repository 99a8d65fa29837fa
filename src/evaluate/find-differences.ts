/** @file The evidence for leg-difference.ts: the words of the queries and of the documents that answer them, and how many documents have each. */
import type { Document, Judgements, Query } from '../data/document.ts'
import type { RunScores } from '../metrics/evaluate-run.ts'
import type { Collection } from '../store/collection.ts'
import { type Analyzer, createAnalyzer } from '../text/analyzer.ts'
import { dictionaryOf } from './dictionary.ts'
import { explainLegDifferences, type Leg, type LegDifference, type QueryEvidence, type Word } from './leg-difference.ts'
import type { Differences } from './report.ts'

/** One way of searching, scored. */
export interface ScoredLeg {
  readonly name: string
  readonly kind: Leg['kind']
  readonly scores: RunScores
}

export interface FindDifferencesOptions {
  /** The metric that says whether a query is answered: above 0. */
  readonly metric: string
  readonly legs: readonly [ScoredLeg, ScoredLeg]
  readonly queries: readonly Query[]
  readonly judgements: Judgements
}

/** Queries that only one of two ways of searching answers, with the cause. Reads what answers those queries, nothing else. */
export async function findDifferences(
  collection: Collection,
  { metric, legs, queries, judgements }: FindDifferencesOptions,
): Promise<Differences> {
  const scoresOf = ({ perQuery }: RunScores): Map<string, number> =>
    new Map(Array.from(perQuery, ([id, figures]) => [id, figures[metric] ?? 0]))
  const scored = legs.map(({ name, kind, scores }): Leg => ({ name, kind, scores: scoresOf(scores) }))
  const contested = queries.filter(({ id }) => new Set(scored.map(({ scores }) => (scores.get(id) ?? 0) > 0)).size > 1)
  const frequencies = new Map<string, number>()
  const analyzer = createAnalyzer(collection.settings.analyzer)
  const evidence: QueryEvidence[] = []
  for (const query of contested) {
    const grades = [...(judgements.get(query.id) ?? new Map<string, number>())]
    const ids = grades.filter(([, grade]) => grade > 0).map(([docId]) => docId)
    evidence.push(await gatherEvidence(collection, query, { ids, analyzer, frequencies }))
  }
  const found = explainLegDifferences(scored, evidence, {
    documentFrequency: (term) => frequencies.get(term) ?? 0,
    isWord: await dictionaryOf(
      collection.settings.analyzer.language,
      evidence.flatMap(({ words }) => words.map(({ text }) => text)),
    ),
  })
  const textOf = new Map(contested.map(({ id, text }) => [id, text]))
  return {
    between: [legs[0].name, legs[1].name],
    counts: countCauses(found),
    queries: found.map((difference) => ({ ...difference, text: textOf.get(difference.queryId) ?? '' })),
  }
}

async function gatherEvidence(
  collection: Collection,
  { id, text }: Query,
  {
    ids,
    analyzer,
    frequencies,
  }: {
    readonly ids: readonly string[]
    readonly analyzer: Analyzer
    /** Filled in: how many documents have a term of the query. */
    readonly frequencies: Map<string, number>
  },
): Promise<QueryEvidence> {
  const documents = (await collection.get(ids)).filter((document) => document !== undefined)
  const [present] = documents
  const key = present === undefined ? undefined : await collection.keyOf(present.id)
  if (key !== undefined) {
    // Whatever document is explained, the explanation knows every word of the query that some document has.
    const [explained] = await collection.explain({ kind: 'lexical', query: text }, [key])
    for (const { term, df } of explained?.terms ?? []) frequencies.set(term, df)
  }
  return {
    queryId: id,
    words: wordsOf(text, analyzer),
    relevantWords: documents.map((document) => wordsIn(document, { collection, analyzer })),
  }
}

const wordsOf = (text: string, { tokens }: Analyzer): Word[] =>
  tokens(text).map(({ term, start, end }) => ({ term, text: text.slice(start, end).toLowerCase() }))

function wordsIn(
  { fields }: Document,
  { collection, analyzer }: { readonly collection: Collection; readonly analyzer: Analyzer },
): Word[] {
  return Object.keys(collection.settings.lexicalFields)
    .map((field) => fields[field])
    .flatMap((value) => (typeof value === 'string' ? wordsOf(value, analyzer) : []))
}

function countCauses(differences: readonly LegDifference[]): Differences['counts'] {
  const counts: Record<string, Partial<Record<LegDifference['cause'], number>>> = {}
  for (const { answeredBy, cause } of differences) {
    const causes = (counts[answeredBy] ??= {})
    causes[cause] = (causes[cause] ?? 0) + 1
  }
  return counts
}
