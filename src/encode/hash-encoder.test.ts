import { expect, test } from 'vitest'
import { rowOf } from '../base/matrix.ts'
import { describeEncoder } from './encoder.contract.ts'
import { textInputs } from './encoder.ts'
import { createHashEncoder } from './hash-encoder.ts'

describeEncoder('The hash encoder', async () => createHashEncoder())

test('texts that share words are nearer than texts that share none', async () => {
  const inputs = textInputs(['red leather shoes', 'shoes of red leather', 'quarterly tax report'])
  const { vectors } = await createHashEncoder({ dim: 256 }).encode(inputs, { role: 'document' })
  const dot = (a: number, b: number): number =>
    rowOf(vectors, a).reduce((sum, x, i) => sum + x * (rowOf(vectors, b)[i] ?? 0), 0)
  expect(dot(0, 1)).toBeGreaterThan(0.7)
  expect(Math.abs(dot(0, 2))).toBeLessThan(0.4)
})

test('it is closed at the end of a block', async () => {
  const encoder = createHashEncoder()
  await encoder[Symbol.asyncDispose]()
  await expect(encoder.encode(textInputs(['a']), { role: 'query' })).rejects.toMatchObject({ code: 'ENCODE_CLOSED' })
})
