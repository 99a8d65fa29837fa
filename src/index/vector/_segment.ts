/** @file One sealed segment of vectors: its file, and searching it. */
import type { Bitmap } from '../../base/bitmap.ts'
import { GROUP_ROWS, NO_ROW } from '../../kernels/hnsw.ts'
import { segmentCorrupt, vectorDimensionMismatch } from '../errors.ts'
import { openPagedMemory, type PagedMemory } from '../paged-memory.ts'
import type { RankedOrdinals } from '../ranked.ts'
import { encodeSegmentFile, openSegmentFile, type SegmentBlock, type SegmentFile } from '../segment-file.ts'
import type { ByteSource } from '../segment.ts'
import { baseBytes, type Graph, type GraphHeader, placeGraph, searchGraph } from './_graph.ts'
import { allowedBetween, scanRows, withQuery } from './_row-search.ts'
import { idsByOrdinal } from './_reorder.ts'
import { ascendingOrdinals, createRows, idAt, lowerBound, needRows, type Rows } from './_rows.ts'

const KIND = 'vector'
const FORMAT_VERSION = 2
/** A search scores a few dozen rows exactly, here and there: smaller pages would be read more often, larger ones take longer. */
const ROWS_PAGE_BYTES = 2 ** 14

export interface VectorSegmentHeader {
  readonly dim: number
  readonly count: number
  /** Absent in a segment that is searched by scanning. */
  readonly graph?: GraphHeader
}

export interface VectorSegment {
  readonly rows: Rows
  readonly count: number
  readonly graph: Graph | undefined
  readonly firstOrdinal: number
  readonly lastOrdinal: number
}

export interface SegmentSearch {
  /** [dim] */
  readonly vector: Float32Array
  readonly k: number
  readonly exact: boolean
  readonly ef: number
  readonly filter: Bitmap | undefined
  /** Of the whole index. */
  readonly deleted: Bitmap
  /** Of this segment. */
  readonly deletedCount: number
}

type VectorFile = SegmentFile<VectorSegmentHeader>

/**
 * Header and size are checked, blocks are read by whoever wants them.
 *
 * @throws INDEX_SEGMENT_CORRUPT, INDEX_SEGMENT_VERSION
 */
export function openVectorFile(source: ByteSource): VectorFile {
  return openSegmentFile<VectorSegmentHeader>(source, { kind: KIND, formatVersion: FORMAT_VERSION })
}

/**
 * Reads a segment file straight into a memory of its own, the larger blocks as searches come to them: the source stays in use.
 *
 * @throws INDEX_SEGMENT_CORRUPT, INDEX_SEGMENT_VERSION, INDEX_VECTOR_DIMENSION
 */
export function openVectorSegment(source: ByteSource, dim: number): VectorSegment {
  const file = openVectorFile(source)
  const { count, graph: graphHeader, dim: fileDim } = file.header
  if (fileDim !== dim) throw vectorDimensionMismatch({ what: 'segment', dim: fileDim, indexDim: dim })
  const rows = readRows(file, createRows(dim, count), count)
  const graph = graphHeader === undefined ? undefined : readGraph(file, rows, graphHeader)
  const ordinals = ascendingOrdinals(rows, count)
  const [firstOrdinal, lastOrdinal] = [ordinals[0], ordinals[count - 1]]
  if (firstOrdinal === undefined || lastOrdinal === undefined)
    throw segmentCorrupt({ file: source.name, part: 'the header', reason: 'names no documents' })
  return { rows, count, graph, firstOrdinal, lastOrdinal }
}

function readRows(file: VectorFile, rows: Rows, count: number): Rows {
  const { arena, dimPadded, ...at } = rows
  file.readInto('ordinals', arena.bytes(at.ordinalsAt, count * 4))
  file.readInto('scales', arena.bytes(at.scalesAt, count * 4))
  const paged = (block: string, position: number): PagedMemory =>
    openPagedMemory(file.paged(block), { arena, position })
  const exact = paged('rows', at.rowsAt)
  if (file.header.graph === undefined) {
    file.readInto('codes', arena.bytes(at.codesAt, count * dimPadded))
    return { ...rows, pages: { rows: exact } }
  }
  const ids = new Uint32Array(file.read('byOrdinal').buffer)
  const ordinals = arena.uint32(at.ordinalsAt, count)
  const order = { ids, ordinals: ids.map((id) => ordinals[id] ?? 0) }
  return { ...rows, order, pages: { rows: exact, codes: paged('codes', at.codesAt) } }
}

