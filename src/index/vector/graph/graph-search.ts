/** @file Searching a graph, or scanning its rows where that costs less. */
import { ENTRY_BYTES } from '../../../kernels/layout.ts'
import type { RankedOrdinals } from '../../ranked.ts'
import type { Rows } from '../rows.ts'
import { candidatesOfGraph, rescore, type RowSearch, scanRows, withQuery } from '../scan.ts'
import { type Graph, takeSpace } from './graph.ts'

/**
 * Finds 0.998 of the true ten best among 100,000 and among 1,000,000 vectors of 384 dimensions (`bench/README.md`). Vectors that are harder
 * to tell apart, such as mean token vectors of whole documents, want more: a plan's `graph.ef`.
 */
export const EF_DEFAULT = 144

export interface GraphSearch extends RowSearch {
  readonly ef: number
}

/**
 * What a graph search with M = 32 compares, measured at 100,000 rows: 600 + 16 ef rows; with a filter, ef counts only rows that
 * pass, so that 1 / share times as many are met.
 */
const comparisonsOfSearch = (ef: number, share: number): number => 600 + (16 * ef) / share

/**
 * This many rows are scanned in the time that a graph search takes for one comparison. Measured: 4 side by side, about 1 when
 * most rows in between are skipped.
 */
const scannedPerComparison = (share: number): number => 1 + 3 * share

/**
 * Searches the graph, or scans the rows that may be returned where that is estimated to cost less: few may be, or k is
 * large. A graph search that has cost as much as the scan and is not done (all that may be returned is far from the query) gives
 * way to the scan: nothing ever costs more than twice the scan.
 */
export function searchOrScan(rows: Rows, graph: Graph, search: GraphSearch): RankedOrdinals {
  const { count } = graph
  const share = Math.min(1, (search.allowed?.count ?? count) / count)
  const comparisonsMax = Math.ceil((count * share) / scannedPerComparison(share))
  const pays = !search.exact && comparisonsOfSearch(search.ef, share) < comparisonsMax
  const found = pays ? searchGraph(rows, graph, { ...search, comparisonsMax }) : undefined
  return found ?? scanRows(rows, count, search)
}

/** @returns undefined when it gave up after `comparisonsMax` rows */
export function searchGraph(
  rows: Rows,
  graph: Graph,
  search: GraphSearch & { readonly comparisonsMax: number },
): RankedOrdinals | undefined {
  const { k, ef, comparisonsMax } = search
  return withQuery(rows, search, ({ query, codes, words, firstOrdinal }) => {
    const { results } = takeSpace(rows, graph, ef)
    const heap = rows.arena.take(k * ENTRY_BYTES)
    graph.kernel.useQuery(query, codes)
    graph.kernel.useFilter(words, firstOrdinal)
    const found = graph.kernel.search(ef, comparisonsMax)
    if (found < 0) return undefined
    return rescore(rows, results, Math.min(found, candidatesOfGraph(k)), { k, heap })
  })
}
