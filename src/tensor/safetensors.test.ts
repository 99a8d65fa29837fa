import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { goldenFile } from '../../test/golden.ts'
import { encodeSafetensors, safetensorsOf, STORED_TYPES, type TensorToStore } from './safetensors.ts'

const f32 = (values: readonly number[], shape: readonly number[] = [values.length]): TensorToStore => ({
  type: 'F32',
  shape,
  data: Float32Array.from(values),
})

/** A file with this header text and so many bytes of zeros behind it. */
function fileOf(header: string, dataBytes = 0): Uint8Array {
  const json = new TextEncoder().encode(header)
  const file = new Uint8Array(8 + json.length + dataBytes)
  new DataView(file.buffer).setBigUint64(0, BigInt(json.length), true)
  file.set(json, 8)
  return file
}

test('what is written is read again: numbers, shapes, metadata', () => {
  const file = encodeSafetensors(
    { b: f32([1.5, -2]), a: f32([1, 2, 3, 4], [2, 2]), none: f32([], [0, 3]), one: f32([7], []) },
    { format: 'pt' },
  )
  const read = safetensorsOf(file, 'x')
  expect([...read.floats('b')]).toEqual([1.5, -2])
  expect([...read.floats('a', [2, 2])]).toEqual([1, 2, 3, 4])
  expect(read.tensors.get('one')?.shape).toEqual([])
  expect(read.floats('none')).toHaveLength(0)
  expect(read.metadata).toEqual({ format: 'pt' })
})

test('bytes do not depend on the order in which tensors come', () => {
  const a = encodeSafetensors({ x: f32([1]), y: f32([2]) })
  const b = encodeSafetensors({ y: f32([2]), x: f32([1]) })
  expect(b).toEqual(a)
})

test('half and brain floats widen exactly, subnormals, infinities and negative zero too', () => {
  const file = encodeSafetensors({
    half: { type: 'F16', shape: [6], data: Uint16Array.of(0x3c00, 0x0001, 0x7c00, 0x8000, 0xfbff, 0x7e00) },
    brain: { type: 'BF16', shape: [3], data: Uint16Array.of(0x3f80, 0xc000, 0x7f80) },
  })
  const read = safetensorsOf(file, 'x')
  expect([...read.floats('half')]).toEqual([1, 2 ** -24, Infinity, -0, -65504, NaN])
  expect([...read.floats('brain')]).toEqual([1, -2, Infinity])
})

test.each([
  ['nothing', new Uint8Array(0), 'TENSOR_FILE_TRUNCATED'],
  ['half a length', new Uint8Array(5), 'TENSOR_FILE_TRUNCATED'],
  ['a header longer than the file', fileOf('{}').subarray(0, 9), 'TENSOR_FILE_TRUNCATED'],
  ['an absurd header length', new Uint8Array(16).fill(0xff), 'TENSOR_FILE_DAMAGED'],
  ['a header that is no JSON', fileOf('{"a":'), 'TENSOR_FILE_DAMAGED'],
  ['a header that is no UTF-8', Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0, 0xff), 'TENSOR_FILE_DAMAGED'],
  ['a header that is a list', fileOf('[]'), 'TENSOR_FILE_DAMAGED'],
  ['a tensor without shape', fileOf('{"a":{"dtype":"F32","data_offsets":[0,4]}}', 4), 'TENSOR_FILE_DAMAGED'],
  ['a negative size', fileOf('{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}', 4), 'TENSOR_FILE_DAMAGED'],
  ['no offsets', fileOf('{"a":{"dtype":"F32","shape":[1]}}', 4), 'TENSOR_FILE_DAMAGED'],
  [
    'offsets that do not fit the shape',
    fileOf('{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}', 4),
    'TENSOR_FILE_DAMAGED',
  ],
  ['an unknown type', fileOf('{"a":{"dtype":"F3","shape":[1],"data_offsets":[0,4]}}', 4), 'TENSOR_TYPE_UNSUPPORTED'],
  ['missing data', fileOf('{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}', 3), 'TENSOR_FILE_TRUNCATED'],
  [
    'bytes behind the last tensor',
    fileOf('{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}', 5),
    'TENSOR_FILE_DAMAGED',
  ],
  ['a hole', fileOf('{"a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}', 2), 'TENSOR_FILE_DAMAGED'],
  [
    'an overlap',
    fileOf(
      '{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}}',
      3,
    ),
    'TENSOR_FILE_DAMAGED',
  ],
])('a file with %s is refused', (_, file, code) => {
  expect(() => safetensorsOf(file, 'x')).toThrow(expect.objectContaining({ code }))
})

test('every cut of a file is noticed', () => {
  const file = encodeSafetensors({ a: f32([1, 2]), b: f32([3]) })
  for (let length = 0; length < file.length; length++)
    expect(() => safetensorsOf(file.subarray(0, length), 'x')).toThrow(expect.objectContaining({ kind: 'corrupt' }))
})

test('a missing tensor is named with its nearest relatives', () => {
  const read = safetensorsOf(encodeSafetensors({ 'bert.layer.weight': f32([1]), other: f32([1]) }), 'x')
  expect(() => read.floats('layer.weight')).toThrow(/no tensor "layer.weight"; it has "bert.layer.weight"/)
})

test('a wrong shape and a type without floats are refused', () => {
  const read = safetensorsOf(
    encodeSafetensors({ a: f32([1, 2]), i: { type: 'I8', shape: [1], data: Int8Array.of(1) } }),
    'x',
  )
  expect(() => read.floats('a', [2, 1])).toThrow(expect.objectContaining({ code: 'TENSOR_SHAPE_MISMATCH' }))
  expect(() => read.floats('i')).toThrow(expect.objectContaining({ code: 'TENSOR_TYPE_UNSUPPORTED' }))
})

test('names from outside are not looked up in the prototype', () => {
  expect(() => safetensorsOf(fileOf('{"a":{"dtype":"constructor","shape":[0],"data_offsets":[0,0]}}'), 'x')).toThrow(
    expect.objectContaining({ code: 'TENSOR_TYPE_UNSUPPORTED' }),
  )
})

const golden = goldenFile('files', 'safetensors', 'types.safetensors')

test.skipIf(golden === undefined)('a file of the reference library, read and written again, has the same bytes', () => {
  const file = readFileSync(golden ?? '')
  const read = safetensorsOf(file, 'types')
  const tensors = Object.fromEntries(
    [...read.tensors].map(([name, { type, shape }]) => [name, { type, shape, data: read.bytes(name) }]),
  )
  expect(Buffer.from(encodeSafetensors(tensors, read.metadata))).toEqual(file)
})

test('every stored type has whole bytes', () => {
  for (const bytes of Object.values(STORED_TYPES)) expect([1, 2, 4, 8]).toContain(bytes)
})
