/**
 * @file The file of one immutable segment: a preamble, a JSON header, and blocks of bytes, each with its checksum. A block that is read
 * a little at a time has pages, and the checksums of these are a block of their own.
 *
 *     0   8 bytes   "ATTUNSEG"
 *     8   uint32    version of this layout
 *     12  uint32    bytes of the header
 *     16  uint32    crc32 of the header
 *     20  12 bytes  zero
 *     32            header: JSON with kind, formatVersion, the kind's own header, and name, position, size and crc32
 *                   of each block
 *     ...           blocks, each at a multiple of 16 so that SIMD and typed arrays may read it in place
 *
 * Numbers are little-endian, as WebAssembly memory is.
 */
import { crc32 as ownCrc32 } from './crc32.ts'
import { segmentCorrupt, segmentVersionUnknown } from './errors.ts'
import type { ByteSource } from './segment.ts'

const MAGIC = new TextEncoder().encode('ATTUNSEG')
const LAYOUT_VERSION = 1
const PREAMBLE_BYTES = 32
const ALIGNMENT = 16
/** A header describes; it is never large. A longer one means a damaged length. */
const HEADER_BYTES_MAX = 64 * 2 ** 20
/** A piece is checked while it is still in the processor's cache. */
const PIECE_BYTES = 2 ** 20

export interface SegmentBlock {
  readonly name: string
  readonly bytes: Uint8Array
  /** Readers may ask for pages of this many bytes. */
  readonly pageBytes?: number
}

export interface SegmentFileContent {
  /** 'vector', 'lexical': a file of one kind is never read as another. */
  readonly kind: string
  /** Of the kind's header and blocks. Readers accept their own only: an index is made anew from the documents. */
  readonly formatVersion: number
  /** Anything that JSON can carry. */
  readonly header: object
  readonly blocks: readonly SegmentBlock[]
}

interface BlockEntry {
  readonly name: string
  readonly position: number
  readonly sizeBytes: number
  readonly crc32: number
  readonly pageBytes?: number | undefined
}

/** A block read a little at a time. */
export interface PagedBlock {
  /** Of every page but the last. */
  readonly pageBytes: number
  /** How many there are. */
  readonly pages: number
  /** Of all. */
  readonly sizeBytes: number
  /** Fills `target`, as long as one page or several, from the start of a page on, and checks each. @throws INDEX_SEGMENT_CORRUPT */
  readonly readInto: (page: number, target: Uint8Array) => void
}

interface StoredHeader {
  readonly kind: string
  readonly formatVersion: number
  readonly header: unknown
  readonly blocks: readonly BlockEntry[]
}

export interface SegmentFile<Header> {
  readonly header: Header
  readonly has: (block: string) => boolean
  /** @throws INDEX_SEGMENT_CORRUPT when there is no such block */
  readonly sizeOf: (block: string) => number
  /** Fills `target`, as long as the block, and checks it: no second copy is made. @throws INDEX_SEGMENT_CORRUPT */
  readonly readInto: (block: string, target: Uint8Array) => void
  /** The block in memory of its own, aligned for every typed array. @throws INDEX_SEGMENT_CORRUPT */
  readonly read: (block: string) => Uint8Array
  /**
   * The block piece by piece, each of `pieceBytes` but the last, in one buffer that is filled anew for each. Only when
   * the last has been consumed is the block known to be intact. @throws INDEX_SEGMENT_CORRUPT
   */
  readonly pieces: (block: string, pieceBytes: number) => Generator<Uint8Array>
  /** The pages of a block that was written with them. @throws INDEX_SEGMENT_CORRUPT when there is no such block */
  readonly paged: (block: string) => PagedBlock
}

const alignUp = (bytes: number): number => Math.ceil(bytes / ALIGNMENT) * ALIGNMENT

/**
 * @returns the file in pieces, to be written one after the other; the blocks' own bytes are among them and not copied
 */
