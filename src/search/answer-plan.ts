/** @file Runs a plan: encode the query, read everything from one state of the collection, rerank, cut. */
import type { Document } from '../data/document.ts'
import type { Reranker } from '../encode/reranker.ts'
import type { Collection } from '../store/collection.ts'
import { argumentInvalid } from '../store/errors.ts'
import type { Filter } from '../store/filter/filter.ts'
import { checkFilter } from '../store/filter/filter-schema.ts'
import type { Search } from './ask-stage.ts'
import { checkCapabilities } from './check-capabilities.ts'
import { checkUnchanged, encodeQuery } from './encode-query.ts'
import { findCandidates, type Found } from './find-candidates.ts'
import type { Execution } from './rank-candidates.ts'
import { type Placed, rerank, rerankerFor, unreranked } from './rerank.ts'
import { planUnsupported, queryEmpty, queryTooLong, vectorUnused } from './errors.ts'
import { explainHit } from './explain.ts'
import type { Explanation } from './explanation.ts'
import type { Plan } from './plan.ts'
import type { PlanToAnswer } from './search-options.ts'
import { readTypedQuery, type TypedQuery } from './typed-query.ts'
import { spacesOf } from './stages/stages-table.ts'

export interface RankedDocument {
  readonly document: Document
  readonly score: number
  /** Whether the score is the reranker's; absent where the plan reranks nothing. */
  readonly reranked?: boolean
  /** Only if requested. */
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

export interface Answer extends TypedQuery {
  readonly plan: Plan
  /** From `offset` on, best first; ties in the order in which the stages found them. */
  readonly ranking: readonly RankedDocument[]
  readonly reranked?: RerankerUsed
  /** Where the parts of the plan ran; only of a collection whose engine can answer plans. */
  readonly execution?: Execution
  readonly timingMs: AnswerTiming
}

const lackingConditions =
  'restrict hits by signs in the query ("phrase", +must, -without, field:word; not with "syntax": "plain")'

/** Longer texts are documents; a query of this length takes milliseconds still. */
const QUERY_CHARACTERS_MAX = 100_000

/**
 * @throws STORE_ARGUMENT_INVALID, STORE_FILTER_INVALID, SEARCH_QUERY_EMPTY, SEARCH_QUERY_TOO_LONG, SEARCH_SPACE_UNKNOWN, SEARCH_PLAN_UNSUPPORTED, SEARCH_ENCODER_MISSING, SEARCH_ENCODER_MISMATCH,
 *   SEARCH_RERANKER_UNKNOWN
 */
export async function answerPlan(collection: Collection, query: string, given: PlanToAnswer): Promise<Answer> {
  checkQuery(query)
  checkVectorNames(collection, given)
  if (given.filter !== undefined) checkFilter(given.filter)
  const plan = { ...given.plan, filter: bothFilters(given.plan.filter, given.filter) }
  const options = { ...given, plan }
  checkCapabilities(collection, plan)
  const start = performance.now()
  const { settings } = collection
  const spaces = spacesOf(plan.retrieve)
  const encoded = spaces.filter((space) => options.vectors?.[space] === undefined)
  // Encoders see the query corrected; without one, a read of its own would be for nothing.
  const early = encoded.length > 0 ? await readTypedQuery(collection, query, plan) : undefined
  const [vectors, reranker] = await Promise.all([
    encodeQuery(collection, early?.text ?? query, { spaces, options }),
    rerankerFor(options),
  ])
  const encode = performance.now() - start
  const { found, search, typed } = await collection.read(async (view) => {
    checkUnchanged(collection, settings, encoded)
    const typed = early ?? (await readTypedQuery(view, query, plan))
    checkConditions(collection, typed)
    const search = { collection, query, conditions: typed.conditions, vectors, options }
    return { found: await findCandidates(view, search), search, typed }
  })
  const { placed, rerankMs } = await place(found, { ...search, query: typed.text }, reranker)
  return {
    plan: given.plan,
    ...typed,
    ranking: placed.slice(plan.offset, plan.offset + plan.limit).map((one) => present(one, { found, plan })),
    ...(reranker === undefined ? {} : { reranked: { reranker: reranker.ref, fingerprint: reranker.fingerprint } }),
    ...(found.execution === undefined ? {} : { execution: withRerank(found.execution, plan) }),
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

/** @throws SEARCH_PLAN_UNSUPPORTED */
function checkConditions({ name, capabilities }: Collection, { conditions }: TypedQuery): void {
  if (conditions.length > 0 && !capabilities.conditions)
    throw planUnsupported({ collection: name, lacking: [lackingConditions] })
}

/** In the final order. */
async function place(
  { ranking, documents }: Found,
  { collection, query, options: { plan, signal } }: Search,
  reranker: Reranker | undefined,
): Promise<{ readonly placed: readonly Placed[]; readonly rerankMs: number }> {
  if (reranker === undefined || plan.rerank === undefined) return { placed: unreranked(ranking), rerankMs: 0 }
  const start = performance.now()
  const fields = Object.keys(collection.settings.lexicalFields)
  const placed = await rerank(query, ranking, { reranker, top: plan.rerank.top, documents, fields, signal })
  return { placed, rerankMs: performance.now() - start }
}

const withRerank = (execution: Execution, { rerank: reranking }: Plan): Execution =>
  reranking === undefined ? execution : { ...execution, here: [...execution.here, `rerank:${reranking.reranker}`] }

function checkQuery(query: unknown): asserts query is string {
  if (typeof query !== 'string') throw argumentInvalid({ argument: 'query', value: query, allowed: 'a string' })
  if (query.trim() === '') throw queryEmpty()
  if (query.length > QUERY_CHARACTERS_MAX) {
    throw queryTooLong({ characters: query.length, charactersMax: QUERY_CHARACTERS_MAX })
  }
}

/** A vector of a space that is not there would be left out, and the query encoded for nothing. */
function checkVectorNames({ settings: { spaces } }: Collection, { vectors }: PlanToAnswer): void {
  const known = Object.keys(spaces)
  const unknown = Object.keys(vectors ?? {}).find((space) => !known.includes(space))
  if (unknown !== undefined) throw vectorUnused({ space: unknown, known })
}

export const bothFilters = (a: Filter | undefined, b: Filter | undefined): Filter | undefined =>
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
