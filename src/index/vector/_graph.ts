/** @file The graph over the rows of one sealed segment: where it lies, and how it is searched. */
import { ENTRY_BYTES } from '../../kernels/flat.ts'
import { createHnswKernel, type HnswKernel, NO_ROW } from '../../kernels/hnsw.ts'
import type { RankedOrdinals } from '../ranked.ts'
import { candidatesOfWalk, rescore, type RowSearch, scanRows, withQuery } from './_row-search.ts'
import type { Rows } from './_rows.ts'

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
 * @param readGroup where the caller reads codes and links only when a walk comes to them, see `usePresent` of the kernel
 */
export function placeGraph(
  { arena, dimPadded, rowsAt, codesAt, scalesAt, ordinalsAt }: Rows,
  count: number,
  { m, upperWords, hasCopies, readGroup }: GraphShape & { readonly readGroup?: (group: number) => void },
): Graph {
  const kernel = createHnswKernel(arena.memory, readGroup)
  const baseAt = arena.take(count * baseBytes(m))
  const upperStartsAt = arena.take(count * 4)
  const upperAt = arena.take(upperWords * 4)
  const copiesAt = hasCopies ? arena.take(count * 4) : 0
  kernel.useRows(dimPadded, rowsAt, codesAt, scalesAt, ordinalsAt)
  kernel.useGraph(m, baseAt, upperAt, upperStartsAt)
  kernel.useCopies(copiesAt, NO_ROW)
  return { kernel, m, baseAt, upperStartsAt, upperAt, upperWords, copiesAt }
}

/** The list of links of one row on one level: its length, then room for ids. */
export function linksPlace(
  { arena }: Rows,
  { m, baseAt, upperAt, upperStartsAt }: Graph,
  { id, level }: { readonly id: number; readonly level: number },
): Uint32Array {
  if (level === 0) return arena.uint32(baseAt + id * baseBytes(m), 2 * m + 1)
  const [start = 0] = arena.uint32(upperStartsAt + id * 4, 1)
  return arena.uint32(upperAt + (start + (level - 1) * (m + 1)) * 4, m + 1)
}

/** Where the kernel works; all of it may be overwritten afterwards. */
export function takeSpace({ arena, dimPadded }: Rows, graph: Graph, count: number, ef: number): GraphSpace {
  const visitedBytes = Math.ceil(count / 32) * 4
  const visited = arena.take(visitedBytes)
  const freshMax = 8 * graph.m
  const candidates = arena.take(Math.max(count, freshMax) * ENTRY_BYTES)
  const results = arena.take(ef * ENTRY_BYTES)
  const fresh = arena.take(freshMax * 4)
  graph.kernel.useSpace(visited, visitedBytes, candidates, results, fresh, arena.take(dimPadded * 2))
  return { results, fresh, freshMax }
}

export interface GraphSpace {
  readonly results: number
  /** A list of rows to choose links among: uint32 [freshMax], more than any list of links has. */
  readonly fresh: number
  readonly freshMax: number
}

export interface GraphSearch extends RowSearch {
  readonly ef: number
}

/**
 * What a walk with M = 32 compares, measured at 100,000 rows: 600 + 16 ef rows; with a filter, ef counts only rows that
 * pass, so that 1 / share times as many are met.
 */
const comparisonsOfWalk = (ef: number, share: number): number => 600 + (16 * ef) / share

/**
 * So many rows are scanned in the time that a walk takes for one comparison. Measured: 4 side by side, about 1 when
 * most in between are passed over.
 */
const scannedPerWalked = (share: number): number => 1 + 3 * share

/**
 * Walks the graph, or scans the rows that may be returned where that is estimated to cost less: few may be, or k is
 * large. A walk that has cost as much as the scan without an end (all that may be returned is far from the query) gives
 * up for the scan: nothing ever costs more than twice the scan.
 */
export function searchGraph(rows: Rows, graph: Graph, count: number, search: GraphSearch): RankedOrdinals {
  const share = Math.min(1, (search.allowed?.count ?? count) / count)
  const comparisonsMax = Math.ceil((count * share) / scannedPerWalked(share))
  const isWalk = !search.exact && comparisonsOfWalk(search.ef, share) < comparisonsMax
  const walked = isWalk ? walkGraph(rows, graph, count, { ...search, comparisonsMax }) : undefined
  return walked ?? scanRows(rows, count, search)
}

/** @returns undefined when it gave up after `comparisonsMax` rows */
export function walkGraph(
  rows: Rows,
  graph: Graph,
  count: number,
  search: GraphSearch & { readonly comparisonsMax: number },
): RankedOrdinals | undefined {
  const { k, ef, comparisonsMax } = search
  return withQuery(rows, search, ({ query, codes, words, firstOrdinal }) => {
    const { results } = takeSpace(rows, graph, count, ef)
    const heap = rows.arena.take(k * ENTRY_BYTES)
    graph.kernel.useQuery(query, codes)
    graph.kernel.useFilter(words, firstOrdinal)
    const found = graph.kernel.search(ef, comparisonsMax)
    if (found < 0) return undefined
    return rescore(rows, results, Math.min(found, candidatesOfWalk(k)), { k, heap })
  })
}
