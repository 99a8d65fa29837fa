/**
 * @file Rows of vectors in one WebAssembly memory, column by column as their storage has them: what the live segment grows and a sealed one
 * reads from its file.
 */
import type { Bitmap } from '../../base/bitmap.ts'
import { lowerBound } from '../../base/lower-bound.ts'
import type { Matrix } from '../../base/matrix.ts'
import { type FlatKernel } from '../../kernels/flat.ts'
import type { HnswKernel } from '../../kernels/hnsw.ts'
import { DIM_MULTIPLE } from '../../kernels/layout.ts'
import { type Arena, createArena } from '../../kernels/memory.ts'
import type { PagedMemory } from '../paged-memory.ts'

/** One entry for each row, all of one size. */
export interface RowColumn {
  /** Of its block in a segment file. */
  readonly name: string
  readonly bytesPerRow: number
  /**
   * When a row's entry has to be in memory: always; when the row is compared with a query; when it is scored exactly, as the best few of
   * those compared are.
   */
  readonly neededFor: 'opening' | 'comparing' | 'rescoring'
}

/** In which numbers vectors are kept, and the kernels that compare them. */
export interface VectorStorage {
  /** In the header of a segment file. */
  readonly name: string
  readonly columns: (dim: number) => readonly RowColumn[]
  readonly createScanKernel: (memory: WebAssembly.Memory) => FlatKernel
  /** @param readGroup see `usePresent` of the kernel */
  readonly createGraphKernel: (memory: WebAssembly.Memory, readGroup?: (group: number) => void) => HnswKernel
  /** Tells a kernel where the columns are. */
  readonly useRows: (kernel: Pick<FlatKernel, 'useRows'>, rows: Omit<Rows, 'kernel'>) => void
  /** Fills rows [from, from + vectors.rows), whose columns are zero. */
  readonly write: (rows: Rows, vectors: Matrix, options: { readonly from: number }) => void
  /** Standard deviation of what rounding adds to the score of one of these rows. */
  readonly scoreError: (rows: Rows, vector: Float32Array, options: { readonly ids: Uint32Array }) => number
}

export interface PlacedColumn extends RowColumn {
  /** In the arena: `[capacity]` entries. */
  readonly position: number
  /** Absent where all of it is in memory. */
  readonly pages?: PagedMemory
}

/** Where rows lie in an order of their structure's own, they are found here by ordinal. */
export interface RowOrder {
  /** Ascending. */
  readonly ordinals: Uint32Array
  /** The row of each. */
  readonly ids: Uint32Array
}

export interface Rows {
  readonly storage: VectorStorage
  readonly arena: Arena
  readonly kernel: FlatKernel
  readonly dim: number
  /** `dim` with the zeros that fill up a row. */
  readonly dimPadded: number
  readonly capacity: number
  /** Position of uint32 `[capacity]`. */
  readonly ordinalsAt: number
  readonly columns: readonly PlacedColumn[]
  /** Absent where rows are ascending by ordinal. */
  readonly order?: RowOrder
}

export const padDim = (dim: number): number => Math.ceil(dim / DIM_MULTIPLE) * DIM_MULTIPLE

/** Bytes that a vector takes, its structure not counted. */
export const bytesPerRow = (storage: VectorStorage, dim: number): number =>
  storage.columns(dim).reduce((bytes, column) => bytes + column.bytesPerRow, 4)

/** Rows of zeros in an arena of their own, which may grow beyond them. */
export function createRows(storage: VectorStorage, dim: number, { capacity }: { readonly capacity: number }): Rows {
  const arena = createArena(capacity * bytesPerRow(storage, dim))
  const ordinalsAt = arena.take(capacity * 4)
  const columns = storage
    .columns(dim)
    .map((column) => ({ ...column, position: arena.take(capacity * column.bytesPerRow) }))
  const placed = { storage, arena, dim, dimPadded: padDim(dim), capacity, ordinalsAt, columns }
  const kernel = storage.createScanKernel(arena.memory)
  storage.useRows(kernel, placed)
  return { ...placed, kernel }
}

/** Where a column begins. */
export const positionOf = ({ columns }: Pick<Rows, 'columns'>, name: string): number =>
  columns.find((column) => column.name === name)?.position ?? 0

/** Ordinals of rows [0, count) in the rows' order. A view: it holds until the arena grows. */
export const ordinalsOfRows = ({ arena, ordinalsAt }: Rows, count: number): Uint32Array =>
  arena.uint32(ordinalsAt, count)

/** Rows [0, count) of a column. A view: it holds until the arena grows. */
export const bytesOfColumn = ({ arena }: Rows, { position, bytesPerRow }: PlacedColumn, count: number): Uint8Array =>
  arena.bytes(position, count * bytesPerRow)

/** Copies the rows whose ids are given, in this order, to the start of `target`, which has the same columns. */
export function copyRows(source: Rows, ids: ArrayLike<number>, target: Rows): void {
  const ordinals = ordinalsOfRows(source, source.capacity)
  ordinalsOfRows(target, ids.length).set(Uint32Array.from(ids, (id) => ordinals[id] ?? 0))
  source.columns.forEach((column, i) => {
    const into = target.columns[i]
    if (into === undefined) return
    const size = column.bytesPerRow
    const from = bytesOfColumn(source, column, source.capacity)
    const to = bytesOfColumn(target, into, ids.length)
    for (let row = 0; row < ids.length; row++) {
      const id = ids[row] ?? 0
      to.set(from.subarray(id * size, (id + 1) * size), row * size)
    }
  })
}

/** Ordinals of rows [0, count), ascending; the row of each is at `idAt` of its position. */
export const ascendingOrdinals = (rows: Rows, count: number): Uint32Array =>
  rows.order?.ordinals ?? ordinalsOfRows(rows, count)

export const idAt = ({ order }: Rows, position: number): number => order?.ids[position] ?? position

/** The row of a document among rows [0, count); undefined when it is not there. */
export function idOfOrdinal(rows: Rows, count: number, ordinal: number): number | undefined {
  const ordinals = ascendingOrdinals(rows, count)
  const position = lowerBound(ordinals, ordinal)
  return ordinals[position] === ordinal ? idAt(rows, position) : undefined
}

/** Reads what is missing of these rows. @throws INDEX_SEGMENT_CORRUPT */
export function needRows({ columns }: Rows, ids: Uint32Array, purpose: RowColumn['neededFor']): void {
  for (const { pages, bytesPerRow, neededFor } of columns)
    if (pages !== undefined && neededFor === purpose)
      for (const id of ids) pages.need(id * bytesPerRow, (id + 1) * bytesPerRow)
}

/** Reads what is missing of all rows. @throws INDEX_SEGMENT_CORRUPT */
export function needAllRows({ columns }: Rows, purpose: RowColumn['neededFor']): void {
  for (const { pages, neededFor } of columns) if (neededFor === purpose) pages?.needAll()
}

/** Ids of rows whose ordinal is not in `deleted`, ascending. */
export function survivors(ordinals: Uint32Array, deleted: Bitmap): Uint32Array {
  const ids = new Uint32Array(ordinals.length)
  let count = 0
  for (let id = 0; id < ordinals.length; id++) if (!deleted.has(ordinals[id] ?? 0)) ids[count++] = id
  return ids.subarray(0, count)
}
