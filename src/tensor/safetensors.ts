/**
 * @file Named tensors in one file, as the Hugging Face hub keeps weights: 8 bytes with the length of a JSON header, the header, the numbers.
 * Reads from anything that can hand over a range of bytes; runs on any JavaScript engine.
 * @see https://github.com/huggingface/safetensors#format
 */
import {
  tensorFileDamaged,
  tensorFileTruncated,
  tensorMissing,
  tensorShapeMismatch,
  tensorTypeUnsupported,
} from './errors.ts'
import { widenBrainFloats, widenHalves } from './float16.ts'

/** Bytes of one element, in the order in which the reference library lays out a file: later rows come first. */
export const STORED_TYPES = {
  BOOL: 1,
  U8: 1,
  I8: 1,
  F8_E5M2: 1,
  F8_E4M3: 1,
  I16: 2,
  U16: 2,
  F16: 2,
  BF16: 2,
  I32: 4,
  U32: 4,
  F32: 4,
  F64: 8,
  I64: 8,
  U64: 8,
} as const

type StoredType = keyof typeof STORED_TYPES

export interface StoredTensor {
  readonly type: StoredType
  readonly shape: readonly number[]
}

/** Where the bytes are. Both ends are offsets from the start of the file. */
export interface ByteRanges {
  /** For messages. */
  readonly name: string
  readonly size: number
  readonly read: (start: number, end: number) => Uint8Array
}

export interface Safetensors {
  /** For messages. */
  readonly name: string
  readonly metadata: Readonly<Record<string, string>>
  /** By name, in the order of the file. */
  readonly tensors: ReadonlyMap<string, StoredTensor>
  /** Little-endian numbers as stored; aligned for a typed array of their type. @throws TENSOR_MISSING */
  readonly bytes: (tensor: string) => Uint8Array
  /**
   * The numbers of a float tensor as float32: wider ones are rounded.
   * @param shape checked where given
   * @throws TENSOR_MISSING, TENSOR_SHAPE_MISMATCH, TENSOR_TYPE_UNSUPPORTED
   */
  readonly floats: (tensor: string, shape?: readonly number[]) => Float32Array
}

interface Place extends StoredTensor {
  readonly start: number
  readonly end: number
}

const LENGTH_BYTES = 8
/** The reference library's own limit. */
const HEADER_BYTES_MAX = 100_000_000

/** @throws TENSOR_FILE_TRUNCATED, TENSOR_FILE_DAMAGED */
export function openSafetensors(source: ByteRanges): Safetensors {
  const { metadata, places } = readHeader(source)
  const file = source.name
  const placeOf = (tensor: string): Place => {
    const place = places.get(tensor)
    if (!place) throw tensorMissing({ file, tensor, nearest: nearestNames(tensor, [...places.keys()]) })
    return place
  }
  const bytes = (tensor: string): Uint8Array => {
    const { start, end, type } = placeOf(tensor)
    const read = source.read(start, end)
    return read.byteOffset % STORED_TYPES[type] === 0 ? read : read.slice()
  }
  return {
    name: file,
    metadata,
    tensors: places,
    bytes,
    floats: (tensor, shape) => {
      const { type, shape: stored } = placeOf(tensor)
      if (shape && shape.join() !== stored.join())
        throw tensorShapeMismatch({ file, tensor, shape: stored, expected: shape })
      const widen = WIDENERS[type]
      if (!widen) throw tensorTypeUnsupported({ file, tensor, type, accepted: Object.keys(WIDENERS) })
      return widen(bytes(tensor))
    },
  }
}

/** A file that is in memory already. */
export const safetensorsOf = (bytes: Uint8Array, name: string): Safetensors =>
  openSafetensors({ name, size: bytes.length, read: (start, end) => bytes.subarray(start, end) })

const WIDENERS: Partial<Record<StoredType, (bytes: Uint8Array) => Float32Array>> = {
  F32: (bytes) => new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4),
  F16: (bytes) => widenHalves(new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2)),
  F64: (bytes) => Float32Array.from(new Float64Array(bytes.buffer, bytes.byteOffset, bytes.length / 8)),
  BF16: (bytes) => widenBrainFloats(new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2)),
}

function readHeader(source: ByteRanges): { metadata: Record<string, string>; places: Map<string, Place> } {
  const { name: file, size } = source
  if (size < LENGTH_BYTES) throw tensorFileTruncated({ file, bytes: size, bytesNeeded: LENGTH_BYTES })
  const lengthBytes = source.read(0, LENGTH_BYTES)
  const length = Number(new DataView(lengthBytes.buffer, lengthBytes.byteOffset).getBigUint64(0, true))
  if (length > HEADER_BYTES_MAX) throw tensorFileDamaged({ file, reason: `its header would have ${length} bytes` })
  const dataStart = LENGTH_BYTES + length
  if (dataStart > size) throw tensorFileTruncated({ file, bytes: size, bytesNeeded: dataStart })
  const { __metadata__: metadata = {}, ...entries } = parseHeader(source.read(LENGTH_BYTES, dataStart), file)
  const places = new Map(
    Object.entries(entries).map(([tensor, entry]) => [tensor, readPlace(tensor, entry, { file, dataStart })]),
  )
  checkCoverage([...places.values()], { file, dataStart, size })
  return { metadata: metadata as Record<string, string>, places }
}

