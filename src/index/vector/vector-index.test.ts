import { describe, expect, test } from 'vitest'
import { Bitmap } from '../../base/bitmap.ts'
import { sourceOfChunks } from '../segment-file.ts'
import type { ByteSource } from '../segment.ts'
import { mergeVectorSegments } from './merge-vector-segments.ts'
import { describeVectorIndex, matrixOf, randomMatrix, seal } from './vector-index.contract.ts'
import { createVectorIndex, type VectorIndex } from './vector-index.ts'

const create = (dim: number): VectorIndex => createVectorIndex({ dim })

describe('live', () => {
  describeVectorIndex({ create, settle: () => undefined })
})

describe('sealed', () => {
  describeVectorIndex({ create, settle: seal })
})

/** Merges files into one with a graph, as a store does in the background. */
function replace(index: VectorIndex, sources: readonly ByteSource[], name: string, deleted = new Bitmap()): ByteSource {
  const source = sourceOfChunks(name, mergeVectorSegments(sources, deleted, { graphFrom: 1 }))
  const removed = sources.map((each) => each.name)
  index.swap(source.sizeBytes === 0 ? { removed } : { removed, added: { name, source } })
  return source
}

const ordinalsFrom = (first: number, count: number): number[] => Array.from({ length: count }, (_, i) => first + i)

test('documents deleted while a merge runs are not found afterwards', () => {
  const index = create(2)
  index.add([1, 2], matrixOf([[1, 0], [2, 0]], 2)) // prettier-ignore
  const source = seal(index)
  const merged = sourceOfChunks('merged', mergeVectorSegments(source === undefined ? [] : [source], new Bitmap()))
  index.delete([2])
  index.swap({ added: { name: 'merged', source: merged }, removed: [source?.name ?? ''] })
  expect([...index.search(Float32Array.of(1, 0), { k: 5 }).ordinals]).toEqual([1])
  expect(index.segments()).toEqual([{ name: 'merged', documents: 2, deleted: 1, sizeBytes: merged.sizeBytes }])
})

test('documents added while the live segment is being written stay live', () => {
  const index = create(2)
  index.add([1, 2], matrixOf([[1, 0], [2, 0]], 2)) // prettier-ignore
  const sealed = index.sealLive()
  index.add([3], matrixOf([[3, 0]], 2))
  index.delete([1])
  const source = sourceOfChunks('a', sealed?.chunks ?? [])
  index.swap({ added: { name: 'a', source }, liveThrough: sealed?.lastOrdinal ?? 0 })
  expect(index.liveCount()).toBe(1)
  expect([...index.search(Float32Array.of(1, 0), { k: 5 }).ordinals]).toEqual([3, 2])
})

test('a live segment whose documents are all deleted has nothing to seal', () => {
  const index = create(2)
  expect(index.sealLive()).toBeUndefined()
  index.add([1], matrixOf([[1, 0]], 2))
  index.delete([1])
  expect(index.sealLive()).toBeUndefined()
  expect(index.liveCount()).toBe(0)
})

test('a file from yesterday is opened by a new index', () => {
  const before = create(5)
  before.add(ordinalsFrom(1, 50), randomMatrix(50, 5))
  const source = seal(before)
  const after = create(5)
  after.delete([7])
  if (source !== undefined) after.swap({ added: { name: 'a', source } })
  before.delete([7])
  const query = randomMatrix(1, 5, 2).data
  expect(after.search(query, { k: 50 })).toEqual(before.search(query, { k: 50 }))
  expect(after.segments()).toMatchObject([{ documents: 50, deleted: 1 }])
})

test('a file of another dimension is refused', () => {
  const other = create(4)
  other.add([1], randomMatrix(1, 4))
  const source = seal(other)
  const open = (): void => create(5).swap(source === undefined ? {} : { added: { name: 'a', source } })
  expect(open).toThrow(expect.objectContaining({ code: 'INDEX_VECTOR_DIMENSION' }))
})

test('a damaged file is refused, the error names the block, and the index stays as it was', () => {
  const writer = create(4)
  writer.add(ordinalsFrom(1, 4000), randomMatrix(4000, 4))
  const sealed = seal(writer)
  const source = replace(writer, sealed === undefined ? [] : [sealed], 'graph')
  const bytes = new Uint8Array(source.sizeBytes)
  source.read(bytes, 0)
  const index = create(4)
  index.add([100], randomMatrix(1, 4, 2))
  const query = randomMatrix(1, 4, 3).data
  const before = index.search(query, { k: 5 })
  const swapIn = (damaged: Uint8Array): void =>
    index.swap({ added: { name: 'a', source: sourceOfChunks('a', [damaged]) }, liveThrough: 100 })
  for (const length of [0, 31, 100, 1000, bytes.length - 40])
    expect(() => swapIn(bytes.subarray(0, length))).toThrow(expect.objectContaining({ kind: 'corrupt' }))
  const header = bytes.subarray(32, 32 + new DataView(bytes.buffer).getUint32(12, true))
  const { blocks } = JSON.parse(new TextDecoder().decode(header)) as {
    blocks: { name: string; position: number; sizeBytes: number; pageBytes?: number }[]
  }
  expect(blocks).toHaveLength(11)
  for (const { name, position, sizeBytes, pageBytes = sizeBytes } of blocks) {
    const damaged = bytes.slice()
    // Every page of it: which of them a search reads is its own affair.
    for (let at = position; at < position + sizeBytes; at += pageBytes) damaged[at] = (damaged[at] ?? 0) ^ 1
    const named = expect.objectContaining({
      code: 'INDEX_SEGMENT_CORRUPT',
      message: `The segment file "a" is damaged: block "${name}" does not match its checksum.`,
    })
    // The large ones are read as searches come to them.
    if (!['vectors', 'codes', 'links'].includes(name)) expect(() => swapIn(damaged)).toThrow(named)
    const open = create(4)
    expect(() => {
      open.swap({ added: { name: 'a', source: sourceOfChunks('a', [damaged]) } })
      open.search(query, { k: 5, graph: { ef: 5 } })
      open.search(query, { k: 5, exact: true })
    }).toThrow(named)
  }
  expect(index.search(query, { k: 5 })).toEqual(before)
})
