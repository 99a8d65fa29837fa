import { describe, expect, test } from 'vitest'
import { AttuneError } from '../../base/errors.ts'
import { encodeSegmentFile, openSegmentFile, sourceOfChunks } from '../segment-file.ts'
import type { ByteSource } from '../segment.ts'
import { mergeVectorSegments } from './merge-vector-segments.ts'
import { storages } from './storages.ts'
import { structures } from './structures.ts'
import { describeVectorIndex, randomMatrix, seal } from './vector-index.contract.ts'
import { createVectorIndex, type VectorIndex } from './vector-index.ts'
import { VECTOR_FORMAT_VERSION, VECTOR_KIND, type VectorSegmentHeader } from './vector-file.ts'
import { openVectorSegment } from './vector-segment.ts'
import { Bitmap } from '../../base/bitmap.ts'

const format = { kind: VECTOR_KIND, formatVersion: VECTOR_FORMAT_VERSION }

/** A file whose header names what a later version may have. */
const fileWith = (header: object): ByteSource =>
  sourceOfChunks('later.segment', encodeSegmentFile({ ...format, header: { dim: 4, count: 1, ...header }, blocks: [] }))

function errorOf(open: () => unknown): unknown {
  try {
    return open()
  } catch (error) {
    return error
  }
}

const unknown: readonly [what: string, header: object, said: string][] = [
  [
    'a storage',
    { storage: { kind: 'pq' }, structure: { kind: 'flat' } },
    'its storage is "pq", and this version reads int8.',
  ],
  [
    'a structure',
    { storage: { kind: 'int8' }, structure: { kind: 'lists', lists: 100 } },
    'its structure is "lists", and this version reads flat, graph.',
  ],
  [
    'a structure named as something that every object has',
    { storage: { kind: 'int8' }, structure: { kind: 'constructor' } },
    'its structure is "constructor", and this version reads flat, graph.',
  ],
]

describe.each(unknown)('%s of a newer version', (_, header, said) => {
  const source = fileWith(header)
  test.each([
    ['opened', () => openVectorSegment(source, 4)],
    ['merged', () => [...mergeVectorSegments([source], new Bitmap())]],
  ])('is refused by name when it is %s, and making the index anew mends it', (_how, open) => {
    const error = errorOf(open)
    expect(error).toBeInstanceOf(AttuneError)
    expect(error).toMatchObject({ code: 'INDEX_SEGMENT_FORMAT', isRebuildable: true })
    expect((error as AttuneError).message).toBe(
      `The segment file "later.segment" was made by a newer version of attune: ${said}`,
    )
  })
})

const settled: Readonly<Record<string, number>> = { flat: Infinity, graph: 1 }

describe.each(
  [...storages.keys()].flatMap((storage) => Object.keys(structures).map((structure) => [storage, structure])),
)('vectors in %s, arranged as %s', (storage, structure) => {
  const merged = (index: VectorIndex): ByteSource | undefined => {
    const source = seal(index)
    if (source === undefined) return undefined
    const chunks = mergeVectorSegments([source], new Bitmap(), { graphFrom: settled[structure ?? ''] })
    const added = sourceOfChunks(`merged-${source.name}`, chunks)
    index.swap({ removed: [source.name], added: { name: added.name, source: added } })
    return added
  }

  test('are named in the header of their file', () => {
    const index = createVectorIndex({ dim: 4 })
    index.add([1, 2, 3], randomMatrix(3, 4))
    const source = merged(index)
    if (source === undefined) throw new Error('there is something to merge')
    const { header } = openSegmentFile<VectorSegmentHeader>(source, format)
    expect(header).toMatchObject({ dim: 4, count: 3, storage: { kind: storage }, structure: { kind: structure } })
  })

  describeVectorIndex({ create: (dim) => createVectorIndex({ dim }), settle: (index) => void merged(index) })
})