export function encodeSegmentFile({ kind, formatVersion, header, blocks: named }: SegmentFileContent): Uint8Array[] {
  const blocks = named.flatMap((block) => [block, ...pageSums(block)])
  const sums = blocks.map(({ bytes }) => ownCrc32(bytes))
  // Positions are in the header, and their digits decide how long it is: reserve room for the longest first.
  const places = (start: number): BlockEntry[] => {
    let position = start
    return blocks.map(({ name, bytes, pageBytes }, i) => {
      const place = { name, position, sizeBytes: bytes.length, crc32: sums[i] ?? 0, pageBytes }
      position = alignUp(position + bytes.length)
      return place
    })
  }
  const encode = (start: number): Uint8Array =>
    new TextEncoder().encode(JSON.stringify({ kind, formatVersion, header, blocks: places(start) }))
  const start = alignUp(PREAMBLE_BYTES + encode(Number.MAX_SAFE_INTEGER / 2).length)
  const json = encode(start)
  const head = new Uint8Array(start)
  head.set(MAGIC)
  head.set(json, PREAMBLE_BYTES)
  new Uint32Array(head.buffer, MAGIC.length, 3).set([LAYOUT_VERSION, json.length, ownCrc32(json)])
  return [head, ...blocks.flatMap(({ bytes }) => [bytes, new Uint8Array(alignUp(bytes.length) - bytes.length)])]
}

const sumsName = (block: string): string => `${block}-sums`

/** The block of the checksums of another block's pages: uint32 [pages]. */
function pageSums({ name, bytes, pageBytes }: SegmentBlock): SegmentBlock[] {
  if (pageBytes === undefined) return []
  const sums = Uint32Array.from({ length: Math.ceil(bytes.length / pageBytes) }, (_, page) =>
    ownCrc32(bytes.subarray(page * pageBytes, (page + 1) * pageBytes)),
  )
  return [{ name: sumsName(name), bytes: new Uint8Array(sums.buffer) }]
}

/**
 * Reads and checks the header; blocks are read and checked one by one, on demand.
 *
 * @throws INDEX_SEGMENT_CORRUPT, INDEX_SEGMENT_VERSION. The header's own shape is trusted: its checksum says that we
 * wrote it.
 */
export function openSegmentFile<Header>(
  source: ByteSource,
  { kind, formatVersion }: { readonly kind: string; readonly formatVersion: number },
): SegmentFile<Header> {
  const stored = readHeader(source)
  if (stored.kind !== kind) throw corrupt(source, 'the header', `is of a ${stored.kind} segment, not a ${kind} one`)
  if (stored.formatVersion !== formatVersion)
    throw segmentVersionUnknown({ file: source.name, version: stored.formatVersion, known: formatVersion })
  checkSize(source, stored.blocks)
  const placeOf = (name: string): BlockEntry => {
    const place = stored.blocks.find((block) => block.name === name)
    if (place === undefined) throw corrupt(source, `block "${name}"`, 'is missing')
    return place
  }
  const readInto = (name: string, target: Uint8Array): void => readBlock(source, placeOf(name), target)
  const read = (name: string): Uint8Array<ArrayBuffer> => {
    const target = new Uint8Array(placeOf(name).sizeBytes)
    readInto(name, target)
    return target
  }
  return {
    header: stored.header as Header,
    has: (name) => stored.blocks.some((block) => block.name === name),
    sizeOf: (name) => placeOf(name).sizeBytes,
    readInto,
    read,
    pieces: (name, pieceBytes) => readPieces(source, placeOf(name), pieceBytes),
    paged: (name) => pagesOf(source, placeOf(name), new Uint32Array(read(sumsName(name)).buffer)),
  }
}

/** Reads a segment file of any kind to its end. @throws INDEX_SEGMENT_CORRUPT, INDEX_SEGMENT_VERSION */
export function checkSegmentFile(source: ByteSource): void {
  const { blocks } = readHeader(source)
  checkSize(source, blocks)
  for (const block of blocks) for (const _ of readPieces(source, block, PIECE_BYTES));
}

const corrupt = (source: ByteSource, part: string, reason: string): Error =>
  segmentCorrupt({ file: source.name, part, reason })

