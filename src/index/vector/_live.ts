/** @file The small segment in memory that takes writes. */
import type { Bitmap } from '../../base/bitmap.ts'
import { type Matrix, rowOf } from '../../base/matrix.ts'
import { copyRows, createRows, type Rows, survivors, viewRows } from './_rows.ts'
import type { VectorSegment } from './_segment.ts'

/** Enough for a first batch; doubled whenever it is full. */
const CAPACITY_MIN = 64

export interface LiveVectors {
  /** Searched as a sealed segment is; undefined while empty. */
  readonly segment: () => VectorSegment | undefined
  readonly append: (ordinals: readonly number[], vectors: Matrix) => void
  /** Drops documents up to and including this ordinal, and those in `deleted`. */
  readonly drop: (through: number, deleted: Bitmap) => void
}

export function createLiveVectors(dim: number): LiveVectors {
  let rows: Rows | undefined
  let count = 0

  const resize = (capacity: number, ids: ArrayLike<number>): Rows => {
    const target = createRows(dim, capacity)
    if (rows !== undefined && ids.length > 0) copyRows(viewRows(rows, count), ids, viewRows(target, ids.length))
    count = ids.length
    rows = target
    return target
  }

  const append = (ordinals: readonly number[], vectors: Matrix): void => {
    const before = count
    const needed = count + ordinals.length
    const hasRoom = rows !== undefined && needed <= rows.capacity
    const target = hasRoom && rows !== undefined ? rows : resize(capacityFor(needed), identity(count))
    const views = viewRows(target, needed)
    views.ordinals.set(ordinals, before)
    // What fills a row up is zero already: memory starts so.
    for (let i = 0; i < ordinals.length; i++) views.rows.set(rowOf(vectors, i), (before + i) * target.dimPadded)
    target.kernel.encodeRows(before, needed)
    count = needed
  }

  const drop = (through: number, deleted: Bitmap): void => {
    if (rows === undefined) return
    const { ordinals } = viewRows(rows, count)
    const kept = survivors(ordinals, deleted).filter((id) => (ordinals[id] ?? 0) > through)
    if (kept.length === count) return
    if (kept.length === 0) rows = undefined
    else resize(capacityFor(kept.length), kept)
    count = kept.length
  }

  const segment = (): VectorSegment | undefined => {
    if (rows === undefined || count === 0) return undefined
    const { ordinals } = viewRows(rows, count)
    return { rows, count, graph: undefined, firstOrdinal: ordinals[0] ?? 0, lastOrdinal: ordinals[count - 1] ?? 0 }
  }
  return { segment, append, drop }
}

const capacityFor = (count: number): number => Math.max(CAPACITY_MIN, 2 ** Math.ceil(Math.log2(count)))

const identity = (count: number): Uint32Array => Uint32Array.from({ length: count }, (_, i) => i)

/** A copy of what is alive, undefined when nothing is. */
export function aliveRows(
  live: VectorSegment,
  deleted: Bitmap,
): { readonly rows: Rows; readonly count: number } | undefined {
  const views = viewRows(live.rows, live.count)
  const ids = survivors(views.ordinals, deleted)
  if (ids.length === 0) return undefined
  const rows = createRows(live.rows.dim, ids.length)
  copyRows(views, ids, viewRows(rows, ids.length))
  return { rows, count: ids.length }
}
