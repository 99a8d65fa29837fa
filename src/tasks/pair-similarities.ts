/** @file How similar the two texts of each pair are, by each measure that MTEB reports. Higher is more similar; distances are negative. */
import { type Matrix, rowOf } from '../base/matrix.ts'
import { encodeTexts, type Encoded, withUnitRows } from './encode-texts.ts'

export interface PairSimilarities {
  /** Of unit vectors, as 1 - |x - y|² / 2: pairs of equal texts are exactly 1. */
  readonly cosine: Float32Array
  readonly dot: Float32Array
  readonly euclidean: Float32Array
  readonly manhattan: Float32Array
}

export async function measurePairs(
  pairs: readonly { readonly texts: readonly [string, string] }[],
  options: Encoded,
): Promise<PairSimilarities> {
  const texts = [...pairs.map((pair) => pair.texts[0]), ...pairs.map((pair) => pair.texts[1])]
  const vectors = await encodeTexts(texts, { ...options, role: 'plain' })
  const unit = withUnitRows(vectors)
  const each = (all: Matrix, measure: (x: Float32Array, y: Float32Array) => number): Float32Array =>
    // In float32, as the reference has them: what differs by rounding alone is to tie.
    Float32Array.from(pairs, (_, i) => measure(rowOf(all, i), rowOf(all, pairs.length + i)))
  return {
    cosine: each(unit, (x, y) => 1 - sum(x, y, (a, b) => (a - b) ** 2) / 2),
    dot: each(vectors, (x, y) => sum(x, y, (a, b) => a * b)),
    euclidean: each(vectors, (x, y) => -Math.sqrt(sum(x, y, (a, b) => (a - b) ** 2))),
    manhattan: each(vectors, (x, y) => -sum(x, y, (a, b) => Math.abs(a - b))),
  }
}

function sum(x: Float32Array, y: Float32Array, term: (a: number, b: number) => number): number {
  let total = 0
  for (let i = 0; i < x.length; i++) total += term(x[i] as number, y[i] as number)
  return total
}
