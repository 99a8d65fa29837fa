/** @file The best of several rankings of different documents. */
import type { RankedOrdinals } from '../ranked.ts'

/** At most k, best first, ties by lower ordinal; each ranking is in that order already. */
export function mergeRanked(rankings: readonly RankedOrdinals[], k: number): RankedOrdinals {
  const [only] = rankings
  if (only !== undefined && rankings.length === 1) return only
  const hits = rankings.flatMap(({ ordinals, scores }) =>
    Array.from(ordinals, (ordinal, i) => ({ ordinal, score: scores[i] ?? 0 })),
  )
  const best = hits.sort((a, b) => b.score - a.score || a.ordinal - b.ordinal).slice(0, k)
  return {
    ordinals: Uint32Array.from(best, ({ ordinal }) => ordinal),
    scores: Float32Array.from(best, ({ score }) => score),
  }
}
