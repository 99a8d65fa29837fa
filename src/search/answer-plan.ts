/** @file Runs the stages of a plan: retrieve, fuse, rerank, cut. Documents are keys until the caller fetches them. */
import type { Candidate, Collection, DocKey, StageQuery } from '../store/collection.ts'
import type { Filter } from '../store/filter.ts'
import {
  encoderMismatch,
  encoderMissing,
  fieldUnknown,
  queryEmpty,
  queryTooLong,
  rerankerUnknown,
  spaceUnknown,
} from './errors.ts'
import { type Fused, fuseLinear, fuseReciprocalRanks } from './fusion/fuse.ts'
import { type DenseStage, type Fusion, type Plan, type Stage, stageName } from './plan.ts'
import type { SearchOptions } from './search-options.ts'

/** What one stage retrieved, with all that is needed to explain it. */
export interface StageAnswer {
  readonly stage: Stage
  readonly name: string
  readonly candidates: readonly Candidate[]
  /** The query as this stage's space sees it. */
  readonly vector: Float32Array | undefined
}

export interface Reranked {
  readonly reranker: string
  /** The rank, from 1, that the document had before. */
  readonly rankBefore: ReadonlyMap<DocKey, number>
}

export interface Answer {
  readonly query: string
  readonly plan: Plan
  readonly offset: number
  readonly stages: readonly StageAnswer[]
  /** The hits asked for, best first. */
  readonly ranking: readonly Fused[]
  readonly reranked?: Reranked
  readonly timingMs: { readonly encode: number; readonly stages: Readonly<Record<string, number>> }
}

/** Longer texts are documents; a query of this length takes milliseconds still. */
const QUERY_CHARACTERS_MAX = 100_000

export async function answerPlan(collection: Collection, query: string, options: SearchOptions): Promise<Answer> {
  const { plan } = options
  checkQuery(query)
  const timings: Record<string, number> = {}
  const stages: StageAnswer[] = []
  let encodeMs = 0
  for (const stage of plan.retrieve) {
    options.signal?.throwIfAborted()
    const start = performance.now()
    const vector = 'dense' in stage ? await queryVector(collection, query, { stage, options }) : undefined
    const encoded = performance.now()
    encodeMs += encoded - start
    const name = stageName(stage)
    stages.push({ stage, name, candidates: await retrieve(collection, { query, stage, vector, options }), vector })
    timings[name] = (timings[name] ?? 0) + performance.now() - encoded
  }
  const fused = fuse(
    stages.map(({ candidates }) => candidates),
    plan.fuse,
  )
  const { ranking, reranked } = await rerank(collection, query, { fused, options, timings })
  return {
    query,
    plan,
    offset: plan.offset,
    stages,
    ranking: ranking.slice(plan.offset, plan.offset + plan.limit),
    ...(reranked === undefined ? {} : { reranked }),
    timingMs: { encode: encodeMs, stages: timings },
  }
}

function checkQuery(query: string): void {
  if (query.trim() === '') throw queryEmpty()
  if (query.length > QUERY_CHARACTERS_MAX) {
    throw queryTooLong({ characters: query.length, charactersMax: QUERY_CHARACTERS_MAX })
  }
}

async function retrieve(
  collection: Collection,
  {
    query,
    stage,
    vector,
    options,
  }: {
    readonly query: string
    readonly stage: Stage
    readonly vector: Float32Array | undefined
    readonly options: SearchOptions
  },
): Promise<readonly Candidate[]> {
  const filter = bothFilters(options.plan.filter, options.filter)
  const k = 'dense' in stage ? stage.dense.k : stage.lexical.k
  return collection.retrieve({
    ...stageQuery(collection, { query, stage, vector }),
    k,
    filter,
    excludeId: options.excludeId,
  })
}