function parseHeader(bytes: Uint8Array, file: string): Record<string, unknown> {
  try {
    const header: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    if (typeof header === 'object' && header !== null && !Array.isArray(header))
      return header as Record<string, unknown>
  } catch (error) {
    throw tensorFileDamaged({
      file,
      reason: `its header is not JSON (${error instanceof Error ? error.message : String(error)})`,
    })
  }
  throw tensorFileDamaged({ file, reason: 'its header is not a JSON object' })
}

const isSize = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0

function readPlace(tensor: string, entry: unknown, { file, dataStart }: { file: string; dataStart: number }): Place {
  const { dtype, shape, data_offsets: offsets } = (entry ?? {}) as Record<string, unknown>
  if (typeof dtype !== 'string' || !Array.isArray(shape) || !shape.every(isSize))
    throw tensorFileDamaged({ file, reason: `its header describes "${tensor}" without a dtype and a shape` })
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isSize))
    throw tensorFileDamaged({ file, reason: `its header has no valid data_offsets for "${tensor}"` })
  if (!Object.hasOwn(STORED_TYPES, dtype))
    throw tensorTypeUnsupported({ file, tensor, type: dtype, accepted: Object.keys(STORED_TYPES) })
  const type = dtype as StoredType
  const [start = 0, end = 0] = offsets
  const needed = shape.reduce((product: number, dim: number) => product * dim, 1) * STORED_TYPES[type]
  if (end - start !== needed)
    throw tensorFileDamaged({
      file,
      reason: `"${tensor}" has ${end - start} bytes, but ${type} [${shape.join(', ')}] needs ${needed}`,
    })
  return { type, shape, start: dataStart + start, end: dataStart + end }
}

/** Tensors must fill the file without holes or overlaps, so that no byte has two meanings. */
function checkCoverage(
  places: readonly Place[],
  { file, dataStart, size }: { file: string; dataStart: number; size: number },
): void {
  let end = dataStart
  for (const place of places.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    if (place.start !== end)
      throw tensorFileDamaged({ file, reason: `its tensors overlap or leave a gap at byte ${end}` })
    end = place.end
  }
  if (end > size) throw tensorFileTruncated({ file, bytes: size, bytesNeeded: end })
  if (end < size) throw tensorFileDamaged({ file, reason: `${size - end} bytes follow its last tensor` })
}

/** Up to three names with the longest suffix in common with the requested one: files differ in prefixes. */
function nearestNames(wanted: string, names: readonly string[]): string[] {
  const sharedEnd = (name: string): number => {
    let length = 0
    while (length < name.length && name.at(-1 - length) === wanted.at(-1 - length)) length++
    return length
  }
  return names.toSorted((a, b) => sharedEnd(b) - sharedEnd(a)).slice(0, 3)
}

export interface TensorToStore extends StoredTensor {
  /** Little-endian. */
  readonly data: ArrayBufferView
}

/**
 * The file of these tensors, laid out as the reference library does: wide types first, then by name. Equal tensors give equal bytes,
 * whatever order they come in.
 *
 * @param metadata written in the order of its keys
 */
export function encodeSafetensors(
  tensors: Readonly<Record<string, TensorToStore>>,
  metadata?: Readonly<Record<string, string>>,
): Uint8Array {
  const order = Object.keys(STORED_TYPES)
  const sorted = Object.entries(tensors).toSorted(
    ([nameA, a], [nameB, b]) => order.indexOf(b.type) - order.indexOf(a.type) || (nameA < nameB ? -1 : 1),
  )
  const header: Record<string, unknown> = metadata ? { __metadata__: metadata } : {}
  let end = 0
  for (const [name, { type, shape, data }] of sorted)
    header[name] = { dtype: type, shape, data_offsets: [end, (end += data.byteLength)] }
  const json = new TextEncoder().encode(JSON.stringify(header))
  const headerLength = Math.ceil(json.length / 8) * 8
  const file = new Uint8Array(LENGTH_BYTES + headerLength + end)
  new DataView(file.buffer).setBigUint64(0, BigInt(headerLength), true)
  file.fill(0x20, LENGTH_BYTES, LENGTH_BYTES + headerLength)
  file.set(json, LENGTH_BYTES)
  let offset = LENGTH_BYTES + headerLength
  for (const [, { data }] of sorted) {
    file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), offset)
    offset += data.byteLength
  }
  return file
}
