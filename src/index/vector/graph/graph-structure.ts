/** @file The structure of many rows: a graph of near neighbours (HNSW), kept through merges. */
import { invariant } from '../../../base/errors.ts'
import { GROUP_ROWS } from '../../../kernels/hnsw.ts'
import { NO_ROW } from '../../../kernels/layout.ts'
import { openPagedMemory } from '../../paged-memory.ts'
import type { MergePart } from '../merge-parts.ts'
import type { Rows } from '../rows.ts'
import type { BuiltStructure, StructureBuildOptions, VectorSegment, VectorStructure } from '../structure.ts'
import { readRows, type VectorFile } from '../vector-file.ts'
import { adoptGraph } from './adopt-graph.ts'
import { insertRows, openGraph } from './build-graph.ts'
import { EF_DEFAULT, searchOrScan } from './graph-search.ts'
import { baseBytes, type Graph, placeGraph } from './graph.ts'
import { reorderRows } from './reorder-rows.ts'

/**
 * Above this share of deleted rows a graph is built anew: mending its holes would cost about as much and leave a worse
 * one.
 */
const DELETED_SHARE_MAX = 0.2

export interface GraphSegment extends VectorSegment {
  readonly graph: Graph
}

export function openGraphSegment(file: VectorFile, empty: Rows): GraphSegment {
  const rows = readRows(file, empty, { isSearchedInPart: true })
  const graph = readGraph(file, rows)
  return {
    rows,
    graph,
    count: graph.count,
    search: ({ graph: { ef = EF_DEFAULT } = {}, ...search }) =>
      searchOrScan(rows, graph, { ...search, ef: Math.max(ef, search.k) }),
  }
}

export const graph: VectorStructure = { open: openGraphSegment, build }

/** Codes and level 0's links are read when a search comes to them: of many rows that is a small part. */
function readGraph(file: VectorFile, rows: Rows): Graph {
  const { arena } = rows
  const { count, structure: header } = file.header
  invariant(header.kind === 'graph', 'the structure of this file is a graph')
  const listBytes = baseBytes(header.m)
  const compared = rows.columns.filter(({ neededFor }) => neededFor === 'comparing')
  const readGroup = (group: number): void => {
    const [from, to] = [group * GROUP_ROWS, Math.min(count, (group + 1) * GROUP_ROWS)]
    for (const { pages, bytesPerRow } of compared) pages?.need(from * bytesPerRow, to * bytesPerRow)
    links.need(from * listBytes, to * listBytes)
    arena.bytes(presentAt + group, 1)[0] = 1
    if (--missing === 0) graph.kernel.usePresent(0)
  }
  const graph = placeGraph(rows, count, { ...header, readGroup })
  const links = openPagedMemory(file.paged('links'), { arena, position: graph.baseAt })
  file.readInto('upperStarts', arena.bytes(graph.upperStartsAt, count * 4))
  file.readInto('upperLinks', arena.bytes(graph.upperAt, header.upperWords * 4))
  if (header.hasCopies) file.readInto('copies', arena.bytes(graph.copiesAt, count * 4))
  let missing = Math.ceil(count / GROUP_ROWS)
  const presentAt = arena.take(missing)
  arena.bytes(presentAt, missing).fill(0)
  graph.kernel.usePresent(presentAt)
  graph.kernel.useEntry(header.entry, header.entryLevel)
  return graph
}

/** The largest graph among the parts is kept when few of its rows are deleted, and the other rows are inserted into it. */
function build(
  rows: Rows,
  count: number,
  { parts, graph: shape = {}, ...work }: StructureBuildOptions & { readonly parts: readonly MergePart[] },
): BuiltStructure {
  const options = { ...shape, ...work }
  const open = openGraph(rows, count, options)
  const kept = keepable(parts, open.graph.m)
  const isLinked = new Uint8Array(count)
  if (kept !== undefined) for (const id of adoptGraph(rows, open, kept)) isLinked[id] = 1
  const ids = Uint32Array.from({ length: count }, (_, id) => id).filter((id) => isLinked[id] === 0)
  insertRows(rows, open, ids, options)
  reorderRows(rows, open.graph)
  return encodeGraph(rows, open.graph)
}

/** The source whose graph is worth keeping. */
function keepable(parts: readonly MergePart[], m: number): MergePart | undefined {
  return parts
    .filter(({ file: { header }, ordinals, surviving }) => {
      const isWhole = surviving >= (1 - DELETED_SHARE_MAX) * ordinals.length
      return header.structure.kind === 'graph' && header.structure.m === m && isWhole
    })
    .reduce<MergePart | undefined>((best, part) => (part.surviving > (best?.surviving ?? 0) ? part : best), undefined)
}

function encodeGraph({ arena }: Rows, graph: Graph): BuiltStructure {
  const { kernel, count, m, upperWords, copiesAt } = graph
  const hasCopies = copiesAt !== 0 && arena.uint32(copiesAt, count).some((copy) => copy !== NO_ROW)
  const entry = kernel.entry() >>> 0
  return {
    header: { kind: 'graph', m, upperWords, hasCopies, entry, entryLevel: kernel.entryLevel() },
    blocks: [
      { name: 'links', bytes: arena.bytes(graph.baseAt, count * baseBytes(m)), pageBytes: GROUP_ROWS * baseBytes(m) },
      { name: 'upperStarts', bytes: arena.bytes(graph.upperStartsAt, count * 4) },
      { name: 'upperLinks', bytes: arena.bytes(graph.upperAt, upperWords * 4) },
      ...(hasCopies ? [{ name: 'copies', bytes: arena.bytes(copiesAt, count * 4) }] : []),
    ],
  }
}
