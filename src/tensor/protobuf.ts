/**
 * @file Writing protobuf messages: the small subset that an ONNX model needs.
 * @see https://protobuf.dev/programming-guides/encoding/
 */

/** Chunks of a message, so that the weights are copied once: into the finished file. */
export interface Message {
  readonly chunks: Uint8Array[]
  length: number
}

const text = new TextEncoder()
export const message = (): Message => ({ chunks: [], length: 0 })

function put(to: Message, bytes: Uint8Array): void {
  to.chunks.push(bytes)
  to.length += bytes.length
}

/** Base-128, low group first; negative numbers are written as 64-bit two's complement. */
function putVarint(to: Message, value: number): void {
  const bytes: number[] = []
  let rest = BigInt.asUintN(64, BigInt(value))
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128)
  bytes.push(Number(rest))
  put(to, Uint8Array.from(bytes))
}

const WIRE_VARINT = 0
const WIRE_LENGTH = 2
const WIRE_32_BIT = 5
const putTag = (to: Message, field: number, wire: number): void => putVarint(to, (field << 3) | wire)

export const putInteger = (to: Message, field: number, value: number): void => {
  putTag(to, field, WIRE_VARINT)
  putVarint(to, value)
}

export const putFloat = (to: Message, field: number, value: number): void => {
  putTag(to, field, WIRE_32_BIT)
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setFloat32(0, value, true)
  put(to, bytes)
}

export const putBytes = (to: Message, field: number, bytes: Uint8Array): void => {
  putTag(to, field, WIRE_LENGTH)
  putVarint(to, bytes.length)
  put(to, bytes)
}

export const putText = (to: Message, field: number, value: string): void => putBytes(to, field, text.encode(value))

export const putMessage = (to: Message, field: number, inner: Message): void => {
  putTag(to, field, WIRE_LENGTH)
  putVarint(to, inner.length)
  for (const chunk of inner.chunks) put(to, chunk)
}

/** One piece of memory: what protobuf readers take holds less than 2 GB. */
export function joinMessage({ chunks, length }: Message): Uint8Array {
  const bytes = new Uint8Array(length)
  let offset = 0
  for (const chunk of chunks) {
    bytes.set(chunk, offset)
    offset += chunk.length
  }
  return bytes
}
