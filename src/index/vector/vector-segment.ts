/** @file One segment of vectors: its file, and searching it, whichever storage and structure it has. */
import type { Bitmap } from '../../base/bitmap.ts'
import { GROUP_ROWS } from '../../kernels/hnsw.ts'
import { segmentCorrupt, segmentFormatUnknown, vectorDimensionMismatch } from '../errors.ts'
import { nothingFound, type RankedOrdinals } from '../ranked.ts'
import { encodeSegmentFile, openSegmentFile } from '../segment-file.ts'
import type { ByteSource } from '../segment.ts'
import { ascendingOrdinals, createRows, idOfOrdinal, needRows, type Rows, type VectorStorage } from './rows.ts'
import { allowedBetween, withQuery } from './scan.ts'
import { storages } from './storages.ts'
import type { BuiltStructure, StructureSearchOptions, VectorSegment } from './structure.ts'
import { structures } from './structures.ts'
import {
  blocksOfRows,
  VECTOR_FORMAT_VERSION,
  VECTOR_KIND,
  type VectorFile,
  type VectorSegmentHeader,
} from './vector-file.ts'

export interface SegmentSearch extends StructureSearchOptions {
  /** [dim] */
  readonly vector: Float32Array
  readonly k: number
  readonly exact: boolean
  readonly filter: Bitmap | undefined
  /** Of the whole index. */
  readonly deleted: Bitmap
  /** Of this segment. */
  readonly deletedCount: number
}

export interface OpenVectorFile {
  readonly file: VectorFile
  readonly storage: VectorStorage
}

/**
 * Checks header and size; callers read the blocks they need.
 *
 * @throws INDEX_SEGMENT_CORRUPT, INDEX_SEGMENT_VERSION, INDEX_SEGMENT_FORMAT where this version of attune does not know the storage or
 * the structure
 */
export function openVectorFile(source: ByteSource): OpenVectorFile {
  const file = openSegmentFile<VectorSegmentHeader>(source, {
    kind: VECTOR_KIND,
    formatVersion: VECTOR_FORMAT_VERSION,
  })
  const { storage: stored, structure, count } = file.header
  const storage = storages.get(stored.kind)
  if (storage === undefined)
    throw segmentFormatUnknown({ file: source.name, part: 'storage', name: stored.kind, known: [...storages.keys()] })
  if (!Object.hasOwn(structures, structure.kind))
    throw segmentFormatUnknown({
      file: source.name,
      part: 'structure',
      name: structure.kind,
      known: Object.keys(structures),
    })
  if (count === 0) throw segmentCorrupt({ file: source.name, part: 'the header', reason: 'names no documents' })
  return { file, storage }
}

/**
 * Reads a segment file straight into a memory of its own, the larger blocks as searches come to them: the source stays in use.
 *
 * @throws INDEX_SEGMENT_CORRUPT, INDEX_SEGMENT_VERSION, INDEX_SEGMENT_FORMAT, INDEX_VECTOR_DIMENSION
 */
export function openVectorSegment(source: ByteSource, dim: number): VectorSegment {
  const { file, storage } = openVectorFile(source)
  const { count, structure, dim: fileDim } = file.header
  if (fileDim !== dim) throw vectorDimensionMismatch({ what: 'segment', dim: fileDim, indexDim: dim })
  return structures[structure.kind].open(file, createRows(storage, dim, { capacity: count }))
}

/** The file of rows [0, count) and their structure. Its pieces are views: write them before the rows change. */
export function encodeVectorSegment(rows: Rows, count: number, { header, blocks }: BuiltStructure): Uint8Array[] {
  return encodeSegmentFile({
    kind: VECTOR_KIND,
    formatVersion: VECTOR_FORMAT_VERSION,
    header: {
      dim: rows.dim,
      count,
      storage: { kind: rows.storage.name },
      structure: header,
    } satisfies VectorSegmentHeader,
    blocks: [...blocksOfRows(rows, count, GROUP_ROWS), ...blocks],
  })
}

export function searchSegment(segment: VectorSegment, search: SegmentSearch): RankedOrdinals {
  const { count } = segment
  const isFiltered = search.filter !== undefined || search.deletedCount > 0
  const allowed = isFiltered ? allowedBetween(rangeOf(segment), search) : undefined
  const k = Math.min(search.k, allowed?.count ?? count)
  if (k === 0) return nothingFound
  const { vector, exact, graph } = search
  return segment.search({ vector, k, exact, allowed, graph })
}

function rangeOf(segment: VectorSegment): { readonly first: number; readonly last: number } {
  const ordinals = ascendingOrdinals(segment.rows, segment.count)
  return { first: ordinals[0] ?? 0, last: ordinals[ordinals.length - 1] ?? 0 }
}

/** Exact scores of those wanted documents that are in the segment. */
export function fillScores(
  { rows, count }: VectorSegment,
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
  const ids = wanted.map((ordinal) => (ordinal === undefined ? undefined : idOfOrdinal(rows, count, ordinal)))
  needRows(rows, Uint32Array.from(ids.filter((id) => id !== undefined)), 'rescoring')
  withQuery(rows, { vector }, () => {
    ids.forEach((id, i) => {
      if (id !== undefined) scores[i] = rows.kernel.scoreRow(id)
    })
  })
}
