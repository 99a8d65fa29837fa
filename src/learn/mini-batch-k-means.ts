/**
 * @file k-means for many vectors: centres move towards the means of small random batches, and the more slowly the more they have seen.
 *
 * Draws and stops as scikit-learn 1.9's MiniBatchKMeans with one k-means++ start, which MTEB's clustering is defined by: equal seeds give
 * equal clusters, but where rounding decides between two.
 *
 * @see Sculley, "Web-scale k-means clustering", WWW 2010
 */
import { type Matrix, rowOf } from '../base/matrix.ts'
import { type MersenneTwister, numpyBelow, numpyRandom, numpyShuffle } from '../base/mersenne-twister.ts'
import { assign, type Centres, centresAt, type Clustering } from './k-means.ts'
import { drawCentres } from './k-means-plus-plus.ts'

export interface MiniBatchOptions {
  readonly clusters: number
  readonly batchSize: number
  readonly seed: number
}

/** scikit-learn's defaults: passes over the data, batches without improvement that end it, and how small a part of the largest cluster is too small. */
const PASSES_MAX = 100
const NO_IMPROVEMENT_MAX = 10
const REASSIGNMENT_RATIO = 0.01

export function clusterInBatches(vectors: Matrix, { clusters, batchSize, seed }: MiniBatchOptions): Clustering {
  const random = numpyRandom(seed)
  const { rows } = vectors
  const size = Math.min(batchSize, rows)
  let state: State = { centres: startCentres(vectors, { clusters, size, random }), counts: new Float64Array(clusters) }
  const isDone = createStop({ size, rows })
  const draw = createDraw(rows, random)
  const steps = Math.floor((PASSES_MAX * rows) / size)
  let seen = 0
  let iterations = 0
  while (iterations < steps) {
    const batch = rowsOf(
      vectors,
      Array.from({ length: size }, () => draw()),
    )
    seen += size
    const isTurn = state.counts.includes(0) || seen >= 10 * clusters
    if (isTurn) seen = 0
    const { clusters: assigned, inertia } = assign(batch, state.centres)
    state = moveCentres(state, batch, assigned)
    if (isTurn) state = reassignSmall(state, batch, random)
    iterations++
    if (isDone(inertia)) break
  }
  return { centres: state.centres, ...assign(vectors, state.centres), iterations }
}

interface State {
  readonly centres: Centres
  /** How many rows each centre has seen. */
  readonly counts: Float64Array
}

function startCentres(
  vectors: Matrix,
  { clusters, size, random }: { readonly clusters: number; readonly size: number; readonly random: MersenneTwister },
): Centres {
  const wanted = 3 * size < clusters ? 3 * clusters : 3 * size
  const rows = Math.min(wanted, vectors.rows)
  const draw = (): number[] => Array.from({ length: rows }, () => numpyBelow(vectors.rows, random))
  // scikit-learn draws rows to judge starts by, even where there is one start only.
  draw()
  const start = rows < vectors.rows ? rowsOf(vectors, draw()) : vectors
  return centresAt(start, drawCentres(start, { count: clusters, random }))
}

const rowsOf = (vectors: Matrix, rows: readonly number[]): Matrix => {
  const data = new Float32Array(rows.length * vectors.dim)
  rows.forEach((row, i) => data.set(rowOf(vectors, row), i * vectors.dim))
  return { data, rows: rows.length, dim: vectors.dim }
}

/** Rows with equal weights, found in their running sum as numpy does. */
function createDraw(rows: number, random: MersenneTwister): () => number {
  const weight = Math.fround(1 / rows)
  const sums = new Float64Array(rows)
  let sum = 0
  for (let row = 0; row < rows; row++) {
    sum += weight
    sums[row] = sum
  }
  return () => {
    const draw = random.next()
    let row = Math.max(0, Math.floor(draw * rows) - 2)
    while (row < rows - 1 && (sums[row] as number) / sum <= draw) row++
    return row
  }
}

function moveCentres({ centres, counts }: State, batch: Matrix, assigned: readonly number[]): State {
  const { count, dim } = centres
  const sums = centres.data.slice()
  const sizes = new Float64Array(count)
  for (const cluster of assigned) sizes[cluster] = (sizes[cluster] as number) + 1
  for (let c = 0; c < count; c++)
    if ((sizes[c] as number) > 0)
      for (let i = c * dim; i < (c + 1) * dim; i++) sums[i] = (sums[i] as number) * (counts[c] as number)
  assigned.forEach((cluster, row) => {
    const vector = rowOf(batch, row)
    for (let i = 0; i < dim; i++) sums[cluster * dim + i] = (sums[cluster * dim + i] as number) + (vector[i] as number)
  })
  const totals = counts.map((before, c) => before + (sizes[c] as number))
  const data = sums.map((sum, i) => {
    const c = Math.floor(i / dim)
    return (sizes[c] as number) > 0 ? sum / (totals[c] as number) : sum
  })
  return { centres: { data, count, dim }, counts: totals }
}

/** Centres that have seen too little begin again at random rows, at most half a batch of them at once. */
function reassignSmall({ centres, counts }: State, batch: Matrix, random: MersenneTwister): State {
  const most = counts.reduce((a, b) => Math.max(a, b), 0)
  const order = Array.from(counts, (_, c) => c).sort((a, b) => (counts[a] as number) - (counts[b] as number))
  const small = order.filter((c) => (counts[c] as number) < REASSIGNMENT_RATIO * most)
  const half = Math.floor(batch.rows / 2)
  const moved = (small.length > batch.rows / 2 ? small.slice(0, half) : small).sort((a, b) => a - b)
  if (moved.length === 0) return { centres, counts }
  const picked = numpyShuffle(
    Array.from({ length: batch.rows }, (_, row) => row),
    random,
  )
  const data = centres.data.slice()
  moved.forEach((c, i) => data.set(rowOf(batch, picked[i] as number), c * centres.dim))
  const least = counts.reduce((a, b, c) => (moved.includes(c) ? a : Math.min(a, b)), Infinity)
  return {
    centres: { ...centres, data },
    counts: counts.map((count, c) => (moved.includes(c) ? least : count)),
  }
}

/** Whether a moving average of the inertia has not fallen for a while. The first batch says what the start was like, and does not count. */
function createStop({
  size,
  rows,
}: {
  readonly size: number
  readonly rows: number
}): (batchInertia: number) => boolean {
  const share = Math.min(1, (2 * size) / (rows + 1))
  let [step, average, least, inVain] = [0, NaN, Infinity, 0]
  return (batchInertia) => {
    step++
    if (step === 1) return false
    const mean = batchInertia / size
    average = step === 2 ? mean : average * (1 - share) + mean * share
    inVain = average < least ? 0 : inVain + 1
    least = Math.min(least, average)
    return inVain >= NO_IMPROVEMENT_MAX
  }
}
