/** @file What a vector segment file holds: rows in a storage, arranged by a structure. Both are named in the header. */
import type { SegmentBlock, SegmentFile } from '../segment-file.ts'
import { openPagedMemory } from '../paged-memory.ts'
import type { GraphHeader } from './graph/graph.ts'
import { bytesOfColumn, ordinalsOfRows, type PlacedColumn, type RowOrder, type Rows } from './rows.ts'

export const VECTOR_KIND = 'vector'
export const VECTOR_FORMAT_VERSION = 3

export type StructureHeader = { readonly kind: 'flat' } | ({ readonly kind: 'graph' } & GraphHeader)
export type StructureName = StructureHeader['kind']

export interface VectorSegmentHeader {
  readonly dim: number
  readonly count: number
  readonly storage: { readonly kind: string }
  readonly structure: StructureHeader
}

export type VectorFile = SegmentFile<VectorSegmentHeader>

/** A search scores a few dozen rows exactly, here and there: smaller pages would be read more often, larger ones take longer. */
const RESCORED_PAGE_BYTES = 2 ** 14
/** Only where rows are not ascending by ordinal. */
const ORDER_BLOCK = 'byOrdinal'

/** The blocks of rows [0, count). They are views: write them before the rows change. */
export function blocksOfRows(rows: Rows, count: number, groupRows: number): SegmentBlock[] {
  const pageBytesOf = ({ neededFor, bytesPerRow }: PlacedColumn): Pick<SegmentBlock, 'pageBytes'> => {
    if (neededFor === 'opening') return {}
    return { pageBytes: neededFor === 'comparing' ? groupRows * bytesPerRow : RESCORED_PAGE_BYTES }
  }
  const ids = idsByOrdinal(rows, count)
  return [
    { name: 'ordinals', bytes: rows.arena.bytes(rows.ordinalsAt, count * 4) },
    ...rows.columns.map((column) => ({
      name: column.name,
      bytes: bytesOfColumn(rows, column, count),
      ...pageBytesOf(column),
    })),
    ...(ids === undefined ? [] : [{ name: ORDER_BLOCK, bytes: new Uint8Array(ids.buffer) }]),
  ]
}

/** @returns undefined where rows are in that order already */
function idsByOrdinal(rows: Rows, count: number): Uint32Array<ArrayBuffer> | undefined {
  const ordinals = ordinalsOfRows(rows, count)
  if (ordinals.every((ordinal, id) => id === 0 || ordinal > (ordinals[id - 1] ?? 0))) return undefined
  return Uint32Array.from({ length: count }, (_, id) => id).sort((a, b) => (ordinals[a] ?? 0) - (ordinals[b] ?? 0))
}

/** Ids ascending by ordinal; undefined where rows are so themselves. @throws INDEX_SEGMENT_CORRUPT */
export const readOrder = (file: VectorFile): Uint32Array | undefined =>
  file.has(ORDER_BLOCK) ? new Uint32Array(file.read(ORDER_BLOCK).buffer) : undefined

/**
 * Reads rows into their place, those columns page by page that a search needs few rows of.
 *
 * @param isSearchedInPart whether the structure compares a query with a small part of the rows
 * @throws INDEX_SEGMENT_CORRUPT
 */
export function readRows(
  file: VectorFile,
  rows: Rows,
  { isSearchedInPart }: { readonly isSearchedInPart: boolean },
): Rows {
  const { arena } = rows
  const { count } = file.header
  file.readInto('ordinals', arena.bytes(rows.ordinalsAt, count * 4))
  const columns = rows.columns.map((column) => {
    const { name, neededFor, position } = column
    if (neededFor === 'rescoring' || (neededFor === 'comparing' && isSearchedInPart))
      return { ...column, pages: openPagedMemory(file.paged(name), { arena, position }) }
    file.readInto(name, bytesOfColumn(rows, column, count))
    return column
  })
  const ids = readOrder(file)
  return ids === undefined ? { ...rows, columns } : { ...rows, columns, order: orderOf(rows, count, ids) }
}

function orderOf(rows: Rows, count: number, ids: Uint32Array): RowOrder {
  const ordinals = ordinalsOfRows(rows, count)
  return { ids, ordinals: ids.map((id) => ordinals[id] ?? 0) }
}
