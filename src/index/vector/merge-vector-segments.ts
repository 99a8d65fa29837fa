/**
 * @file Several segments of vectors -> one, without what is deleted. Pure, so that a worker thread can run it on files.
 */
import type { Bitmap } from '../../base/bitmap.ts'
import { invariant } from '../../base/errors.ts'
import { vectorDimensionMismatch } from '../errors.ts'
import type { ByteSource } from '../segment.ts'
import { M_DEFAULT } from './graph/build-graph.ts'
import { graphBytes } from './graph/graph.ts'
import { numberRows, readSurvivors } from './merge-parts.ts'
import { bytesPerRow, createRows } from './rows.ts'
import { defaultStorage } from './storages.ts'
import type { StructureBuildOptions } from './structure.ts'
import { structures } from './structures.ts'
import { encodeVectorSegment, openVectorFile } from './vector-segment.ts'

export interface MergeVectorOptions extends StructureBuildOptions {
  /**
   * Segments of at least this many documents get a graph; smaller ones are scanned. Default 20,000, which take half a
   * millisecond.
   */
  readonly graphFrom?: number | undefined
}

const GRAPH_FROM = 20_000
/** What working space and alignment take of a memory besides what is stored. */
const MEMORY_BYTES_USABLE = 3.75 * 2 ** 30

/** How many vectors with their graph fit into one WebAssembly memory: the `documentsMax` of a merge policy. */
export function vectorDocumentsMax(dim: number, m: number = M_DEFAULT): number {
  // Building takes two bits, one heap entry and one stack entry a row besides; one row in m has upper links.
  const upperWords = ((m + 1) * 1.1) / m
  const rowBytes = bytesPerRow(defaultStorage, dim) + graphBytes(1, { m, upperWords, hasCopies: true })
  return Math.floor(MEMORY_BYTES_USABLE / (rowBytes + 12.25))
}

/**
 * A result of `graphFrom` documents or more gets a graph: the largest graph among the sources is kept when few
 * of its rows are deleted, and the other rows are inserted into it.
 *
 * @param deleted ordinals that are left out
 * @returns the pieces of a segment file; none when no document is left
 * @throws INDEX_SEGMENT_CORRUPT, INDEX_SEGMENT_VERSION, INDEX_SEGMENT_FORMAT, INDEX_VECTOR_DIMENSION when sources differ; the reason of
 * `options.signal`
 */
export function mergeVectorSegments(
  sources: readonly ByteSource[],
  deleted: Bitmap,
  { graphFrom = GRAPH_FROM, ...options }: MergeVectorOptions = {},
): Iterable<Uint8Array> {
  const opened = sources.map(openVectorFile)
  const parts = numberRows(opened.map(({ file }) => file), deleted) // prettier-ignore
  const [first] = opened
  const count = parts.reduce((total, { surviving }) => total + surviving, 0)
  if (first === undefined || count === 0) return []
  const { storage } = first
  const { dim } = first.file.header
  for (const { file } of opened)
    if (file.header.dim !== dim) throw vectorDimensionMismatch({ what: 'segment', dim: file.header.dim, indexDim: dim })
  invariant(
    opened.every((each) => each.storage === storage),
    'all segments of an index have one storage',
  )
  const rows = createRows(storage, dim, { capacity: count })
  for (const part of parts) readSurvivors(part, rows, count)
  const structure = structures[count >= graphFrom ? 'graph' : 'flat']
  return encodeVectorSegment(rows, count, structure.build(rows, count, { ...options, parts }))
}
