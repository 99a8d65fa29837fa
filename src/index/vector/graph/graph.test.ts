import { beforeAll, describe, expect, test } from 'vitest'
import { Bitmap } from '../../../base/bitmap.ts'
import { type Matrix, rowOf } from '../../../base/matrix.ts'
import { createRandom } from '../../../base/random.ts'
import { sourceOfChunks } from '../../segment-file.ts'
import type { ByteSource } from '../../segment.ts'
import { mergeVectorSegments } from '../merge-vector-segments.ts'
import { createRows, ordinalsOfRows, type Rows } from '../rows.ts'
import { allowedBetween, scanRows } from '../scan.ts'
import { defaultStorage } from '../storages.ts'
import type { VectorSegment } from '../structure.ts'
import { createVectorIndex } from '../vector-index.ts'
import { openVectorFile, openVectorSegment, searchSegment, type SegmentSearch } from '../vector-segment.ts'
import { insertRows, openGraph } from './build-graph.ts'
import { EF_DEFAULT, searchGraph } from './graph-search.ts'
import { type GraphSegment, openGraphSegment } from './graph-structure.ts'
import type { Graph } from './graph.ts'

const DIM = 48
const CLUSTERS = 40

/** Unit vectors around centres, as text about some topics gives. Rows of one cluster: r % CLUSTERS. */
function clusteredMatrix(rows: number, seed: number, spread = 0.8): Matrix {
  const centres = createRandom(1)
  const centre = Float32Array.from({ length: CLUSTERS * DIM }, centres.normal)
  const random = createRandom(seed)
  const data = new Float32Array(rows * DIM)
  for (let r = 0; r < rows; r++) {
    const row = data.subarray(r * DIM, (r + 1) * DIM)
    row.forEach((_, d) => (row[d] = (centre[(r % CLUSTERS) * DIM + d] ?? 0) + spread * random.normal()))
    const length = Math.hypot(...row)
    row.forEach((x, d) => (row[d] = x / length))
  }
  return { data, rows, dim: DIM }
}

const ordinalsFrom = (first: number, count: number): number[] => Array.from({ length: count }, (_, i) => first + i)

/** The file of a flat segment. */
function sealed(name: string, vectors: Matrix, firstOrdinal = 0): ByteSource {
  const index = createVectorIndex({ dim: vectors.dim })
  index.add(ordinalsFrom(firstOrdinal, vectors.rows), vectors)
  return sourceOfChunks(name, index.sealLive()?.chunks ?? [])
}

function merged(sources: readonly ByteSource[], deleted = new Bitmap()): ByteSource {
  return sourceOfChunks('merged', mergeVectorSegments(sources, deleted, { graphFrom: 1 }))
}

function openGraphOf(source: ByteSource): GraphSegment {
  const { file, storage } = openVectorFile(source)
  return openGraphSegment(file, createRows(storage, DIM, { capacity: file.header.count }))
}

const whole = { exact: false, deleted: new Bitmap(), deletedCount: 0, filter: undefined }

/**
 * Share of the true ten best that are found: scores as good as theirs count, whichever of equal vectors they are of.
 */
function recallAt10(segment: VectorSegment, queries: Matrix, options: Partial<SegmentSearch> = {}): number {
  let found = 0
  let wanted = 0
  for (let i = 0; i < queries.rows; i++) {
    const search = { ...whole, ...options, vector: rowOf(queries, i), k: 10 }
    const truth = searchSegment(segment, { ...search, exact: true })
    const worst = truth.scores.at(-1) ?? 0
    found += searchSegment(segment, search).scores.filter((score) => score >= worst).length
    wanted += truth.scores.length
  }
  return wanted === 0 ? 1 : found / wanted
}

