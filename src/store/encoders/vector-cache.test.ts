import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { rowOf } from '../../base/matrix.ts'
import { type Encoder, type EncoderInput, textInputs } from '../../encode/encoder.ts'
import { createLetterEncoder } from '../collection.contract.ts'
import { cachedEncoder, openVectorCache } from './vector-cache.ts'

/** Writes down what it is asked to encode. */
function recorded(encoder: Encoder, failAfter = Infinity): { encoder: Encoder; asked: string[] } {
  const asked: string[] = []
  return {
    asked,
    encoder: {
      ...encoder,
      encode: async (inputs, options) => {
        if (asked.length >= failAfter) throw new Error('power cut')
        asked.push(...inputs.map(({ text }) => text))
        return encoder.encode(inputs, options)
      },
    },
  }
}

const texts = (count: number): EncoderInput[] =>
  Array.from({ length: count }, (_, i) => ({ text: `text ${i} ${'x'.repeat(i % 7)}` }))
const role = 'document'

describe('a cached encoder', () => {
  it("gives the encoder's own vectors in the order of the inputs, encoding each text once", async () => {
    const { encoder, asked } = recorded(createLetterEncoder())
    const cached = cachedEncoder(encoder, openVectorCache(':memory:'))
    const inputs = textInputs(['b', 'a', 'b', '', 'a'])
    const { vectors } = await cached.encode(inputs, { role })
    expect(vectors).toEqual((await createLetterEncoder().encode(inputs, { role })).vectors)
    expect(asked.toSorted()).toEqual(['', 'a', 'b'])
    expect((await cached.encode(inputs, { role })).vectors).toEqual(vectors)
    expect(asked).toHaveLength(3)
    expect((await cached.encode([], { role })).vectors).toEqual({
      data: new Float32Array(),
      rows: 0,
      dim: encoder.dim,
    })
  })

  it('finds the vectors again when the file is opened again', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'attune-cache-'))
    const path = join(folder, 'cache.db')
    const first = openVectorCache(path)
    await cachedEncoder(createLetterEncoder(), first).encode(texts(3000), { role })
    first.close()
    const again = openVectorCache(path)
    const { encoder, asked } = recorded(createLetterEncoder())
    const { vectors } = await cachedEncoder(encoder, again).encode(texts(3000), { role })
    expect(asked).toEqual([])
    expect(vectors).toEqual((await createLetterEncoder().encode(texts(3000), { role })).vectors)
    again.close()
    rmSync(folder, { recursive: true })
  })

  it('keeps apart roles and encoders', async () => {
    const cache = openVectorCache(':memory:')
    const { encoder, asked } = recorded(createLetterEncoder('one'))
    const other = recorded(createLetterEncoder('two', 8))
    await cachedEncoder(encoder, cache).encode([{ text: 'a' }], { role: 'query' })
    await cachedEncoder(encoder, cache).encode([{ text: 'a' }], { role: 'document' })
    const { vectors } = await cachedEncoder(other.encoder, cache).encode([{ text: 'a' }], { role: 'query' })
    expect(asked).toEqual(['a', 'a'])
    expect(other.asked).toEqual(['a'])
    expect(vectors.dim).toBe(8)
  })

  it('goes on where an interruption left it', async () => {
    const cache = openVectorCache(':memory:')
    const failing = recorded(createLetterEncoder(), 1000)
    await expect(cachedEncoder(failing.encoder, cache).encode(texts(3000), { role })).rejects.toThrow('power cut')
    const { encoder, asked } = recorded(createLetterEncoder())
    const progress: number[] = []
    const { vectors } = await cachedEncoder(encoder, cache).encode(texts(3000), {
      role,
      onProgress: ({ done }) => progress.push(done),
    })
    expect(failing.asked.length + asked.length).toBe(3000)
    expect(new Set([...failing.asked, ...asked]).size).toBe(3000)
    expect(rowOf(vectors, 2999)).toEqual(
      (await createLetterEncoder().encode(texts(3000).slice(2999), { role })).vectors.data,
    )
  })

  it('stops when aborted, with the reason', async () => {
    const cached = cachedEncoder(createLetterEncoder(), openVectorCache(':memory:'))
    const signal = AbortSignal.abort(new Error('enough'))
    await expect(cached.encode([{ text: 'a' }], { role, signal })).rejects.toThrow('enough')
  })
})
