/** @file A query and a plan in, ranked documents out. */
import type { FieldValue } from '../data/document.ts'
import type { Collection, DocKey } from '../store/collection.ts'
import { createAnalyzer } from '../text/analyzer.ts'
import { type Answer, answerPlan } from './answer-plan.ts'
import { explainHits } from './explain.ts'
import type { Explanation } from './explanation.ts'
import { type Highlight, highlightFields } from './highlight.ts'
import type { SearchOptions } from './search-options.ts'

export interface Hit {
  readonly id: string
  /** From 1. */
  readonly rank: number
  readonly score: number
  readonly fields: Readonly<Record<string, FieldValue>>
  readonly highlights?: readonly Highlight[]
  readonly explain?: Explanation
}

/** Milliseconds of wall time by stage, and in all; a stage's own time includes encoding the query for it. */
export interface Timing {
  readonly total: number
  readonly encode: number
  readonly stages: Readonly<Record<string, number>>
  readonly fetch: number
}

export interface SearchResult {
  /** Best first; ties in the order in which the plan's stages found them. */
  readonly hits: readonly Hit[]
  readonly timingMs: Timing
}

/**
 * @throws SEARCH_QUERY_EMPTY, SEARCH_QUERY_TOO_LONG, SEARCH_SPACE_UNKNOWN, SEARCH_FIELD_UNKNOWN, SEARCH_RERANKER_UNKNOWN,
 *   SEARCH_ENCODER_MISMATCH where the query's encoder is not the one that made the space
 */
export async function searchCollection(
  collection: Collection,
  query: string,
  options: SearchOptions,
): Promise<SearchResult> {
  const start = performance.now()
  const answer = await answerPlan(collection, query, options)
  const fetchStart = performance.now()
  const hits = await presentHits(collection, answer, options)
  const end = performance.now()
  return { hits, timingMs: { ...answer.timingMs, fetch: end - fetchStart, total: end - start } }
}

async function presentHits(collection: Collection, answer: Answer, options: SearchOptions): Promise<Hit[]> {
  const keys = answer.ranking.map(({ key }) => key)
  const documents = await collection.fetch(keys)
  const explanations = options.explain === true ? await explainHits(collection, answer) : undefined
  const analyzer = options.highlight === true ? createAnalyzer(collection.settings.analyzer) : undefined
  const present = (key: DocKey, index: number): Hit[] => {
    const document = documents[index]
    // A document deleted between retrieving and fetching is simply no hit any more.
    if (document === undefined) return []
    const explanation = explanations?.get(key)
    return [
      {
        id: document.id,
        rank: answer.offset + index + 1,
        score: answer.ranking[index]?.score ?? 0,
        fields: document.fields,
        ...(analyzer === undefined ? {} : { highlights: highlightFields(document.fields, answer.query, analyzer) }),
        ...(explanation === undefined ? {} : { explain: explanation }),
      },
    ]
  }
  return keys.flatMap(present)
}