function readHeader(source: ByteSource): StoredHeader {
  const preamble = new Uint8Array(PREAMBLE_BYTES)
  if (source.sizeBytes < PREAMBLE_BYTES) throw corrupt(source, 'the preamble', 'is truncated')
  source.read(preamble, 0)
  if (!MAGIC.every((byte, i) => preamble[i] === byte)) throw corrupt(source, 'the preamble', 'is not of a segment file')
  const [version = 0, sizeBytes = 0, sum = 0] = new Uint32Array(preamble.buffer, MAGIC.length, 3)
  if (version > LAYOUT_VERSION) throw segmentVersionUnknown({ file: source.name, version, known: LAYOUT_VERSION })
  if (sizeBytes > HEADER_BYTES_MAX || PREAMBLE_BYTES + sizeBytes > source.sizeBytes)
    throw corrupt(source, 'the header', `says it has ${sizeBytes} bytes, and the file has ${source.sizeBytes}`)
  const json = new Uint8Array(sizeBytes)
  source.read(json, PREAMBLE_BYTES)
  if (version !== LAYOUT_VERSION || ownCrc32(json) !== sum)
    throw corrupt(source, 'the header', 'does not match its checksum')
  return JSON.parse(new TextDecoder().decode(json)) as StoredHeader
}

function checkSize(source: ByteSource, blocks: readonly BlockEntry[]): void {
  const wanted = blocks.reduce((end, { position, sizeBytes }) => Math.max(end, alignUp(position + sizeBytes)), 0)
  if (source.sizeBytes >= wanted) return
  const cut = blocks.find(({ position, sizeBytes }) => position + sizeBytes > source.sizeBytes) ?? blocks.at(-1)
  throw corrupt(source, `block "${cut?.name}"`, `is truncated: the file has ${source.sizeBytes} bytes of ${wanted}`)
}

function readBlock(
  source: ByteSource,
  { name, position, sizeBytes, crc32: sum }: BlockEntry,
  target: Uint8Array,
): void {
  if (target.length !== sizeBytes)
    throw corrupt(source, `block "${name}"`, `has ${sizeBytes} bytes, and its reader expects ${target.length}`)
  const { crc32 = ownCrc32 } = source
  let crc = 0
  for (let at = 0; at < sizeBytes; at += PIECE_BYTES) {
    const piece = target.subarray(at, at + PIECE_BYTES)
    source.read(piece, position + at)
    crc = crc32(piece, crc)
  }
  checkSum(source, name, { crc, sum })
}

function* readPieces(source: ByteSource, place: BlockEntry, pieceBytes: number): Generator<Uint8Array> {
  const { name, position, sizeBytes, crc32: sum } = place
  const { crc32 = ownCrc32 } = source
  const buffer = new Uint8Array(Math.min(pieceBytes, sizeBytes))
  let crc = 0
  for (let at = 0; at < sizeBytes; at += pieceBytes) {
    const piece = buffer.subarray(0, sizeBytes - at)
    source.read(piece, position + at)
    crc = crc32(piece, crc)
    yield piece
  }
  checkSum(source, name, { crc, sum })
}

function pagesOf(source: ByteSource, place: BlockEntry, sums: Uint32Array): PagedBlock {
  const { name, position, sizeBytes, pageBytes = 1 } = place
  const { crc32 = ownCrc32 } = source
  return {
    pageBytes,
    pages: sums.length,
    sizeBytes,
    readInto: (page, target) => {
      source.read(target, position + page * pageBytes)
      for (let at = 0; at < target.length; at += pageBytes) {
        const crc = crc32(target.subarray(at, at + pageBytes), 0)
        checkSum(source, name, { crc, sum: sums[page + at / pageBytes] ?? 0 })
      }
    },
  }
}

function checkSum(
  source: ByteSource,
  block: string,
  { crc, sum }: { readonly crc: number; readonly sum: number },
): void {
  if (crc !== sum) throw corrupt(source, `block "${block}"`, 'does not match its checksum')
}

/** A file that is in memory already. */
export function sourceOfChunks(name: string, chunks: Iterable<Uint8Array>): ByteSource {
  const parts = [...chunks]
  const whole = new Uint8Array(parts.reduce((total, { length }) => total + length, 0))
  let end = 0
  for (const part of parts) {
    whole.set(part, end)
    end += part.length
  }
  return {
    name,
    sizeBytes: whole.length,
    read: (target, position) => target.set(whole.subarray(position, position + target.length)),
  }
}
