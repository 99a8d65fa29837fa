import fc from 'fast-check'
import { expect, test } from 'vitest'
import { AttuneError } from '../base/errors.ts'
import { encodeSegmentFile, openSegmentFile, type SegmentFileContent, sourceOfChunks } from './segment-file.ts'
import type { ByteSource } from './segment.ts'

const content: SegmentFileContent = {
  kind: 'vector',
  formatVersion: 2,
  header: { dim: 3, name: 'Grüße' },
  blocks: [
    { name: 'first', bytes: Uint8Array.from({ length: 21 }, (_, i) => i) },
    { name: 'empty', bytes: new Uint8Array(0) },
    { name: 'last', bytes: Uint8Array.from({ length: 100 }, (_, i) => 255 - i) },
  ],
}

const bytesOf = (file: SegmentFileContent): Uint8Array => {
  const source = sourceOfChunks('a.segment', encodeSegmentFile(file))
  const bytes = new Uint8Array(source.sizeBytes)
  source.read(bytes, 0)
  return bytes
}
const open = (bytes: Uint8Array, formatVersion = 2): ReturnType<typeof openSegmentFile> =>
  openSegmentFile(sourceOfChunks('a.segment', [bytes]), { kind: 'vector', formatVersion })

/** Opens and reads everything; the error if there is one. */
function readAll(bytes: Uint8Array): unknown {
  try {
    const file = open(bytes)
    for (const { name } of content.blocks) file.read(name)
    return undefined
  } catch (error) {
    return error
  }
}

test('what is written is read', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.uint8Array({ maxLength: 70 })), fc.json(), (named, json) => {
      const blocks = Object.entries(named).map(([name, bytes]) => ({ name, bytes }))
      const header = { json }
      const file = open(bytesOf({ kind: 'vector', formatVersion: 2, header, blocks }))
      expect(file.header).toEqual(header)
      for (const { name, bytes } of blocks) expect(file.read(name)).toEqual(bytes)
    }),
  )
})

test('every block starts at a multiple of 16', () => {
  const positions: number[] = []
  const whole = sourceOfChunks('a.segment', encodeSegmentFile(content))
  const source: ByteSource = {
    ...whole,
    read: (target, position) => {
      positions.push(position)
      whole.read(target, position)
    },
  }
  const file = openSegmentFile(source, { kind: 'vector', formatVersion: 2 })
  file.read('first')
  file.read('last')
  expect(positions.every((position) => position % 16 === 0)).toBe(true)
})

test('a block is read straight into the place that it is wanted in', () => {
  const target = new Uint8Array(40)
  open(bytesOf(content)).readInto('first', target.subarray(16, 37))
  expect(target.subarray(16, 37)).toEqual(content.blocks[0]?.bytes)
})

test('a file cut off anywhere is refused, with its name and what is missing', () => {
  const bytes = bytesOf(content)
  for (let length = 0; length < bytes.length; length++) {
    const error = readAll(bytes.subarray(0, length))
    expect(error).toBeInstanceOf(AttuneError)
    expect(error).toMatchObject({ kind: 'corrupt', details: { file: 'a.segment' } })
  }
})

test('a changed byte anywhere is found, but for the ones between blocks that nobody reads', () => {
  const bytes = bytesOf(content)
  const named = new Set<unknown>()
  let unread = 0
  for (let i = 0; i < bytes.length; i++) {
    const damaged = bytes.slice()
    damaged[i] = (damaged[i] ?? 0) ^ 0x10
    const error = readAll(damaged)
    if (error === undefined) unread++
    else if (error instanceof AttuneError) named.add(error.details['part'] ?? error.kind)
    else throw error
  }
  expect([...named]).toEqual(['the preamble', 'unsupported', 'the header', 'block "first"', 'block "last"'])
  expect(unread).toBeLessThan(12 + 200)
})

test.each([1, 3])('another version is not called damaged: %i', (formatVersion) => {
  const error = (): unknown => open(bytesOf({ ...content, formatVersion }))
  expect(error).toThrow(expect.objectContaining({ code: 'INDEX_SEGMENT_VERSION', kind: 'unsupported' }))
  expect(error).toThrow(`version ${formatVersion}`)
})

test('a file of another kind is refused', () => {
  const open = (): unknown =>
    openSegmentFile(sourceOfChunks('a', [bytesOf(content)]), { kind: 'lexical', formatVersion: 2 })
  expect(open).toThrow('is of a vector segment, not a lexical one')
})

test('asking for a block that is not there names it', () => {
  expect(() => open(bytesOf(content)).read('graph')).toThrow('block "graph" is missing')
})

test('a block is read in pieces, and damage is found when the last has been taken', () => {
  const bytes = bytesOf(content)
  const pieces = [...open(bytes).pieces('last', 30)].map((piece) => piece.length)
  expect(pieces).toEqual([30, 30, 30, 10])
  const joined: number[] = []
  for (const piece of open(bytes).pieces('last', 30)) joined.push(...piece)
  expect(joined).toEqual([...(content.blocks[2]?.bytes ?? [])])
  bytes[bytes.length - 20] = 1
  expect(() => [...open(bytes).pieces('last', 30)]).toThrow('block "last" does not match its checksum')
})

test('a block is read by pages, each checked by itself', () => {
  const whole = Uint8Array.from({ length: 100 }, (_, i) => i)
  const paged: SegmentFileContent = { ...content, blocks: [{ name: 'rows', bytes: whole, pageBytes: 30 }] }
  const bytes = bytesOf(paged)
  const read = (page: number): Uint8Array => {
    const target = new Uint8Array(page === 3 ? 10 : 30)
    open(bytes).paged('rows').readInto(page, target)
    return target
  }
  expect(open(bytes).paged('rows')).toMatchObject({ pageBytes: 30, pages: 4 })
  expect(open(bytes).read('rows')).toEqual(whole)
  expect([3, 1].map(read)).toEqual([whole.subarray(90), whole.subarray(30, 60)])
  const lastTwo = new Uint8Array(40)
  open(bytes).paged('rows').readInto(2, lastTwo)
  expect(lastTwo).toEqual(whole.subarray(60))
  const at = bytes.findIndex((_, i) => whole.every((byte, j) => bytes[i + j] === byte))
  bytes[at + 40] = 0xff
  expect(read(0)).toEqual(whole.subarray(0, 30))
  expect(() => read(1)).toThrow('block "rows" does not match its checksum')
})
