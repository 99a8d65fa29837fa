/** @file The evidence for the causes of misses: the words of a query, of what answers it and of what was ranked instead, and how many documents have each. */
import type { Document, Grades, Query, ScoredDocument } from '../data/document.ts'
import type { Collection } from '../store/collection.ts'
import { type Analyzer, createAnalyzer } from '../text/analyzer.ts'
import type { Word, WrongDocument } from './causes/cause.ts'
import { seenDocument } from './causes/evidence.ts'
import type { QueryEvidence } from './leg-difference.ts'

export interface EvidenceGatherer {
  readonly gather: (query: Pick<Query, 'id' | 'text'>, judged: JudgedRankings) => Promise<QueryEvidence>
  /** Of the terms of all queries that were gathered. */
  readonly documentFrequency: (term: string) => number
}

export interface JudgedRankings {
  readonly grades: Grades
  /** By plan: what was ranked, best first. Default: not known. */
  readonly rankings?: ReadonlyMap<string, readonly ScoredDocument[]> | undefined
}

/** How far down documents that are not relevant are looked at. */
const WRONG_RANKS_MAX = 10

/** Reads the documents that a query's evidence is about, nothing else. */
export function evidenceGatherer(collection: Collection): EvidenceGatherer {
  const analyzer = createAnalyzer(collection.settings.analyzer)
  const fields = Object.keys(collection.settings.lexicalFields)
  const frequencies = new Map<string, number>()
  const wordsIn = (document: Document): Word[] =>
    fields
      .map((field) => document.fields[field])
      .flatMap((value) => (typeof value === 'string' ? wordsOf(value, analyzer) : []))
  return {
    documentFrequency: (term) => frequencies.get(term) ?? 0,
    gather: async ({ id, text }, { grades, rankings = new Map<string, readonly ScoredDocument[]>() }) => {
      const relevantIds = [...grades].filter(([, grade]) => grade > 0).map(([docId]) => docId)
      const wrongIds = new Map(Array.from(rankings, ([plan, ranking]) => [plan, wrongAmong(ranking, relevantIds)]))
      const wanted = [...new Set([...relevantIds, ...[...wrongIds.values()].flatMap((ranks) => [...ranks.keys()])])]
      const found = (await collection.get(wanted)).filter((document) => document !== undefined)
      await countDocuments(collection, { text, anyId: found[0]?.id, frequencies })
      const seen = new Map(found.map((document) => [document.id, seenDocument(document.id, wordsIn(document))]))
      const wrongOf = (ranks: ReadonlyMap<string, number>): WrongDocument[] =>
        Array.from(ranks, ([docId, rank]) => ({ seen: seen.get(docId), rank })).flatMap(({ seen: document, rank }) =>
          document === undefined ? [] : [{ ...document, rank, isJudged: grades.has(document.id) }],
        )
      return {
        queryId: id,
        text,
        words: wordsOf(text, analyzer),
        relevant: relevantIds.flatMap((docId) => seen.get(docId) ?? []),
        wrong: new Map(Array.from(wrongIds, ([plan, ranks]) => [plan, wrongOf(ranks)])),
      }
    },
  }
}

/** Ranks of documents that are not relevant, above the last relevant one on the first page. */
function wrongAmong(ranking: readonly ScoredDocument[], relevantIds: readonly string[]): Map<string, number> {
  const relevant = new Set(relevantIds)
  const page = ranking.slice(0, WRONG_RANKS_MAX).map(({ docId }) => docId)
  const found = page.filter((docId) => relevant.has(docId)).length
  const end = found === relevant.size ? page.findLastIndex((docId) => relevant.has(docId)) : page.length
  return new Map(page.slice(0, end).flatMap((docId, index) => (relevant.has(docId) ? [] : [[docId, index + 1]])))
}

/** Whatever document is explained, the explanation knows every word of the query that some document has. */
async function countDocuments(
  collection: Collection,
  {
    text,
    anyId,
    frequencies,
  }: {
    readonly text: string
    readonly anyId: string | undefined
    /** Filled in: how many documents have a term of the query. */
    readonly frequencies: Map<string, number>
  },
): Promise<void> {
  const key = anyId === undefined ? undefined : await collection.keyOf(anyId)
  if (key === undefined) return
  const [explained] = await collection.explain({ kind: 'lexical', query: text }, [key])
  for (const { term, df } of explained?.terms ?? []) frequencies.set(term, df)
}

const wordsOf = (text: string, analyzer: Analyzer): Word[] =>
  analyzer.tokens(text).map(({ term, start, end }) => {
    const written = text.slice(start, end)
    return { term, text: written.toLowerCase(), isCapital: /^\p{Lu}/u.test(written) && start > 0 }
  })