describe('10,000 vectors with a graph', () => {
  const count = 10_000
  const vectors = clusteredMatrix(count, 2)
  const queries = clusteredMatrix(100, 3)
  let segment: GraphSegment
  beforeAll(() => {
    segment = openGraphOf(merged([sealed('a', vectors)]))
  })

  test('the graph finds at least 99% of the ten best', () => {
    const { rows, graph } = segment
    let found = 0
    for (let i = 0; i < queries.rows; i++) {
      const search = { vector: rowOf(queries, i), k: 10, exact: false }
      const truth = new Set(scanRows(rows, count, { ...search, exact: true }).ordinals)
      const near = searchGraph(rows, graph, { ...search, ef: 100, comparisonsMax: count })
      found += near?.ordinals.filter((ordinal) => truth.has(ordinal)).length ?? 0
    }
    expect(found / (10 * queries.rows)).toBeGreaterThanOrEqual(0.99)
  })

  const everyNth = (n: number): Bitmap => Bitmap.of(ordinalsFrom(0, count).filter((ordinal) => ordinal % n === 3))

  test.each([2, 10, 100, 1000])('a filter that lets one in %d through keeps the recall', (n) => {
    expect(recallAt10(segment, queries, { filter: everyNth(n) })).toBeGreaterThanOrEqual(0.99)
  })

  test.each([1, 4, 20])('a filter on %d clusters, far from nearly every query, keeps the recall', (clusters) => {
    const filter = Bitmap.of(ordinalsFrom(0, count).filter((ordinal) => ordinal % CLUSTERS < clusters))
    expect(recallAt10(segment, queries, { filter })).toBeGreaterThanOrEqual(0.99)
  })

  test('a filter far from the query is reached at any cost limit, or the search says that it gave up', () => {
    const { rows, graph } = segment
    const filter = Bitmap.of(ordinalsFrom(0, count).filter((ordinal) => ordinal % CLUSTERS === 7))
    const allowed = allowedBetween({ first: 0, last: count - 1 }, { filter, deleted: new Bitmap() })
    // Row 0 of the queries is of cluster 0.
    const search = { vector: rowOf(queries, 0), k: 10, exact: false, allowed, ef: 100 }
    expect(searchGraph(rows, graph, { ...search, comparisonsMax: 500 })).toBeUndefined()
    const patient = searchGraph(rows, graph, { ...search, comparisonsMax: count })
    expect(patient).toEqual(scanRows(rows, count, { ...search, exact: true }))
  })

  test('the search goes through deleted documents and never returns them', () => {
    const deleted = Bitmap.of(ordinalsFrom(0, count).filter((ordinal) => ordinal % 3 !== 0))
    const found = searchSegment(segment, { ...whole, vector: rowOf(queries, 1), k: 50, deleted, deletedCount: 1 })
    expect(found.ordinals.every((ordinal) => ordinal % 3 === 0)).toBe(true)
    expect(recallAt10(segment, queries, { deleted, deletedCount: 1 })).toBeGreaterThanOrEqual(0.99)
  })

  test('the same documents make the same file', () => {
    const few = sealed('few', clusteredMatrix(500, 4))
    const bytes = (): Uint8Array[] => [...mergeVectorSegments([few], new Bitmap(), { graphFrom: 1 })]
    expect(bytes()).toEqual(bytes())
  })

  test('more vectors join the graph, and those in place of deleted ones are found as well', () => {
    const more = clusteredMatrix(3000, 5)
    const source = merged([sealed('a', vectors)])
    const deleted = Bitmap.of(ordinalsFrom(0, count).filter((ordinal) => ordinal % 7 === 0))
    const grown = openVectorSegment(merged([sealed('b', more, 20_000), source], deleted), DIM)
    expect(grown.count).toBe(3000 + count - 1429)
    expect(recallAt10(grown, queries)).toBeGreaterThanOrEqual(0.99)
    expect(recallAt10(grown, clusteredMatrix(100, 6))).toBeGreaterThanOrEqual(0.99)
  })
})

test('scores closer together than codes can tell are told apart in f32', () => {
  // 3000 vectors along one direction, each a little longer than the one before: codes are all but equal.
  const rows = 3000
  const [one] = [rowOf(clusteredMatrix(1, 19), 0)]
  const data = new Float32Array(rows * DIM)
  const noise = createRandom(20)
  for (let r = 0; r < rows; r++)
    for (let d = 0; d < DIM; d++) data[r * DIM + d] = (one[d] ?? 0) * (1 + 1e-6 * r) + 1e-3 * noise.normal()
  const segment = openVectorSegment(sealed('a', { data, rows, dim: DIM }), DIM)
  const search = { ...whole, vector: one, k: 10 }
  expect(searchSegment(segment, search)).toEqual(searchSegment(segment, { ...search, exact: true }))
})

function graphOf(vectors: Matrix): { rows: Rows; graph: Graph } {
  const rows = createRows(defaultStorage, vectors.dim, { capacity: vectors.rows })
  ordinalsOfRows(rows, vectors.rows).set(ordinalsFrom(0, vectors.rows))
  rows.storage.write(rows, vectors, { from: 0 })
  const open = openGraph(rows, vectors.rows, {})
  insertRows(rows, open, ordinalsFrom(0, vectors.rows), {})
  return { rows, graph: open.graph }
}

