/**
 * @file Rows of vectors in one WebAssembly memory: what the live segment grows and a sealed one reads from its file.
 */
import type { Bitmap } from '../../base/bitmap.ts'
import { createFlatKernel, DIM_MULTIPLE, type FlatKernel } from '../../kernels/flat.ts'
import { type Arena, createArena } from '../../kernels/memory.ts'
import type { PagedMemory } from '../paged-memory.ts'

/** Rows of a graph lie as its walks meet them; here they are by ordinal. */
export interface RowOrder {
  /** Ascending. */
  readonly ordinals: Uint32Array
  /** The row of each. */
  readonly ids: Uint32Array
}

export interface RowPages {
  /** f32 rows: a search scores a few dozen exactly. */
  readonly rows: PagedMemory
  /** Of a graph's rows: a walk meets a small part of many. */
  readonly codes?: PagedMemory
}

/** Positions in the arena. */
export interface Rows {
  readonly arena: Arena
  readonly kernel: FlatKernel
  readonly dim: number
  /** `dim` with the zeros that fill up a row. */
  readonly dimPadded: number
  readonly capacity: number
  /** uint32 [capacity] */
  readonly ordinalsAt: number
  /** f32 [capacity] */
  readonly scalesAt: number
  /** int8 [capacity, dimPadded] */
  readonly codesAt: number
  /** f32 [capacity, dimPadded] */
  readonly rowsAt: number
  /** Absent where rows are ascending by ordinal themselves. */
  readonly order?: RowOrder
  /** What of a file is read when it is looked at. Absent where all is in memory. */
  readonly pages?: RowPages
}

export const padDim = (dim: number): number => Math.ceil(dim / DIM_MULTIPLE) * DIM_MULTIPLE

/** Bytes that a vector takes, its graph not counted. */
export const bytesPerRow = (dim: number): number => 4 + 4 + padDim(dim) * 5

/** Empty rows in an arena of their own, which may grow beyond them. */
export function createRows(dim: number, capacity: number): Rows {
  const dimPadded = padDim(dim)
  const arena = createArena(capacity * bytesPerRow(dim))
  const kernel = createFlatKernel(arena.memory)
  const ordinalsAt = arena.take(capacity * 4)
  const scalesAt = arena.take(capacity * 4)
  const codesAt = arena.take(capacity * dimPadded)
  const rowsAt = arena.take(capacity * dimPadded * 4)
  kernel.useRows(dimPadded, rowsAt, codesAt, scalesAt, ordinalsAt)
  return { arena, kernel, dim, dimPadded, capacity, ordinalsAt, scalesAt, codesAt, rowsAt }
}

/** Views of rows [0, count); they hold until the arena grows. */
export interface RowViews {
  readonly dimPadded: number
  readonly ordinals: Uint32Array
  readonly scales: Float32Array
  /** [count, dimPadded] */
  readonly codes: Uint8Array
  /** [count, dimPadded] */
  readonly rows: Float32Array
}

export function viewRows(rows: Rows, count: number): RowViews {
  const { arena, dimPadded } = rows
  return {
    dimPadded,
    ordinals: arena.uint32(rows.ordinalsAt, count),
    scales: arena.float32(rows.scalesAt, count),
    codes: arena.bytes(rows.codesAt, count * dimPadded),
    rows: arena.float32(rows.rowsAt, count * dimPadded),
  }
}

/** Copies the rows whose ids are given, in this order, to the start of `target`, which has the same dimension. */
export function copyRows(from: RowViews, ids: ArrayLike<number>, target: RowViews): void {
  const dim = from.dimPadded
  for (let i = 0; i < ids.length; i++) {
    const id = ids[i] ?? 0
    target.ordinals[i] = from.ordinals[id] ?? 0
    target.scales[i] = from.scales[id] ?? 0
    target.codes.set(from.codes.subarray(id * dim, (id + 1) * dim), i * dim)
    target.rows.set(from.rows.subarray(id * dim, (id + 1) * dim), i * dim)
  }
}

/** First position in ascending `ordinals` whose value is at least `ordinal`. */
export function lowerBound(ordinals: Uint32Array, ordinal: number, from = 0, to: number = ordinals.length): number {
  let low = from
  let high = to
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((ordinals[middle] ?? 0) < ordinal) low = middle + 1
    else high = middle
  }
  return low
}

/** Ordinals of rows [0, count), ascending; the row of each is at `idAt` of its position. */
export const ascendingOrdinals = (rows: Rows, count: number): Uint32Array =>
  rows.order?.ordinals ?? rows.arena.uint32(rows.ordinalsAt, count)

export const idAt = ({ order }: Rows, position: number): number => order?.ids[position] ?? position

/** Before f32 rows are looked at. @throws INDEX_SEGMENT_CORRUPT */
export function needRows({ pages, dimPadded }: Rows, ids: Uint32Array): void {
  const rowBytes = dimPadded * 4
  for (const id of ids) pages?.rows.need(id * rowBytes, (id + 1) * rowBytes)
}

/** Before codes are looked at by anyone but a walk. @throws INDEX_SEGMENT_CORRUPT */
export function needCodes({ pages, dimPadded }: Rows, ids: Uint32Array): void {
  for (const id of ids) pages?.codes?.need(id * dimPadded, (id + 1) * dimPadded)
}

/** Ids of rows whose ordinal is not in `deleted`, ascending. */
export function survivors(ordinals: Uint32Array, deleted: Bitmap): Uint32Array {
  const ids = new Uint32Array(ordinals.length)
  let count = 0
  for (let id = 0; id < ordinals.length; id++) if (!deleted.has(ordinals[id] ?? 0)) ids[count++] = id
  return ids.subarray(0, count)
}