/** A stage as the collection is asked for it: the collection's own field weights where a lexical stage names none. */
export function stageQuery(
  collection: Collection,
  {
    query,
    stage,
    vector = new Float32Array(),
  }: { readonly query: string; readonly stage: Stage; readonly vector: Float32Array | undefined },
): StageQuery {
  if ('dense' in stage) {
    const { space, exact, ef } = stage.dense
    return { kind: 'dense', space, vector, exact, graph: { ef } }
  }
  const known = collection.settings.lexicalFields
  const { fields = known, scoring } = stage.lexical
  const unknown = Object.keys(fields).find((field) => !Object.hasOwn(known, field))
  if (unknown !== undefined) throw fieldUnknown({ field: unknown, known: Object.keys(known) })
  return { kind: 'lexical', query, fields, scoring }
}

async function queryVector(
  collection: Collection,
  query: string,
  { stage: { dense }, options }: { readonly stage: DenseStage; readonly options: SearchOptions },
): Promise<Float32Array> {
  const { spaces } = collection.settings
  const space = Object.hasOwn(spaces, dense.space) ? spaces[dense.space] : undefined
  if (space === undefined) throw spaceUnknown({ space: dense.space, known: Object.keys(spaces) })
  const given = options.vectors?.[dense.space]
  if (given !== undefined) return given
  if (options.encoderOf === undefined) throw encoderMissing({ space: dense.space })
  const encoder = await options.encoderOf(dense.space)
  if (encoder.fingerprint !== space.fingerprint) {
    throw encoderMismatch({
      space: dense.space,
      encoder: encoder.ref,
      fingerprint: encoder.fingerprint,
      expected: space.fingerprint,
    })
  }
  const { vectors } = await encoder.encode([{ text: query }], { role: 'query', signal: options.signal })
  return vectors.data
}

const bothFilters = (a: Filter | undefined, b: Filter | undefined): Filter | undefined =>
  a !== undefined && b !== undefined ? { and: [a, b] } : (a ?? b)

function fuse(rankings: readonly (readonly Candidate[])[], fusion: Fusion | undefined): Fused[] {
  if (fusion !== undefined && 'linear' in fusion && fusion.linear !== undefined)
    return fuseLinear(rankings, fusion.linear)
  if (fusion !== undefined && 'rrf' in fusion && fusion.rrf !== undefined)
    return fuseReciprocalRanks(rankings, fusion.rrf)
  return (rankings[0] ?? []).map(({ key, score }) => ({ key, score, parts: [score] }))
}

async function rerank(
  collection: Collection,
  query: string,
  {
    fused,
    options,
    timings,
  }: { readonly fused: readonly Fused[]; readonly options: SearchOptions; readonly timings: Record<string, number> },
): Promise<{ readonly ranking: readonly Fused[]; readonly reranked?: Reranked }> {
  const { plan, rerankers = {}, signal } = options
  if (plan.rerank === undefined) return { ranking: fused }
  const { reranker: name, top } = plan.rerank
  const reranker = Object.hasOwn(rerankers, name) ? rerankers[name] : undefined
  if (reranker === undefined) throw rerankerUnknown({ reranker: name, known: Object.keys(rerankers) })
  const start = performance.now()
  const head = fused.slice(0, top)
  const documents = await collection.fetch(head.map(({ key }) => key))
  const present = head
    .flatMap((hit, index) => ({ hit, document: documents[index] }))
    .flatMap(({ hit, document }) => (document === undefined ? [] : [{ hit, document }]))
  const scores = await reranker.score(
    query,
    present.map(({ document }) => document),
    { signal },
  )
  const rescored = present
    .map(({ hit }, index) => ({ ...hit, score: scores[index] ?? 0 }))
    .sort((a, b) => b.score - a.score)
  const rankBefore = new Map(head.map(({ key }, index) => [key, index + 1]))
  timings[`rerank:${name}`] = performance.now() - start
  // What was not reranked keeps its order below. Its fused scores live on another scale, so they count down from the last reranked one.
  const lowest = rescored.at(-1)?.score ?? 0
  const rest = fused.slice(top).map((hit, index) => ({ ...hit, score: lowest - index - 1 }))
  return { ranking: [...rescored, ...rest], reranked: { reranker: name, rankBefore } }
}
