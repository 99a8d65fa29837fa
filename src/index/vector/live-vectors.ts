/** @file The small segment in memory that takes writes. */
import type { Bitmap } from '../../base/bitmap.ts'
import { lowerBound } from '../../base/lower-bound.ts'
import type { Matrix } from '../../base/matrix.ts'
import { flatSegment } from './flat.ts'
import { copyRows, createRows, ordinalsOfRows, type Rows, survivors } from './rows.ts'
import type { SearchedSegment } from './sealed-segments.ts'
import { defaultStorage } from './storages.ts'

/** Enough for a first batch; doubled whenever it is full. */
const CAPACITY_MIN = 64

export interface LiveVectors {
  /** The segment, searched as a sealed one is; empty while nothing is in it. */
  readonly list: () => readonly SearchedSegment[]
  readonly aliveCount: () => number
  /** Of all that are in it, deleted ones too. */
  readonly lastOrdinal: () => number | undefined
  readonly append: (ordinals: readonly number[], vectors: Matrix) => void
  /** One more is deleted, if it is in here. */
  readonly countDeleted: (ordinal: number) => void
  /** Drops what is deleted once that is more than half: documents that come and go must not fill the memory. */
  readonly compact: (deleted: Bitmap) => void
  /** Drops documents up to and including this ordinal, and those in `deleted`. */
  readonly drop: (through: number, deleted: Bitmap) => void
  /** A copy of what is not deleted, undefined when nothing is left. */
  readonly copyAlive: (deleted: Bitmap) => { readonly rows: Rows; readonly count: number } | undefined
}

export function createLiveVectors(dim: number): LiveVectors {
  let rows: Rows | undefined
  let count = 0
  let deletedCount = 0

  const resize = (capacity: number, ids: ArrayLike<number>): Rows => {
    const target = createRows(defaultStorage, dim, { capacity })
    if (rows !== undefined && ids.length > 0) copyRows(rows, ids, target)
    count = ids.length
    rows = target
    return target
  }

  const append = (ordinals: readonly number[], vectors: Matrix): void => {
    if (ordinals.length === 0) return
    const before = count
    const needed = count + ordinals.length
    const hasRoom = rows !== undefined && needed <= rows.capacity
    const target = hasRoom && rows !== undefined ? rows : resize(capacityFor(needed), identity(count))
    ordinalsOfRows(target, needed).set(ordinals, before)
    target.storage.write(target, vectors, { from: before })
    count = needed
  }

  const ordinals = (): Uint32Array => (rows === undefined ? new Uint32Array(0) : ordinalsOfRows(rows, count))

  const drop = (through: number, deleted: Bitmap): void => {
    const before = ordinals()
    const kept = survivors(before, deleted).filter((id) => (before[id] ?? 0) > through)
    deletedCount = 0
    if (kept.length === count) return
    if (kept.length > 0) resize(capacityFor(kept.length), kept)
    else [rows, count] = [undefined, 0]
  }

  const list = (): SearchedSegment[] =>
    rows === undefined || count === 0 ? [] : [{ segment: flatSegment(rows, count), deletedCount }]

  const copyAlive: LiveVectors['copyAlive'] = (deleted) => {
    const ids = survivors(ordinals(), deleted)
    if (rows === undefined || ids.length === 0) return undefined
    const copy = createRows(rows.storage, dim, { capacity: ids.length })
    copyRows(rows, ids, copy)
    return { rows: copy, count: ids.length }
  }

  return {
    list,
    aliveCount: () => count - deletedCount,
    lastOrdinal: () => ordinals()[count - 1],
    append,
    countDeleted: (ordinal) => {
      if (ordinals()[lowerBound(ordinals(), ordinal)] === ordinal) deletedCount++
    },
    compact: (deleted) => {
      if (deletedCount * 2 > count) drop(-1, deleted)
    },
    drop,
    copyAlive,
  }
}

const capacityFor = (count: number): number => Math.max(CAPACITY_MIN, 2 ** Math.ceil(Math.log2(count)))

const identity = (count: number): Uint32Array => Uint32Array.from({ length: count }, (_, i) => i)
