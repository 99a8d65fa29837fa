/**
 * @file The contract of vector indexes, tested against a plain scan. Run by each implementation and in each state its
 * documents can be in.
 */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Bitmap } from '../../base/bitmap.ts'
import type { Matrix } from '../../base/matrix.ts'
import { createRandom } from '../../base/random.ts'
import { sourceOfChunks } from '../segment-file.ts'
import type { ByteSource } from '../segment.ts'
import type { VectorIndex } from './vector-index.ts'

export interface VectorIndexCase {
  readonly create: (dim: number) => VectorIndex
  /** Brings what was added into the state under test: nothing for a live segment, sealing, merging. */
  readonly settle: (index: VectorIndex) => void
}

export const matrixOf = (rows: readonly (readonly number[])[], dim: number): Matrix => ({
  data: Float32Array.from(rows.flat()),
  rows: rows.length,
  dim,
})

/** Normal numbers, a row each time. */
export function randomMatrix(rows: number, dim: number, seed = 1): Matrix {
  const random = createRandom(seed)
  return { data: Float32Array.from({ length: rows * dim }, random.normal), rows, dim }
}

let files = 0

/** Seals the live segment into a file of its own, as a store does. */
export function seal(index: VectorIndex): ByteSource | undefined {
  const sealed = index.sealLive()
  if (sealed === undefined) return undefined
  const name = `file-${files++}.segment`
  const source = sourceOfChunks(name, sealed.chunks)
  index.swap({ added: { name, source }, liveThrough: sealed.lastOrdinal })
  return source
}

interface Hit {
  readonly ordinal: number
  readonly score: number
}

const hitsOf = ({ ordinals, scores }: ReturnType<VectorIndex['search']>): Hit[] =>
  Array.from(ordinals, (ordinal, i) => ({ ordinal, score: scores[i] ?? Number.NaN }))

/** The definition of a search. Scores of whole numbers are exact in any order of summation. */
function plainSearch(vectors: ReadonlyMap<number, readonly number[]>, query: readonly number[], k: number): Hit[] {
  return [...vectors]
    .map(([ordinal, vector]) => ({ ordinal, score: vector.reduce((sum, x, i) => sum + x * (query[i] ?? 0), 0) }))
    .sort((a, b) => b.score - a.score || a.ordinal - b.ordinal)
    .slice(0, k)
}

const wholeRow = (dim: number): fc.Arbitrary<number[]> =>
  fc.array(fc.integer({ min: -3, max: 3 }), { minLength: dim, maxLength: dim })

const scenario = fc.integer({ min: 1, max: 40 }).chain((dim) =>
  fc.record({
    dim: fc.constant(dim),
    rows: fc.array(wholeRow(dim), { maxLength: 60 }),
    deleted: fc.array(fc.nat(60)),
    filter: fc.option(fc.array(fc.nat(200))),
    query: wholeRow(dim),
    k: fc.nat(80),
  }),
)

