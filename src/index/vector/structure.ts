/** @file How rows are arranged so that the best are found without a look at all of them: what every structure offers, over whichever storage. */
import type { WorkOptions } from '../../base/progress.ts'
import type { RankedOrdinals } from '../ranked.ts'
import type { SegmentBlock } from '../segment-file.ts'
import type { MergePart } from './merge-parts.ts'
import type { Rows } from './rows.ts'
import type { RowSearch } from './scan.ts'
import type { StructureHeader, VectorFile } from './vector-file.ts'

/** What searches can say to one structure, under its name. Segments of another structure ignore it. */
export interface StructureSearchOptions {
  readonly graph?: GraphSearchOptions | undefined
}

export interface GraphSearchOptions {
  /** How many candidates the search keeps: more finds more and takes longer. Raised to k where it is below. Default 144. */
  readonly ef?: number | undefined
}

export interface StructureBuildOptions extends WorkOptions {
  readonly graph?: GraphBuildOptions | undefined
}

export interface GraphBuildOptions {
  /** Links of a row on upper levels, twice as many on level 0: the paper's M. Default 32. */
  readonly m?: number | undefined
  /** Candidates that a row's links are chosen among: the paper's efConstruction. Default 100. */
  readonly efConstruction?: number | undefined
}

/** A segment ready to be searched, live or sealed. */
export interface VectorSegment {
  readonly rows: Rows
  readonly count: number
  /** The k best of the rows that are allowed, best first, ties by lower ordinal. */
  readonly search: (search: RowSearch & StructureSearchOptions) => RankedOrdinals
}

/** A structure over rows in memory, as a segment file keeps it. */
export interface BuiltStructure {
  readonly header: StructureHeader
  /** Views: write them before the rows change. */
  readonly blocks: readonly SegmentBlock[]
}

export interface VectorStructure {
  /** Reads a segment into `rows`, which has room for it. @throws INDEX_SEGMENT_CORRUPT */
  readonly open: (file: VectorFile, rows: Rows) => VectorSegment
  /**
   * Arranges rows [0, count), which may move.
   *
   * @param options.parts where the rows come from: what their structures know may be used again
   */
  readonly build: (
    rows: Rows,
    count: number,
    options: StructureBuildOptions & { readonly parts: readonly MergePart[] },
  ) => BuiltStructure
}
