/** @file Runs a plan: encode the query, read everything from one state of the collection, rerank, cut. */
import type { Document } from '../data/document.ts'
import type { Collection } from '../store/collection.ts'
import type { Filter } from '../store/filter.ts'
import { checkCapabilities } from './_check-capabilities.ts'
import { encodeQuery } from './_encode-query.ts'
import { findCandidates, type Found } from './_find-candidates.ts'
import { type Placed, rerank, rerankerFor, unreranked } from './_rerank.ts'
import { queryEmpty, queryTooLong } from './errors.ts'
import { explainHit } from './explain.ts'
import type { Explanation } from './explanation.ts'
import type { Plan } from './plan.ts'
import type { PlanToAnswer } from './search-options.ts'
import { spacesOf } from './stages/stages-table.ts'

export interface RankedDocument {
  readonly document: Document
  readonly score: number
  /** Whether the score is the reranker's; absent where the plan reranks nothing. */
  readonly reranked?: boolean
  /** Where asked for. */
  readonly explain?: Explanation
}

/** Who scored the first hits again. */
export interface RerankerUsed {
  readonly reranker: string
  readonly fingerprint: string
}

/** Milliseconds of wall time. */
export interface AnswerTiming {
  /** The query, once for each space. */
  readonly encode: number
  /** By stage, and "rerank:NAME". */
  readonly stages: Readonly<Record<string, number>>
  readonly fetch: number
}

export interface Answer {
  readonly plan: Plan
  /** From `offset` on, best first; ties in the order in which the stages found them. */
  readonly ranking: readonly RankedDocument[]
  readonly reranked?: RerankerUsed
  readonly timingMs: AnswerTiming
}

/** Longer texts are documents; a query of this length takes milliseconds still. */
const QUERY_CHARACTERS_MAX = 100_000

/**
 * @throws SEARCH_QUERY_EMPTY, SEARCH_QUERY_TOO_LONG, SEARCH_PLAN_UNSUPPORTED, SEARCH_ENCODER_MISSING, SEARCH_ENCODER_MISMATCH,
 *   SEARCH_RERANKER_UNKNOWN
 */
export async function answerPlan(collection: Collection, query: string, given: PlanToAnswer): Promise<Answer> {
  const plan = { ...given.plan, filter: bothFilters(given.plan.filter, given.filter) }
  const options = { ...given, plan }
  checkQuery(query)
  checkCapabilities(collection, plan)
  const start = performance.now()
  const [vectors, reranker] = await Promise.all([
    encodeQuery(collection, query, { spaces: spacesOf(plan.retrieve), options }),
    rerankerFor(options),
  ])
  const encode = performance.now() - start
  const search = { collection, query, vectors, options }
  const found = await collection.read((view) => findCandidates(view, search))
  const rerankStart = performance.now()
  const placed =
    reranker === undefined || plan.rerank === undefined
      ? unreranked(found.ranking)
      : await rerank(query, found.ranking, {
          reranker,
          top: plan.rerank.top,
          documents: found.documents,
          fields: Object.keys(collection.settings.lexicalFields),
          signal: options.signal,
        })
  const rerankMs = performance.now() - rerankStart
  return {
    plan: given.plan,
    ranking: placed.slice(plan.offset, plan.offset + plan.limit).map((one) => present(one, { found, plan })),
    ...(reranker === undefined ? {} : { reranked: { reranker: reranker.ref, fingerprint: reranker.fingerprint } }),
    timingMs: {
      encode,
      stages: {
        ...found.stageMs,
        ...(plan.rerank === undefined ? {} : { [`rerank:${plan.rerank.reranker}`]: rerankMs }),
      },
      fetch: found.fetchMs,
    },
  }
}

function checkQuery(query: string): void {
  if (query.trim() === '') throw queryEmpty()
  if (query.length > QUERY_CHARACTERS_MAX) {
    throw queryTooLong({ characters: query.length, charactersMax: QUERY_CHARACTERS_MAX })
  }
}

const bothFilters = (a: Filter | undefined, b: Filter | undefined): Filter | undefined =>
  a !== undefined && b !== undefined ? { and: [a, b] } : (a ?? b)

function present(
  { fused, score, rankBefore }: Placed,
  { found, plan }: { readonly found: Found; readonly plan: Plan },
): RankedDocument {
  const views = found.explained?.get(fused.key)
  const reranked =
    rankBefore === undefined || plan.rerank === undefined
      ? undefined
      : { reranker: plan.rerank.reranker, rankBefore, score }
  return {
    document: found.documents.get(fused.key) as Document,
    score,
    ...(plan.rerank === undefined ? {} : { reranked: rankBefore !== undefined }),
    ...(views === undefined ? {} : { explain: explainHit(views, { fused, plan, rerank: reranked }) }),
  }
}