export function describeVectorIndex({ create, settle }: VectorIndexCase): void {
  test('an exact search finds what a plain scan finds, ties by lower ordinal, whatever is deleted and filtered', () => {
    fc.assert(
      fc.property(scenario, ({ dim, rows, deleted, filter, query, k }) => {
        const index = create(dim)
        const ordinals = rows.map((_, i) => 3 * i + 2)
        const half = rows.length >> 1
        index.add(ordinals.slice(0, half), matrixOf(rows.slice(0, half), dim))
        index.delete(deleted.slice(0, 1))
        index.add(ordinals.slice(half), matrixOf(rows.slice(half), dim))
        settle(index)
        index.delete(deleted)
        const left = ordinals.filter((n) => !deleted.includes(n) && (filter === null || filter.includes(n)))
        const vectors = new Map(left.map((n) => [n, rows[(n - 2) / 3] ?? []]))
        const options = filter === null ? {} : { filter: Bitmap.of(filter) }
        const vector = Float32Array.from(query)
        const found = hitsOf(index.search(vector, { ...options, k, exact: true }))
        expect(found).toEqual(plainSearch(vectors, query, k))
        const quick = hitsOf(index.search(vector, { ...options, k }))
        expect(quick.length).toBe(found.length)
        // By codes an equal score may come from another document.
        expect(quick.map(({ score }) => score)).toEqual(found.map(({ score }) => score))
      }),
      { numRuns: 200 },
    )
  })

  test('a new version of a document takes the place of the old one', () => {
    const index = create(2)
    index.add([1, 2], matrixOf([[1, 0], [0, 1]], 2)) // prettier-ignore
    settle(index)
    index.delete([1])
    index.add([3], matrixOf([[5, 5]], 2))
    expect(hitsOf(index.search(Float32Array.of(1, 0), { k: 5 }))).toEqual([
      { ordinal: 3, score: 5 },
      { ordinal: 2, score: 0 },
    ])
  })

  test('more results than documents are asked for: all come, best first', () => {
    const index = create(3)
    index.add([10, 20, 30], matrixOf([[1, 0, 0], [3, 0, 0], [2, 0, 0]], 3)) // prettier-ignore
    settle(index)
    expect([...index.search(Float32Array.of(1, 0, 0), { k: 1000 }).ordinals]).toEqual([20, 30, 10])
    expect(index.search(Float32Array.of(1, 0, 0), { k: 0 }).ordinals).toHaveLength(0)
  })

  test('an empty index and an empty filter give nothing', () => {
    const index = create(3)
    settle(index)
    const query = Float32Array.of(1, 0, 0)
    expect(index.search(query, { k: 5 }).ordinals).toHaveLength(0)
    index.add([1], matrixOf([[1, 0, 0]], 3))
    settle(index)
    expect(index.search(query, { k: 5, filter: new Bitmap() }).ordinals).toHaveLength(0)
    expect(index.search(query, { k: 5, filter: Bitmap.of([0, 2, 500_000]) }).ordinals).toHaveLength(0)
  })

  test('zero vectors and equal vectors are found as any others, at any length', () => {
    const index = create(20)
    const rows = Array.from({ length: 90 }, (_, i) =>
      Array.from({ length: 20 }, (_, d) => (i % 3 === 0 ? 0 : i % 3 === 1 ? 1 : d)),
    )
    index.add(rows.map((_, i) => i), matrixOf(rows, 20)) // prettier-ignore
    settle(index)
    const found = hitsOf(index.search(new Float32Array(20).fill(1), { k: 90 }))
    expect(found.map(({ score }) => score)).toEqual([
      ...Array(30).fill(190),
      ...Array(30).fill(20),
      ...Array(30).fill(0),
    ])
    expect(found.map(({ ordinal }) => ordinal)).toEqual(
      [2, 1, 0].flatMap((rest) => Array.from({ length: 30 }, (_, i) => 3 * i + rest)),
    )
    expect(index.search(new Float32Array(20), { k: 5 }).scores).toEqual(new Float32Array(5))
  })

  test('one very long vector does not hide the differences between short ones', () => {
    const index = create(8)
    const short = randomMatrix(300, 8)
    const data = Float32Array.from([...short.data.map((x) => x * 1e-3), ...new Float32Array(8).fill(1e6)])
    index.add(Array.from({ length: 301 }, (_, i) => i), { data, rows: 301, dim: 8 }) // prettier-ignore
    settle(index)
    const query = randomMatrix(1, 8, 5).data
    const exact = index.search(query, { k: 20, exact: true })
    expect(index.search(query, { k: 20 })).toEqual(exact)
  })

  test('vectors that have no dot products are refused, and nothing is added', () => {
    const index = create(2)
    settle(index)
    const bad =
      (values: number[]): unknown =>
      () =>
        index.add([1, 2], matrixOf([[1, 1], values], 2))
    const refused = expect.objectContaining({ code: 'INDEX_VECTOR_NOT_FINITE', kind: 'invalid-input' })
    expect(bad([Number.NaN, 0])).toThrow(refused)
    expect(bad([0, -Infinity])).toThrow(refused)
    expect(bad([1e30, 0])).toThrow(refused)
    expect(bad([0, Number.NaN])).toThrow('Vector 1 (counted from 0) has no usable dot products: its number 1 is NaN.')
    expect(() => index.search(Float32Array.of(Number.NaN, 0), { k: 1 })).toThrow(refused)
    expect(index.search(Float32Array.of(1, 1), { k: 5 }).ordinals).toHaveLength(0)
    index.add([1], matrixOf([[1, 1]], 2))
    expect(index.search(Float32Array.of(1, 1), { k: 5 }).ordinals).toHaveLength(1)
  })

  test('vectors and queries of another dimension are refused', () => {
    const index = create(3)
    settle(index)
    const refused = expect.objectContaining({ code: 'INDEX_VECTOR_DIMENSION', kind: 'invalid-input' })
    expect(() => index.add([1], matrixOf([[1, 1]], 2))).toThrow(refused)
    expect(() => index.search(Float32Array.of(1, 1), { k: 1 })).toThrow(refused)
    expect(() => index.search(Float32Array.of(1, 1), { k: 1 })).toThrow('has 2 dimensions but the index has 3')
    expect(index.liveCount()).toBe(0)
  })

  test('scores are those of the documents asked for, and no number where there is none', () => {
    const index = create(2)
    index.add([1, 2], matrixOf([[1, 2], [3, 4]], 2)) // prettier-ignore
    settle(index)
    index.add([7], matrixOf([[5, 6]], 2))
    index.delete([2])
    expect([...index.scores(Float32Array.of(1, 10), [7, 2, 1, 99])]).toEqual([65, Number.NaN, 21, Number.NaN])
  })

  test('a search does not change what the next one finds', () => {
    const index = create(24)
    index.add(Array.from({ length: 500 }, (_, i) => i + 1), randomMatrix(500, 24)) // prettier-ignore
    settle(index)
    index.add([900], randomMatrix(1, 24, 9))
    const query = randomMatrix(1, 24, 3).data
    const first = index.search(query, { k: 10 })
    index.search(query, { k: 700, filter: Bitmap.of([3, 4, 5]) })
    index.search(randomMatrix(1, 24, 4).data, { k: 3, exact: true })
    expect(index.search(query, { k: 10 })).toEqual(first)
  })
}
