/**
 * @file Where k-means should start: centres that are far from each other, drawn with a probability that grows with the square of the
 * distance to the nearest centre so far. Of some draws the one that helps most is taken.
 *
 * Draws, and rounds to float32, as scikit-learn does for float32 vectors, so that equal seeds give equal centres.
 *
 * @see Arthur and Vassilvitskii, "k-means++: The advantages of careful seeding", SODA 2007
 */
import { type Matrix, rowOf } from '../base/matrix.ts'
import type { MersenneTwister } from '../base/mersenne-twister.ts'
import { squaredDistance } from './k-means.ts'

/** @returns rows of `vectors`, one for each centre; the same row may come twice where there are fewer different ones */
export function drawCentres(
  vectors: Matrix,
  { count, random }: { readonly count: number; readonly random: MersenneTwister },
): number[] {
  const trials = 2 + Math.floor(Math.log(count))
  const chosen = [Math.min(vectors.rows - 1, Math.floor(random.next() * vectors.rows))]
  let nearest = distancesFrom(vectors, chosen[0] as number)
  while (chosen.length < count) {
    const potential = Math.fround(sumOf(nearest))
    const draws = Array.from({ length: trials }, () => random.next() * potential)
    const sums = cumulate(nearest)
    let best: { readonly row: number; readonly nearest: Float32Array; readonly potential: number } | undefined
    for (const draw of draws) {
      const row = Math.min(firstAtLeast(sums, draw), vectors.rows - 1)
      const closer = distancesFrom(vectors, row).map((distance, i) => Math.min(distance, nearest[i] as number))
      const left = sumOf(closer)
      if (best === undefined || left < best.potential) best = { row, nearest: closer, potential: left }
    }
    if (best === undefined) break
    chosen.push(best.row)
    ;({ nearest } = best)
  }
  return chosen
}

function distancesFrom(vectors: Matrix, row: number): Float32Array {
  const from = rowOf(vectors, row)
  return Float32Array.from({ length: vectors.rows }, (_, other) =>
    squaredDistance(from, vectors.data, other * vectors.dim),
  )
}

const sumOf = (values: Float32Array): number => values.reduce((sum, value) => sum + value, 0)

function cumulate(values: Float32Array): Float32Array {
  const sums = new Float32Array(values.length)
  let sum = 0
  for (let i = 0; i < values.length; i++) {
    sum = Math.fround(sum + (values[i] as number))
    sums[i] = sum
  }
  return sums
}

function firstAtLeast(sorted: Float32Array, value: number): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((sorted[middle] as number) < value) low = middle + 1
    else high = middle
  }
  return low
}