/** Codes and level 0's links are read when a walk comes to them: of many rows that is a small part. */
function readGraph(file: VectorFile, rows: Rows, header: GraphHeader): Graph {
  const { arena, dimPadded, pages } = rows
  const { count } = file.header
  const readGroup = (group: number): void => {
    const [from, to] = [group * GROUP_ROWS, Math.min(count, (group + 1) * GROUP_ROWS)]
    pages?.codes?.need(from * dimPadded, to * dimPadded)
    links.need(from * baseBytes(header.m), to * baseBytes(header.m))
    arena.bytes(presentAt + group, 1)[0] = 1
    if (--missing === 0) graph.kernel.usePresent(0)
  }
  const graph = placeGraph(rows, count, { ...header, readGroup })
  const links = openPagedMemory(file.paged('links'), { arena, position: graph.baseAt })
  file.readInto('upperStarts', arena.bytes(graph.upperStartsAt, count * 4))
  file.readInto('upperLinks', arena.bytes(graph.upperAt, header.upperWords * 4))
  if (header.hasCopies) file.readInto('copies', arena.bytes(graph.copiesAt, count * 4))
  let missing = Math.ceil(count / GROUP_ROWS)
  const presentAt = arena.take(missing)
  arena.bytes(presentAt, missing).fill(0)
  graph.kernel.usePresent(presentAt)
  graph.kernel.useEntry(header.entry, header.entryLevel)
  return graph
}

/** The file of rows [0, count) and their graph. Its pieces are views: write them before the rows change. */
export function encodeVectorSegment(rows: Rows, count: number, graph?: Graph): Uint8Array[] {
  const { arena, dimPadded } = rows
  const blocks: SegmentBlock[] = [
    { name: 'ordinals', bytes: arena.bytes(rows.ordinalsAt, count * 4) },
    { name: 'scales', bytes: arena.bytes(rows.scalesAt, count * 4) },
    { name: 'codes', bytes: arena.bytes(rows.codesAt, count * dimPadded), pageBytes: GROUP_ROWS * dimPadded },
    {
      name: 'rows',
      bytes: arena.bytes(rows.rowsAt, count * dimPadded * 4),
      pageBytes: ROWS_PAGE_BYTES,
    },
  ]
  const header: VectorSegmentHeader = { dim: rows.dim, count }
  if (graph === undefined) return encodeSegmentFile({ kind: KIND, formatVersion: FORMAT_VERSION, header, blocks })
  const { kernel, m, upperWords, copiesAt } = graph
  const hasCopies = copiesAt !== 0 && arena.uint32(copiesAt, count).some((copy) => copy !== NO_ROW)
  const entry = kernel.entry() >>> 0
  return encodeSegmentFile({
    kind: KIND,
    formatVersion: FORMAT_VERSION,
    header: { ...header, graph: { m, upperWords, hasCopies, entry, entryLevel: kernel.entryLevel() } },
    blocks: [
      ...blocks,
      { name: 'links', bytes: arena.bytes(graph.baseAt, count * baseBytes(m)), pageBytes: GROUP_ROWS * baseBytes(m) },
      { name: 'upperStarts', bytes: arena.bytes(graph.upperStartsAt, count * 4) },
      { name: 'upperLinks', bytes: arena.bytes(graph.upperAt, upperWords * 4) },
      { name: 'byOrdinal', bytes: new Uint8Array(idsByOrdinal(rows, count).buffer) },
      ...(hasCopies ? [{ name: 'copies', bytes: arena.bytes(copiesAt, count * 4) }] : []),
    ],
  })
}

export function searchSegment(segment: VectorSegment, search: SegmentSearch): RankedOrdinals {
  const { rows, count, graph, firstOrdinal: first, lastOrdinal: last } = segment
  const isFiltered = search.filter !== undefined || search.deletedCount > 0
  const allowed = isFiltered ? allowedBetween({ first, last }, search) : undefined
  const k = Math.min(search.k, allowed?.count ?? count)
  if (k === 0) return { ordinals: new Uint32Array(0), scores: new Float32Array(0) }
  const { vector, exact, ef } = search
  if (graph === undefined) return scanRows(rows, count, { vector, k, exact, allowed })
  return searchGraph(rows, graph, count, { vector, k, exact, allowed, ef: Math.max(ef, k) })
}

/** Ascending. A view: it holds until the segment grows. */
export const ordinalsOfSegment = ({ rows, count }: VectorSegment): Uint32Array => ascendingOrdinals(rows, count)

/** The row of a document; undefined when it is not in the segment. */
export function rowOfOrdinal(segment: VectorSegment, ordinal: number): number | undefined {
  const ordinals = ordinalsOfSegment(segment)
  const position = lowerBound(ordinals, ordinal)
  return ordinals[position] === ordinal ? idAt(segment.rows, position) : undefined
}

/** Exact scores of those wanted documents that are in the segment. */
export function fillScores(
  segment: VectorSegment,
  {
    vector,
    wanted,
    scores,
  }: {
    readonly vector: Float32Array
    readonly wanted: readonly (number | undefined)[]
    readonly scores: Float32Array
  },
): void {
  const { rows } = segment
  const ids = wanted.map((ordinal) => (ordinal === undefined ? undefined : rowOfOrdinal(segment, ordinal)))
  needRows(rows, Uint32Array.from(ids.filter((id) => id !== undefined)))
  withQuery(rows, { vector }, () => {
    ids.forEach((id, i) => {
      if (id !== undefined) scores[i] = rows.kernel.scoreRow(id)
    })
  })
}
