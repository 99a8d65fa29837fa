/** @file The result of every index, and how the results of several segments are merged. */

/** Best first; equal scores in ascending ordinal. Both arrays have the same length, at most the requested k. */
export interface RankedOrdinals {
  readonly ordinals: Uint32Array
  readonly scores: Float32Array
}

export const nothingFound: RankedOrdinals = { ordinals: new Uint32Array(), scores: new Float32Array() }

/** The k best of rankings of disjoint sets of documents. */
export const mergeRanked = (rankings: readonly RankedOrdinals[], k: number): RankedOrdinals =>
  rankings.reduce((best, ranking) => mergeTwo(best, ranking, k), nothingFound)

function mergeTwo(a: RankedOrdinals, b: RankedOrdinals, k: number): RankedOrdinals {
  if (a.ordinals.length === 0) return b
  if (b.ordinals.length === 0) return a
  const length = Math.min(k, a.ordinals.length + b.ordinals.length)
  const ordinals = new Uint32Array(length)
  const scores = new Float32Array(length)
  let fromA = 0
  let fromB = 0
  for (let i = 0; i < length; i++) {
    const scoreA = a.scores[fromA] ?? -Infinity
    const scoreB = b.scores[fromB] ?? -Infinity
    const isA = scoreA > scoreB || (scoreA === scoreB && (a.ordinals[fromA] ?? 0) < (b.ordinals[fromB] ?? 0))
    scores[i] = isA ? scoreA : scoreB
    ordinals[i] = (isA ? a.ordinals[fromA++] : b.ordinals[fromB++]) ?? 0
  }
  return { ordinals, scores }
}
