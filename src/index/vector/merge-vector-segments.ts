/**
 * @file Several segments of vectors -> one, without what is deleted. Pure, so that a worker thread can run it on files.
 */
import type { Bitmap } from '../../base/bitmap.ts'
import { vectorDimensionMismatch } from '../errors.ts'
import type { ByteSource } from '../segment.ts'
import { adoptGraph } from './_adopt.ts'
import { type BuildOptions, insertRows, M_DEFAULT, openGraph } from './_build.ts'
import { type Graph, graphBytes } from './_graph.ts'
import { type MergePart, numberRows, readSurvivors } from './_merge-parts.ts'
import { reorderRows } from './_reorder.ts'
import { bytesPerRow, createRows, type Rows } from './_rows.ts'
import { encodeVectorSegment, openVectorFile } from './_segment.ts'

export interface MergeVectorOptions extends BuildOptions {
  /**
   * Segments of at least so many documents get a graph; smaller ones are scanned. Default 20,000, which take half a
   * millisecond.
   */
  readonly graphFrom?: number | undefined
}

const GRAPH_FROM = 20_000
/**
 * Above this share of deleted rows a graph is built anew: mending its holes would cost about as much and leave a worse
 * one.
 */
const DELETED_SHARE_MAX = 0.2
/** What working space and alignment take of a memory besides what is stored. */
const MEMORY_BYTES_USABLE = 3.75 * 2 ** 30

/** How many vectors with their graph fit into one WebAssembly memory: the `documentsMax` of a merge policy. */
export function vectorDocumentsMax(dim: number, m: number = M_DEFAULT): number {
  // Building takes two bits, one heap entry and one stack entry a row besides; one row in m has upper links.
  const upperWords = ((m + 1) * 1.1) / m
  return Math.floor(
    MEMORY_BYTES_USABLE / (bytesPerRow(dim) + graphBytes(1, { m, upperWords, hasCopies: true }) + 12.25),
  )
}

/**
 * A result of `graphFrom` documents or more gets a graph: the largest graph among the sources is kept when few
 * of its rows are deleted, and the other rows are inserted into it.
 *
 * @param deleted ordinals that are left out
 * @returns the pieces of a segment file; none when no document is left
 * @throws INDEX_SEGMENT_CORRUPT, INDEX_SEGMENT_VERSION, INDEX_VECTOR_DIMENSION when sources differ; the reason of
 * `options.signal`
 */
export function mergeVectorSegments(
  sources: readonly ByteSource[],
  deleted: Bitmap,
  options: MergeVectorOptions = {},
): Iterable<Uint8Array> {
  const parts = numberRows(sources.map(openVectorFile), deleted)
  const [first] = parts
  const count = parts.reduce((total, { surviving }) => total + surviving, 0)
  if (first === undefined || count === 0) return []
  const { dim } = first.file.header
  for (const { file } of parts)
    if (file.header.dim !== dim) throw vectorDimensionMismatch({ what: 'segment', dim: file.header.dim, indexDim: dim })
  const hasGraph = count >= (options.graphFrom ?? GRAPH_FROM)
  const rows = createRows(dim, count)
  for (const part of parts) readSurvivors(part, rows, count)
  return encodeVectorSegment(rows, count, hasGraph ? link(rows, count, { ...options, parts }) : undefined)
}

function link(
  rows: Rows,
  count: number,
  { parts, ...options }: MergeVectorOptions & { readonly parts: readonly MergePart[] },
): Graph {
  const open = openGraph(rows, count, options)
  const kept = keepable(parts, open.graph.m)
  const isLinked = new Uint8Array(count)
  if (kept !== undefined) for (const id of adoptGraph(rows, open, kept)) isLinked[id] = 1
  const ids = Uint32Array.from({ length: count }, (_, id) => id).filter((id) => isLinked[id] === 0)
  insertRows(rows, open, ids, options)
  reorderRows(rows, open.graph, count)
  return open.graph
}

/** The source whose graph is worth keeping. */
function keepable(parts: readonly MergePart[], m: number): MergePart | undefined {
  return parts
    .filter(({ file, ordinals, surviving }) => {
      const isWhole = surviving >= (1 - DELETED_SHARE_MAX) * ordinals.length
      return file.header.graph?.m === m && isWhole
    })
    .reduce<MergePart | undefined>((best, part) => (part.surviving > (best?.surviving ?? 0) ? part : best), undefined)
}