/** The graph search's recall where every row may be returned, whatever it costs. */
function graphRecall({ rows, graph }: { rows: Rows; graph: Graph }, vectors: Matrix, queries: Matrix, k = 10): number {
  let found = 0
  for (let i = 0; i < queries.rows; i++) {
    const search = { vector: rowOf(queries, i), k, exact: false }
    const worst = scanRows(rows, vectors.rows, { ...search, exact: true }).scores.at(-1) ?? 0
    const limits = { ef: Math.max(EF_DEFAULT, k), comparisonsMax: 0xffffffff }
    const near = searchGraph(rows, graph, { ...search, ...limits })
    found += near?.scores.filter((score) => score >= worst).length ?? 0
  }
  return found / (k * queries.rows)
}

test('many copies of a few vectors do not cut the graph into pieces', () => {
  const distinct = clusteredMatrix(2000, 7)
  const data = new Float32Array(4000 * DIM)
  for (let i = 0; i < 4000; i++) data.set(rowOf(distinct, i % 2 === 0 ? i % 10 : i >> 1), i * DIM)
  const vectors = { data, rows: 4000, dim: DIM }
  const graph = graphOf(vectors)
  expect(graphRecall(graph, vectors, clusteredMatrix(50, 8))).toBeGreaterThanOrEqual(0.98)
  expect(
    graphRecall(graph, vectors, { data: distinct.data.subarray(0, 10 * DIM), rows: 10, dim: DIM }),
  ).toBeGreaterThanOrEqual(0.98)
})

test('copies are found after a merge that dropped what they were copies of', () => {
  const distinct = clusteredMatrix(1000, 17)
  const data = new Float32Array(1200 * DIM)
  for (let i = 0; i < 1200; i++) data.set(rowOf(distinct, i < 200 ? i % 5 : i - 200), i * DIM)
  const source = merged([sealed('a', { data, rows: 1200, dim: DIM })])
  const deleted = Bitmap.of(ordinalsFrom(0, 20))
  const { rows, graph } = openGraphOf(merged([source, sealed('b', clusteredMatrix(50, 18), 5000)], deleted))
  for (let i = 0; i < 5; i++) {
    const search = { vector: rowOf(distinct, i), k: 30, exact: false, ef: 100, comparisonsMax: 0xffffffff }
    const near = searchGraph(rows, graph, search)
    // 36 copies of each are left of the first 200, and one more further on.
    expect(near?.ordinals.filter((ordinal) => ordinal < 200 && ordinal % 5 === i)).toHaveLength(30)
  }
})

test('zero vectors among others are reached, and reach others', () => {
  const vectors = clusteredMatrix(2000, 9)
  for (let i = 0; i < 2000; i += 2) rowOf(vectors, i).fill(0)
  expect(graphRecall(graphOf(vectors), vectors, clusteredMatrix(50, 10))).toBeGreaterThanOrEqual(0.98)
})

test('vectors of very different lengths are found by dot product', () => {
  const vectors = clusteredMatrix(4000, 11)
  const random = createRandom(12)
  for (let i = 0; i < 4000; i++) {
    const length = Math.exp(random.normal())
    rowOf(vectors, i).forEach((x, d, row) => (row[d] = x * length))
  }
  expect(graphRecall(graphOf(vectors), vectors, clusteredMatrix(50, 13))).toBeGreaterThanOrEqual(0.98)
})

test('a search for as many rows as there are finds every one', () => {
  const vectors = clusteredMatrix(1500, 14)
  expect(graphRecall(graphOf(vectors), vectors, clusteredMatrix(5, 15), 1500)).toBe(1)
})

test('an aborted merge stops with the reason', () => {
  const stop = new AbortController()
  const reports: number[] = []
  const onProgress = ({ done }: { done: number }): void => {
    reports.push(done)
    if (done === 1000) stop.abort(new Error('closing'))
  }
  const merge = (): unknown =>
    mergeVectorSegments([sealed('a', clusteredMatrix(3000, 16))], new Bitmap(), {
      graphFrom: 1,
      onProgress,
      signal: stop.signal,
    })
  expect(merge).toThrow('closing')
  expect(reports).toEqual([0, 1000])
})
