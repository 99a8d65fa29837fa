/** @file How well and how fast plans answer judged queries: every plan on every query, in one process, in turn. */
import { rowOf, type Matrix } from '../base/matrix.ts'
import type { WorkOptions } from '../base/progress.ts'
import type { Query, Run, ScoredDocument } from '../data/document.ts'
import type { Reranker } from '../encode/reranker.ts'
import { type Hit, searchCollection, type SearchResult } from '../search/search-collection.ts'
import type { SearchOptions } from '../search/search-options.ts'
import { spacesOf } from '../search/stages/stages-table.ts'
import type { Collection } from '../store/collection.ts'
import type { ChosenPlan } from './choose-plans.ts'
import { naming } from './naming.ts'
import type { ModelReference } from './report.ts'

/** The queries as one space's encoder sees them, and what each took. */
export interface QueryVectors {
  /** `[queries, dim]` */
  readonly vectors: Matrix
  /** Wall time of encoding each query alone. */
  readonly encodeMs: Float64Array
}

export interface MeasureOptions extends WorkOptions {
  readonly queries: readonly Query[]
  readonly plans: readonly ChosenPlan[]
  /** Stages alone, for what only one of them finds: ranked, not timed. */
  readonly legs: readonly ChosenPlan[]
  /** How far the metrics look. */
  readonly depth: number
  /** By space; one row for each query, in order. */
  readonly queryVectors: Readonly<Record<string, QueryVectors>>
  readonly rerankers?: Readonly<Record<string, Reranker>> | undefined
  readonly rerankerOf?: ((ref: string) => Promise<Reranker>) | undefined
  /** True where a query that is also a document (same id) must not find itself. */
  readonly ignoreIdenticalIds: boolean
}

export interface Measured {
  readonly run: Map<string, ScoredDocument[]>
  readonly latenciesMs: number[]
  /** Who scored again, where the plan says so. */
  reranker?: ModelReference
}

/** Searches before the clock counts: compiled code and warm caches are what a server has. */
const WARM_UP_QUERIES = 10

/**
 * @returns by the plan's name; legs likewise
 * @throws EVALUATE_QUERY_FAILED; the signal's reason when aborted
 */
export async function measurePlans(
  collection: Collection,
  options: MeasureOptions,
): Promise<{ readonly plans: ReadonlyMap<string, Measured>; readonly legs: ReadonlyMap<string, Run> }> {
  const { plans, legs, queries } = options
  const empty = (): Measured => ({ run: new Map(), latenciesMs: [] })
  const measured = new Map(plans.map(({ name }) => [name, empty()]))
  const runs = new Map(legs.map(({ name }) => [name, empty().run]))
  for (let index = 0; index < Math.min(WARM_UP_QUERIES, queries.length); index++)
    for (const plan of plans) await timeQuery(collection, { plan, index, options })
  for (const [index, { id }] of queries.entries()) {
    options.signal?.throwIfAborted()
    // Plans take turns at going first, so that none always finds the caches warmed by another.
    for (let turn = 0; turn < plans.length; turn++) {
      const plan = plans[(turn + index) % plans.length] as ChosenPlan
      const found = measured.get(plan.name) as Measured
      found.latenciesMs.push(await timeQuery(collection, { plan, index, options }))
      const { results, reranker } = await rankQuery(collection, { plan, index, options })
      found.run.set(id, results)
      if (reranker !== undefined) found.reranker = reranker
    }
    for (const plan of legs)
      runs.get(plan.name)?.set(id, (await rankQuery(collection, { plan, index, options })).results)
    options.onProgress?.({ stage: 'evaluating', done: index + 1, total: queries.length, unit: 'queries' })
  }
  return { plans: measured, legs: runs }
}

interface OneQuery {
  readonly plan: ChosenPlan
  readonly index: number
  readonly options: MeasureOptions
}

async function searchOne(
  collection: Collection,
  { plan: { name, plan }, index, options }: OneQuery,
  cut: Pick<SearchOptions, 'limit' | 'offset'> = {},
): Promise<SearchResult> {
  const query = options.queries[index] as Query
  try {
    return await searchCollection(collection, query.text, { ...searchOptions(index, options), ...cut, plan })
  } catch (error) {
    throw naming(query, `with the plan "${name}"`, error)
  }
}

function searchOptions(index: number, options: MeasureOptions): SearchOptions {
  return {
    vectors: Object.fromEntries(
      Object.entries(options.queryVectors).map(([space, { vectors }]) => [space, rowOf(vectors, index)]),
    ),
    rerankers: options.rerankers,
    rerankerOf: options.rerankerOf,
    excludeId: options.ignoreIdenticalIds ? options.queries[index]?.id : undefined,
    signal: options.signal,
  }
}

/** @returns milliseconds, encoding the query included */
async function timeQuery(collection: Collection, one: OneQuery): Promise<number> {
  const { timingMs } = await searchOne(collection, one)
  const encodeMs = spacesOf(one.plan.plan.retrieve).map(
    (space) => one.options.queryVectors[space]?.encodeMs[one.index] ?? 0,
  )
  return encodeMs.reduce((a, b) => a + b, timingMs.total)
}

/** The same search as deep as the metrics and the plan look. */
async function rankQuery(
  collection: Collection,
  one: OneQuery,
): Promise<{ readonly results: ScoredDocument[]; readonly reranker: ModelReference | undefined }> {
  const { limit } = one.plan.plan
  const { hits, reranked } = await searchOne(collection, one, { offset: 0, limit: Math.max(one.options.depth, limit) })
  return {
    results: toResults(hits),
    reranker: reranked && { ref: reranked.reranker, fingerprint: reranked.fingerprint },
  }
}

/** Metrics order by score; after a reranker the hits below the reranked ones have scores of another kind, and only the order counts. */
function toResults(hits: readonly Hit[]): ScoredDocument[] {
  const isOrdered = hits.every(({ score }, index) => index === 0 || score <= (hits[index - 1]?.score ?? 0))
  return hits.map(({ id, score }, index) => ({ docId: id, score: isOrdered ? score : hits.length - index }))
}
