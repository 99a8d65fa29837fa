/**
 * @file A graph goes on living in a larger segment: its rows get new ids, and where deleted rows leave holes, their
 * neighbours are linked to what lay behind them ("consolidate deletes", algorithm 4 of FreshDiskANN, Singh et al.,
 * arXiv:2105.09613).
 */
import { invariant } from '../../../base/errors.ts'
import { NO_ROW } from '../../../kernels/layout.ts'
import type { MergePart } from '../merge-parts.ts'
import type { Rows } from '../rows.ts'
import { layUpperLists, levelsOf, type OpenGraph } from './build-graph.ts'
import { linksOf } from './graph.ts'

/** Lists of links of one level, and where a row's begins. */
interface Lists {
  readonly words: Uint32Array
  readonly startOf: (id: number) => number
}

/**
 * The rows are in `rows` already, at their new ids; `open` has no links yet.
 *
 * @returns ids of the rows that are linked now. Copies are not: whoever inserts them finds what they are copies of,
 * should it be left
 */
export function adoptGraph(rows: Rows, open: OpenGraph, { file, ordinals, newIds: allNewIds }: MergePart): Uint32Array {
  const header = file.header.structure
  invariant(header.kind === 'graph', 'only a source with a graph is adopted')
  const { m } = header
  const newIds = allNewIds.slice()
  const copies = header.hasCopies ? new Uint32Array(file.read('copies').buffer) : []
  for (const copy of copies) if (copy !== NO_ROW) newIds[copy] = NO_ROW
  const base = new Uint32Array(file.read('links').buffer)
  const upper = new Uint32Array(file.read('upperLinks').buffer)
  const levels = levelsOf(ordinals, m)
  const { starts } = layUpperLists(levels, m)
  const levelMax = levels.reduce((most, level) => Math.max(most, level), 0)
  for (let level = 0; level <= levelMax; level++) {
    const startOf = (id: number): number => (level === 0 ? id * (2 * m + 1) : (starts[id] ?? 0) + (level - 1) * (m + 1))
    const lists = { words: level === 0 ? base : upper, startOf }
    newIds.forEach((newId, id) => {
      if (newId !== NO_ROW && (levels[id] ?? 0) >= level) moveLinks(rows, open, { lists, id, level, newIds })
    })
  }
  const entry = entryAmong(newIds, levels, header.entry)
  if (entry !== undefined) open.graph.kernel.useEntry(newIds[entry] ?? 0, levels[entry] ?? 0)
  const linked = newIds.filter((id) => id !== NO_ROW)
  const { kernel, copiesAt } = open.graph
  kernel.useCopies(copiesAt, linked.find((id) => kernel.isZero(id) !== 0) ?? NO_ROW)
  return linked
}

/** Where searches begin from now on: where they did, else a row of the highest level that is left. */
function entryAmong(newIds: Uint32Array, levels: Uint8Array, before: number): number | undefined {
  if (newIds[before] !== NO_ROW) return before
  let best: number | undefined
  newIds.forEach((newId, id) => {
    if (newId !== NO_ROW && (best === undefined || (levels[id] ?? 0) > (levels[best] ?? 0))) best = id
  })
  return best
}

function moveLinks(
  rows: Rows,
  { graph, space }: OpenGraph,
  from: { readonly lists: Lists; readonly id: number; readonly level: number; readonly newIds: Uint32Array },
): void {
  const { lists, id, level, newIds } = from
  const newId = newIds[id] ?? NO_ROW
  const linked = linksIn(lists, id)
  const kept = linked.map((other) => newIds[other] ?? NO_ROW).filter((other) => other !== NO_ROW)
  if (kept.length === linked.length) {
    linksOf(rows, graph, { id: newId, level }).set([kept.length, ...kept])
    return
  }
  const behind = new Set(kept)
  for (const other of linked) {
    if (newIds[other] !== NO_ROW) continue
    for (const next of linksIn(lists, other)) behind.add(newIds[next] ?? NO_ROW)
  }
  behind.delete(NO_ROW)
  behind.delete(newId)
  const candidates = [...behind].slice(0, space.freshMax)
  rows.arena.uint32(space.fresh, candidates.length).set(candidates)
  graph.kernel.relink(newId, level, candidates.length)
}

function linksIn({ words, startOf }: Lists, id: number): Uint32Array {
  const start = startOf(id)
  return words.subarray(start + 1, start + 1 + (words[start] ?? 0))
}
