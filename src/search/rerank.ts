/** @file Reranking: the first hits are scored again by a reranker. */
import type { Document } from '../data/document.ts'
import type { Reranker } from '../encode/reranker.ts'
import type { DocKey } from '../store/collection.ts'
import { rerankerScoresInvalid, rerankerUnknown } from './errors.ts'
import type { Fused } from './fusion/fuse.ts'
import type { PlanToAnswer } from './search-options.ts'

/** A candidate in its final place. */
export interface Placed {
  readonly fused: Fused
  /** The reranker's where it was reranked, else the fused one. */
  readonly score: number
  /** The rank, from 1, before reranking; undefined where it was not reranked. */
  readonly rankBefore: number | undefined
}

/** @throws SEARCH_RERANKER_UNKNOWN; what opening the reranker throws */
export async function rerankerFor({ plan, rerankers = {}, rerankerOf }: PlanToAnswer): Promise<Reranker | undefined> {
  if (plan.rerank === undefined) return undefined
  const { reranker: name } = plan.rerank
  const given = Object.hasOwn(rerankers, name) ? rerankers[name] : undefined
  if (given !== undefined) return given
  // A reference has a colon in it; what has none is a name.
  if (rerankerOf === undefined || !name.includes(':'))
    throw rerankerUnknown({ reranker: name, known: Object.keys(rerankers) })
  return rerankerOf(name)
}

export const unreranked = (ranking: readonly Fused[]): Placed[] =>
  ranking.map((fused) => ({ fused, score: fused.score, rankBefore: undefined }))

/**
 * @param ranking   best first; its first `top` are scored again and stay first, in the reranker's order
 * @param documents has those
 * @throws SEARCH_RERANKER_SCORES_INVALID
 */
export async function rerank(
  query: string,
  ranking: readonly Fused[],
  {
    reranker,
    top,
    documents,
    fields,
    signal,
  }: {
    readonly reranker: Reranker
    readonly top: number
    readonly documents: ReadonlyMap<DocKey, Document>
    readonly fields: readonly string[]
    readonly signal: AbortSignal | undefined
  },
): Promise<Placed[]> {
  const head = ranking.slice(0, top)
  if (head.length === 0) return []
  signal?.throwIfAborted()
  const scores = await reranker.score(
    query,
    head.map(({ key }) => documents.get(key) as Document),
    { fields, signal },
  )
  checkScores(reranker, scores, head.length)
  const rescored = head
    .map((fused, index): Placed => ({ fused, score: scores[index] as number, rankBefore: index + 1 }))
    .sort((a, b) => b.score - a.score)
  return [...rescored, ...unreranked(ranking.slice(top))]
}

function checkScores({ ref }: Reranker, scores: Float32Array, expected: number): void {
  const wrong = scores.findIndex((score) => !Number.isFinite(score))
  if (scores.length === expected && wrong < 0) return
  const problem =
    scores.length === expected
      ? `gave the score ${scores[wrong]} to document ${wrong + 1}`
      : `gave ${scores.length} scores for ${expected} documents`
  throw rerankerScoresInvalid({ reranker: ref, problem })
}
