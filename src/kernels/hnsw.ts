/** @file An HNSW graph over rows: building and searching it. Written in src/kernels/assembly/hnsw.ts. */
import type { FlatKernel } from './flat.ts'
import { wasmBase64 } from './generated/hnsw.ts'
import { GROUP_ROWS_BITS } from './layout.ts'
import { compileKernel, runKernel } from './memory.ts'

/** Parameters are positions in bytes, unless they count or name something. */
export interface HnswKernel extends Pick<FlatKernel, 'useRows' | 'useFilter' | 'useQuery'> {
  /**
   * M of the paper; lists of level 0 (2M + 1 uint32 a row), of upper levels, and at which uint32 a row's upper lists
   * start.
   */
  readonly useGraph: (m: number, base: number, upper: number, upperStarts: number) => void
  /**
   * The next copy of each row (uint32, NO_ROW at the end of a chain; position 0 when none has one), and the row of
   * zeros in the graph, if any.
   */
  readonly useCopies: (copies: number, zeroRow: number) => void
  /**
   * A byte for each GROUP_ROWS rows, 0 where their codes and links are not in memory: a search calls `readGroup` before it looks at them.
   * Position 0 when all are.
   */
  readonly usePresent: (present: number) => void
  /** Where searches begin; level -1 for an empty graph. */
  readonly useEntry: (row: number, level: number) => void
  readonly entry: () => number
  readonly entryLevel: () => number
  /**
   * Working space: one bit a row, entries of candidates (one a row) and results (one for each that a search keeps), ids,
   * two bytes a number.
   */
  readonly useSpace: (
    visited: number,
    visitedBytes: number,
    candidates: number,
    results: number,
    fresh: number,
    codes: number,
  ) => void
  /**
   * Leaves the ef nearest rows in the results as entries (score, id), best first.
   *
   * @returns how many, -1 when it gave up after `comparisonsMax` comparisons
   */
  readonly search: (ef: number, comparisonsMax: number) => number
  readonly insert: (row: number, level: number, ef: number) => void
  /** Not 0 where nothing is in the row. */
  readonly isZero: (row: number) => number
  /** Links of a row chosen anew among `count` ids in `fresh`. */
  readonly relink: (row: number, level: number, count: number) => void
  /**
   * Links rows that no search reaches. `reached` one bit, `stack` one uint32 a row.
   *
   * @returns how many remain unreachable
   */
  readonly connect: (count: number, ef: number, reached: number, stack: number) => number
}

/** Rows that are read from a file together. */
export const GROUP_ROWS: number = 2 ** GROUP_ROWS_BITS

let module: WebAssembly.Module | undefined

/** @param readGroup what `usePresent` needs; it may throw, and then the search does */
export function createHnswKernel(
  memory: WebAssembly.Memory,
  readGroup: (group: number) => void = () => undefined,
): HnswKernel {
  module ??= compileKernel(wasmBase64)
  return runKernel<HnswKernel>(module, memory, { readGroup: (group: number) => readGroup(group >>> 0) })
}
