/** @file Vectors -> the k documents with the highest dot products. */
import { Bitmap } from '../../base/bitmap.ts'
import { invariant } from '../../base/errors.ts'
import type { Matrix } from '../../base/matrix.ts'
import { mergeRanked, type RankedOrdinals } from '../ranked.ts'
import type { SegmentedIndex } from '../segment.ts'
import { checkDocuments, checkQuery } from './check-vectors.ts'
import { createLiveVectors } from './live-vectors.ts'
import { createSealedSegments, type SearchedSegment } from './sealed-segments.ts'
import type { StructureSearchOptions } from './structure.ts'
import { structures } from './structures.ts'
import { encodeVectorSegment, fillScores, searchSegment } from './vector-segment.ts'

export interface VectorSearchOptions extends StructureSearchOptions {
  /** How many results at most, >= 0. */
  readonly k: number
  /** Only these document ordinals may be returned. The best k among them are searched for, however few they are. */
  readonly filter?: Bitmap | undefined
  /** Compare the query with every vector in f32: slow, and nothing is missed. Default false. */
  readonly exact?: boolean | undefined
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
   * @returns at most k documents that are not deleted. Scores are dot products in f32, best first, ties by lower
   * ordinal
   * @throws INDEX_VECTOR_DIMENSION, INDEX_VECTOR_NOT_FINITE
   */
  readonly search: (vector: Float32Array, options: VectorSearchOptions) => RankedOrdinals
  /**
   * Dot products of the query with these documents, in their order; NaN where the index does not hold one (or it is
   * deleted).
   */
  readonly scores: (vector: Float32Array, ordinals: readonly number[]) => Float32Array
}

export interface VectorIndexOptions {
  /** Numbers in a vector. */
  readonly dim: number
}

/** An empty index; sealed segments join by `swap`. */
export function createVectorIndex({ dim }: VectorIndexOptions): VectorIndex {
  invariant(Number.isInteger(dim) && dim > 0, 'a vector has at least one dimension')
  const deleted = new Bitmap()
  const live = createLiveVectors(dim)
  const sealed = createSealedSegments(dim)
  const searched = (): readonly SearchedSegment[] => [...live.list(), ...sealed.list()]

  const add: VectorIndex['add'] = (ordinals, vectors) => {
    checkDocuments(ordinals, vectors, { dim, after: live.lastOrdinal() })
    live.append(ordinals, vectors)
    for (const ordinal of ordinals) deleted.delete(ordinal)
  }

  const remove: VectorIndex['delete'] = (ordinals) => {
    for (const ordinal of ordinals) {
      if (deleted.has(ordinal)) continue
      deleted.add(ordinal)
      live.countDeleted(ordinal)
      sealed.countDeleted(ordinal)
    }
    live.compact(deleted)
  }

  const search: VectorIndex['search'] = (vector, { k, filter, exact = false, graph }) => {
    checkQuery(vector, dim)
    const request = { vector, k, filter, exact, graph, deleted }
    const found = searched().map(({ segment, deletedCount }) => searchSegment(segment, { ...request, deletedCount }))
    return mergeRanked(found, k)
  }

  const scores: VectorIndex['scores'] = (vector, ordinals) => {
    checkQuery(vector, dim)
    const found = new Float32Array(ordinals.length).fill(Number.NaN)
    const wanted = ordinals.map((ordinal) => (deleted.has(ordinal) ? undefined : ordinal))
    for (const { segment } of searched()) fillScores(segment, { vector, wanted, scores: found })
    return found
  }

  const sealLive: VectorIndex['sealLive'] = () => {
    const alive = live.copyAlive(deleted)
    const lastOrdinal = live.lastOrdinal()
    if (alive === undefined || lastOrdinal === undefined) return undefined
    const { rows, count } = alive
    return { chunks: encodeVectorSegment(rows, count, structures.flat.build(rows, count, { parts: [] })), lastOrdinal }
  }

  const swap: VectorIndex['swap'] = (change) => {
    // Opening can fail, and then nothing has changed.
    sealed.swap(change, deleted)
    if (change.liveThrough !== undefined) live.drop(change.liveThrough, deleted)
  }

  return {
    dim,
    add,
    delete: remove,
    search,
    scores,
    sealLive,
    swap,
    segments: sealed.infos,
    liveCount: live.aliveCount,
  }
}
