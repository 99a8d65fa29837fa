/**
 * @file Groups of vectors around their means: Lloyd's algorithm from given centres.
 *
 * @see Lloyd, "Least squares quantization in PCM", IEEE Trans. Inf. Theory 28(2), 1982
 */
import { type Matrix, rowOf } from '../base/matrix.ts'

/** Row-major `[count, dim]`. */
export interface Centres {
  readonly data: Float64Array
  readonly count: number
  readonly dim: number
}

export interface Clustering {
  readonly centres: Centres
  /** The centre nearest to each row; of equally near ones the first. */
  readonly clusters: readonly number[]
  /** Sum of the squared distances to them. */
  readonly inertia: number
  readonly iterations: number
}

/** Repeats assigning and averaging until no assignment changes. A centre that nothing is near stays where it is. */
export function clusterFromCentres(
  vectors: Matrix,
  start: Centres,
  { iterationsMax = 300 }: { readonly iterationsMax?: number } = {},
): Clustering {
  let centres = start
  let assigned = assign(vectors, centres)
  let iterations = 1
  while (iterations < iterationsMax) {
    centres = meansOf(vectors, assigned.clusters, centres)
    const next = assign(vectors, centres)
    iterations++
    const isSame = next.clusters.every((cluster, row) => cluster === assigned.clusters[row])
    assigned = next
    if (isSame) break
  }
  return { centres, ...assigned, iterations }
}

/** The rows of a matrix as centres. */
export const centresAt = (vectors: Matrix, rows: readonly number[]): Centres => ({
  data: Float64Array.from(rows.flatMap((row) => [...rowOf(vectors, row)])),
  count: rows.length,
  dim: vectors.dim,
})

export function assign(
  vectors: Matrix,
  centres: Centres,
): { readonly clusters: readonly number[]; readonly inertia: number } {
  let inertia = 0
  const clusters = Array.from({ length: vectors.rows }, (_, row) => {
    const vector = rowOf(vectors, row)
    let [best, bestDistance] = [0, Infinity]
    for (let c = 0; c < centres.count; c++) {
      const distance = squaredDistance(vector, centres.data, c * centres.dim)
      if (distance < bestDistance) [best, bestDistance] = [c, distance]
    }
    inertia += bestDistance
    return best
  })
  return { clusters, inertia }
}

/** Between a vector and the one that begins at `at`. */
export function squaredDistance(vector: ArrayLike<number>, other: ArrayLike<number>, at: number): number {
  let sum = 0
  for (let i = 0; i < vector.length; i++) {
    const difference = (vector[i] as number) - (other[at + i] as number)
    sum += difference * difference
  }
  return sum
}

function meansOf(vectors: Matrix, clusters: readonly number[], { data, count, dim }: Centres): Centres {
  const sums = new Float64Array(count * dim)
  const sizes = new Float64Array(count)
  clusters.forEach((cluster, row) => {
    const vector = rowOf(vectors, row)
    sizes[cluster] = (sizes[cluster] as number) + 1
    for (let i = 0; i < dim; i++) sums[cluster * dim + i] = (sums[cluster * dim + i] as number) + (vector[i] as number)
  })
  const means = sums.map((sum, i) => {
    const size = sizes[Math.floor(i / dim)] as number
    return size === 0 ? (data[i] as number) : sum / size
  })
  return { data: means, count, dim }
}
