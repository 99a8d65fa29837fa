/** @file Vectors -> the k documents with the highest dot products. */
import { Bitmap } from '../../base/bitmap.ts'
import { invariant } from '../../base/errors.ts'
import type { Matrix } from '../../base/matrix.ts'
import { vectorDimensionMismatch } from '../errors.ts'
import type { RankedOrdinals } from '../ranked.ts'
import type { ByteSource, SegmentedIndex, SegmentInfo, SegmentSwap } from '../segment.ts'
import { checkQuery, checkVectors } from './_check.ts'
import { aliveRows, createLiveVectors } from './_live.ts'
import { mergeRanked } from './_merge-ranked.ts'
import {
  countDeleted,
  encodeVectorSegment,
  fillScores,
  openVectorSegment,
  rowOfOrdinal,
  searchSegment,
  type VectorSegment,
} from './_segment.ts'

/** Finds TODO of the true top 10 among 100,000 sentence vectors of 384 dimensions. */
const DEFAULT_EF = 96

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

export interface VectorIndexOptions {
  /** Numbers in a vector. */
  readonly dim: number
  /** What searches use that do not say. Default 96. */
  readonly ef?: number | undefined
}

interface Sealed {
  readonly segment: VectorSegment
  readonly sizeBytes: number
  deletedCount: number
}

/** An empty index; sealed segments join by `swap`. */
export function createVectorIndex({ dim, ef: efDefault = DEFAULT_EF }: VectorIndexOptions): VectorIndex {
  invariant(Number.isInteger(dim) && dim > 0, 'a vector has at least one dimension')
  const deleted = new Bitmap()
  const live = createLiveVectors(dim)
  let liveDeleted = 0
  let sealed: ReadonlyMap<string, Sealed> = new Map()

  const add = (ordinals: readonly number[], vectors: Matrix): void => {
    if (vectors.dim !== dim) throw vectorDimensionMismatch({ what: 'documents', dim: vectors.dim, indexDim: dim })
    invariant(ordinals.length === vectors.rows, 'each vector has an ordinal')
    const last = live.segment()?.lastOrdinal ?? -1
    invariant(
      ordinals.every((ordinal, i) => ordinal > (ordinals[i - 1] ?? last)),
      'ordinals ascend',
    )
    checkVectors(vectors)
    if (ordinals.length === 0) return
    live.append(ordinals, vectors)
    for (const ordinal of ordinals) deleted.delete(ordinal)
  }

  const remove = (ordinals: Iterable<number>): void => {
    for (const ordinal of ordinals) {
      if (deleted.has(ordinal)) continue
      deleted.add(ordinal)
      const segment = live.segment()
      if (segment !== undefined && rowOfOrdinal(segment, ordinal) !== undefined) liveDeleted++
      for (const part of sealed.values()) if (rowOfOrdinal(part.segment, ordinal) !== undefined) part.deletedCount++
    }
    // Documents that come and go before they are sealed must not fill the memory.
    if (liveDeleted * 2 > (live.segment()?.count ?? 0)) dropLive(-1)
  }

  const dropLive = (through: number): void => {
    live.drop(through, deleted)
    liveDeleted = 0
  }

  const segments = (): SegmentInfo[] =>
    [...sealed].map(([name, { segment, sizeBytes, deletedCount }]) => ({
      name,
      documents: segment.count,
      deleted: deletedCount,
      sizeBytes,
    }))

  const open = (source: ByteSource): Sealed => {
    const segment = openVectorSegment(source, dim)
    return { segment, sizeBytes: source.sizeBytes, deletedCount: countDeleted(segment, deleted) }
  }

  const swap = ({ added, removed = [], liveThrough }: SegmentSwap): void => {
    // Whatever can fail comes first, and then everything changes at once.
    const opened = added === undefined ? undefined : open(added.source)
    const next = new Map(sealed)
    for (const name of removed) next.delete(name)
    if (added !== undefined && opened !== undefined) next.set(added.name, opened)
    if (liveThrough !== undefined) dropLive(liveThrough)
    sealed = next
  }

  const search: VectorIndex['search'] = (vector, { k, filter, exact = false, ef = efDefault }) => {
    checkQuery(vector, dim)
    const request = { vector, k, filter, exact, ef, deleted }
    const part = live.segment()
    const found = [
      ...(part === undefined ? [] : [searchSegment(part, { ...request, deletedCount: liveDeleted })]),
      ...[...sealed.values()].map(({ segment, deletedCount }) => searchSegment(segment, { ...request, deletedCount })),
    ]
    return mergeRanked(found, k)
  }

  const scores: VectorIndex['scores'] = (vector, ordinals) => {
    checkQuery(vector, dim)
    const part = live.segment()
    const parts = [...(part === undefined ? [] : [part]), ...[...sealed.values()].map(({ segment }) => segment)]
    const all = new Float32Array(ordinals.length).fill(Number.NaN)
    const wanted = ordinals.map((ordinal) => (deleted.has(ordinal) ? undefined : ordinal))
    for (const segment of parts) fillScores(segment, { vector, wanted, scores: all })
    return all
  }

  return {
    dim,
    add,
    delete: remove,
    search,
    scores,
    segments,
    liveCount: () => (live.segment()?.count ?? 0) - liveDeleted,
    sealLive: () => {
      const segment = live.segment()
      const alive = segment === undefined ? undefined : aliveRows(segment, deleted)
      if (segment === undefined || alive === undefined) return undefined
      return { chunks: encodeVectorSegment(alive.rows, alive.count), lastOrdinal: segment.lastOrdinal }
    },
    swap,
  }
}
