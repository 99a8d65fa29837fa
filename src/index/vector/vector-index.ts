/** @file Vectors -> the k documents with the highest dot products. */
import type { Bitmap } from '../../base/bitmap.ts'
import type { Matrix } from '../../base/matrix.ts'
import type { RankedOrdinals } from '../ranked.ts'
import type { SegmentedIndex } from '../segment.ts'

export interface VectorSearchOptions {
  /** How many results at most, >= 0. */
  readonly k: number
  /** Only these document ordinals may be returned. The best k among them are searched for, however few they are. */
  readonly filter?: Bitmap | undefined
  /** Compare the query with every vector in f32: slow, and nothing is missed. Default false. */
  readonly exact?: boolean | undefined
  /** How many candidates a graph search keeps: more finds more and takes longer. Raised to k where it is below. */
  readonly ef?: number | undefined
}

export interface VectorIndex extends SegmentedIndex {
  readonly dim: number
  /**
   * Adds documents to the live segment; the next search sees them.
   *
   * @param ordinals one for each row, ascending and above all that the live segment holds
   * @param vectors  [ordinals.length, dim], any finite numbers
   * @throws INDEX_VECTOR_DIMENSION, INDEX_VECTOR_NOT_FINITE; then nothing was added
   */
  readonly add: (ordinals: readonly number[], vectors: Matrix) => void
  /**
   * @param vector [dim]
   * @returns at most k documents that are not deleted. Scores are dot products in f32, best first, ties by lower ordinal
   * @throws INDEX_VECTOR_DIMENSION, INDEX_VECTOR_NOT_FINITE
   */
  readonly search: (vector: Float32Array, options: VectorSearchOptions) => RankedOrdinals
  /** Dot products of the query with these documents, in their order; NaN where the index does not hold one (or it is deleted). */
  readonly scores: (vector: Float32Array, ordinals: readonly number[]) => Float32Array
}
