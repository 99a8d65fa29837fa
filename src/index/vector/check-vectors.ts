/** @file Vectors from outside are refused before anything changes when their dot products would not be finite. */
import { invariant } from '../../base/errors.ts'
import { type Matrix, rowOf } from '../../base/matrix.ts'
import { vectorDimensionMismatch, vectorNotFinite } from '../errors.ts'

/**
 * Vectors of at most this squared length have finite f32 dot products (Cauchy and Schwarz). The largest f32 is 3.4e38.
 */
const SQUARED_LENGTH_MAX = 3e38

/** @param place.after the highest ordinal there is. @throws INDEX_VECTOR_DIMENSION, INDEX_VECTOR_NOT_FINITE */
export function checkDocuments(
  ordinals: readonly number[],
  vectors: Matrix,
  { dim, after = -1 }: { readonly dim: number; readonly after: number | undefined },
): void {
  if (vectors.dim !== dim) throw vectorDimensionMismatch({ what: 'documents', dim: vectors.dim, indexDim: dim })
  invariant(ordinals.length === vectors.rows, 'each vector has an ordinal')
  const ascend = ordinals.every((ordinal, i) => ordinal > (ordinals[i - 1] ?? after))
  invariant(ascend, 'ordinals ascend')
  checkVectors(vectors)
}

/** @throws INDEX_VECTOR_DIMENSION, INDEX_VECTOR_NOT_FINITE */
export function checkQuery(vector: Float32Array, dim: number): void {
  if (vector.length !== dim) throw vectorDimensionMismatch({ what: 'query', dim: vector.length, indexDim: dim })
  checkVectors({ data: vector, rows: 1, dim })
}

function checkVectors(vectors: Matrix): void {
  for (let row = 0; row < vectors.rows; row++) {
    const vector = rowOf(vectors, row)
    if (!(squaredLength(vector) <= SQUARED_LENGTH_MAX)) throw vectorNotFinite({ row, reason: reasonOf(vector) })
  }
}

function squaredLength(vector: Float32Array): number {
  let sum = 0
  for (const x of vector) sum += x * x
  return sum
}

function reasonOf(vector: Float32Array): string {
  const position = vector.findIndex((x) => !Number.isFinite(x))
  return position < 0
    ? `its length is ${Math.sqrt(squaredLength(vector)).toExponential(1)}, more than f32 can square`
    : `its number ${position} is ${vector[position]}`
}
