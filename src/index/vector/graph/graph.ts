/** @file The graph over the rows of one sealed segment: where it lies in their memory. */
import { type HnswKernel } from '../../../kernels/hnsw.ts'
import { ENTRY_BYTES, NO_ROW } from '../../../kernels/layout.ts'
import type { Rows } from '../rows.ts'

/** In the header of a segment file. */
export interface GraphHeader {
  /** Links of a row on upper levels; twice as many on level 0. The paper's M. */
  readonly m: number
  readonly entry: number
  readonly entryLevel: number
  /** uint32 in all upper lists. */
  readonly upperWords: number
  /** Are there rows that others are copies of? */
  readonly hasCopies: boolean
}

/** Positions in the rows' arena. */
export interface Graph {
  readonly kernel: HnswKernel
  /** Rows. */
  readonly count: number
  readonly m: number
  /** Lists of level 0: uint32 [count, 2m + 1] */
  readonly baseAt: number
  /** At which uint32 of `upper` a row's upper lists start: uint32 [count] */
  readonly upperStartsAt: number
  /** uint32 [upperWords], for each row that has upper levels [levels, m + 1] */
  readonly upperAt: number
  readonly upperWords: number
  /** The next copy of each row, NO_ROW at the end of a chain: uint32 [count]; 0 where no row has one. */
  readonly copiesAt: number
}

export const baseBytes = (m: number): number => (2 * m + 1) * 4

type GraphShape = Pick<GraphHeader, 'm' | 'upperWords' | 'hasCopies'>

export const graphBytes = (count: number, { m, upperWords, hasCopies }: GraphShape): number =>
  count * (baseBytes(m) + 4 + (hasCopies ? 4 : 0)) + upperWords * 4

/**
 * Takes room for the graph of `count` rows; what is in it is up to the caller.
 *
 * @param readGroup where the caller reads codes and links only when a search comes to them, see `usePresent` of the kernel
 */
export function placeGraph(
  rows: Rows,
  count: number,
  { m, upperWords, hasCopies, readGroup }: GraphShape & { readonly readGroup?: (group: number) => void },
): Graph {
  const { arena, storage } = rows
  const kernel = storage.createGraphKernel(arena.memory, readGroup)
  const baseAt = arena.take(count * baseBytes(m))
  const upperStartsAt = arena.take(count * 4)
  const upperAt = arena.take(upperWords * 4)
  const copiesAt = hasCopies ? arena.take(count * 4) : 0
  storage.useRows(kernel, rows)
  kernel.useGraph(m, baseAt, upperAt, upperStartsAt)
  kernel.useCopies(copiesAt, NO_ROW)
  return { kernel, count, m, baseAt, upperStartsAt, upperAt, upperWords, copiesAt }
}

/** The list of links of one row on one level: its length, then room for ids. */
export function linksOf(
  { arena }: Rows,
  { m, baseAt, upperAt, upperStartsAt }: Graph,
  { id, level }: { readonly id: number; readonly level: number },
): Uint32Array {
  if (level === 0) return arena.uint32(baseAt + id * baseBytes(m), 2 * m + 1)
  const [start = 0] = arena.uint32(upperStartsAt + id * 4, 1)
  return arena.uint32(upperAt + (start + (level - 1) * (m + 1)) * 4, m + 1)
}

/** Where the kernel works; all of it may be overwritten afterwards. */
export function takeSpace({ arena, dimPadded }: Rows, { kernel, count, m }: Graph, ef: number): GraphSpace {
  const visitedBytes = Math.ceil(count / 32) * 4
  const visited = arena.take(visitedBytes)
  const freshMax = 8 * m
  const candidates = arena.take(Math.max(count, freshMax) * ENTRY_BYTES)
  const results = arena.take(ef * ENTRY_BYTES)
  const fresh = arena.take(freshMax * 4)
  kernel.useSpace(visited, visitedBytes, candidates, results, fresh, arena.take(dimPadded * 2))
  return { results, fresh, freshMax }
}

export interface GraphSpace {
  readonly results: number
  /** A list of rows to choose links among: uint32 [freshMax], more than any list of links has. */
  readonly fresh: number
  readonly freshMax: number
}
