/** @file The graph over rows, built from nothing or grown from one that exists. */
import { mixBits } from '../../../base/bits.ts'
import { invariant } from '../../../base/errors.ts'
import type { WorkOptions } from '../../../base/progress.ts'
import { NO_ROW } from '../../../kernels/layout.ts'
import { ordinalsOfRows, type Rows } from '../rows.ts'
import type { GraphBuildOptions } from '../structure.ts'
import { type Graph, type GraphSpace, placeGraph, takeSpace } from './graph.ts'

export type BuildOptions = GraphBuildOptions & WorkOptions

export const M_DEFAULT = 32
/** Measured at 100,000 rows: with 80, searches miss a third more at ef 96 and two thirds more at ef 160. */
const EF_CONSTRUCTION = 100
/** One row in m has a level more; more levels than this are of no use in a memory. */
const LEVEL_MAX = 15
/** splitmix32's step: keeps ordinal 0 from the one number that mixing leaves as it is. */
const SPREAD = 0x9e3779b9

/** Rows between two reports of progress. */
const REPORT_EVERY = 1000

/**
 * The level of each row, from its ordinal alone: a document has the same in every segment that it is merged into, and
 * builds are repeatable.
 */
export function levelsOf(ordinals: Uint32Array, m: number): Uint8Array {
  const perLevel = 1 / Math.log(m)
  return Uint8Array.from(ordinals, (ordinal) => {
    const uniform = (mixBits(ordinal + SPREAD) + 1) / 2 ** 32
    return Math.min(LEVEL_MAX, Math.floor(-Math.log(uniform) * perLevel))
  })
}

export interface UpperLists {
  /** At which uint32 a row's upper lists start; 0 where it has none. */
  readonly starts: Uint32Array
  readonly words: number
}

export function layUpperLists(levels: Uint8Array, m: number): UpperLists {
  const starts = new Uint32Array(levels.length)
  let words = 0
  levels.forEach((level, id) => {
    if (level === 0) return
    starts[id] = words
    words += level * (m + 1)
  })
  return { starts, words }
}

/** A graph without links, with its working space. */
export interface OpenGraph {
  readonly graph: Graph
  readonly space: GraphSpace
  readonly levels: Uint8Array
}

/** Places an empty graph over rows [0, count), which are in the arena already. */
export function openGraph(
  rows: Rows,
  count: number,
  { m = M_DEFAULT, efConstruction = EF_CONSTRUCTION }: BuildOptions,
): OpenGraph {
  const levels = levelsOf(ordinalsOfRows(rows, count), m)
  const upper = layUpperLists(levels, m)
  const graph = placeGraph(rows, count, { m, upperWords: upper.words, hasCopies: true })
  const { arena } = rows
  arena.bytes(graph.baseAt, count * (2 * m + 1) * 4).fill(0)
  arena.bytes(graph.upperAt, upper.words * 4).fill(0)
  arena.uint32(graph.upperStartsAt, count).set(upper.starts)
  arena.uint32(graph.copiesAt, count).fill(NO_ROW)
  graph.kernel.useFilter(0, 0)
  graph.kernel.useEntry(0, -1)
  return { graph, levels, space: takeSpace(rows, graph, efConstruction) }
}

/** Inserts the rows in this order, then links what no search would reach. */
export function insertRows(
  rows: Rows,
  { graph, levels }: OpenGraph,
  ids: ArrayLike<number>,
  { efConstruction = EF_CONSTRUCTION, onProgress, signal }: BuildOptions,
): void {
  for (let i = 0; i < ids.length; i++) {
    if (i % REPORT_EVERY === 0) {
      signal?.throwIfAborted()
      onProgress?.({ stage: 'linking', done: i, total: ids.length, unit: 'vectors' })
    }
    const id = ids[i] ?? 0
    graph.kernel.insert(id, levels[id] ?? 0, efConstruction)
  }
  const { arena } = rows
  const end = arena.end()
  const reached = arena.take(Math.ceil(levels.length / 32) * 4)
  graph.kernel.connect(levels.length, efConstruction, reached, arena.take(levels.length * 4))
  arena.release(end)
  invariant(ids.length === 0 || graph.kernel.entryLevel() >= 0, 'a graph with rows has an entry')
  onProgress?.({ stage: 'linking', done: ids.length, total: ids.length, unit: 'vectors' })
}
