import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { goldenFile } from '../../test/golden.ts'
import { openWeightFiles, weightPaths } from './safetensors-file.ts'

interface Golden {
  readonly metadata: Record<string, string>
  readonly tensors: Record<string, { dtype: string; shape: number[]; values: (number | string)[] }>
  readonly sharded: Record<string, number[]>
}

const path = goldenFile('files', 'safetensors', 'golden.json')
const number = (value: number | string): number =>
  typeof value === 'number' ? value : ({ nan: NaN, inf: Infinity, '-inf': -Infinity }[value] ?? Number(value))

describe.skipIf(path === undefined)('files of the reference library', () => {
  const golden = path === undefined ? undefined : (JSON.parse(readFileSync(path, 'utf8')) as Golden)
  const folder = dirname(path ?? '')

  test('types, shapes, metadata and float values are as recorded', () => {
    const file = openWeightFiles([join(folder, 'types.safetensors')])
    expect(file.metadata).toEqual(golden?.metadata)
    expect([...file.tensors.keys()].toSorted()).toEqual(Object.keys(golden?.tensors ?? {}).toSorted())
    for (const [name, { dtype, shape, values }] of Object.entries(golden?.tensors ?? {})) {
      expect(file.tensors.get(name)?.shape).toEqual(shape)
      if (/^(?:float(?:16|32|64)|bfloat16)$/.test(dtype))
        expect([...file.floats(name)]).toEqual(values.map((value) => Math.fround(number(value))))
    }
    file.close()
  })

  test('shards are read as one file', () => {
    const paths = weightPaths(folder)
    expect(paths).toHaveLength(2)
    const file = openWeightFiles(paths)
    for (const [name, values] of Object.entries(golden?.sharded ?? {}))
      expect([...file.floats(name)]).toEqual(values.map(Math.fround))
    expect(() => file.floats('c')).toThrow(expect.objectContaining({ code: 'TENSOR_MISSING' }))
    file.close()
  })
})

test.skipIf(path !== undefined)('skipped: no golden files of safetensors here', () => {})
