/** @file The contract of Encoder, as tests that each implementation runs. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Matrix } from '../base/matrix.ts'
import { rowOf } from '../base/matrix.ts'
import type { Progress } from '../base/progress.ts'
import { type Encoder, type EncodeRole, textInputs } from './encoder.ts'

const TEXTS = [
  'When will I get my card?',
  'wing flutter',
  'The boundary layer of a flat plate in a shear flow, and what it has to do with the velocity of the fluid.',
  '',
  'Return policy: 30 days',
  'wing flutter',
]

/** Rounding differs with a batch's shape; golden figures of the reference differ by as much. */
const BATCH_DIFFERENCE_MAX = 2e-6

const largestDifference = (a: Float32Array, b: Float32Array): number =>
  a.reduce((largest, x, i) => Math.max(largest, Math.abs(x - (b[i] ?? NaN))), 0)

const largest = (values: Float32Array): number => values.reduce((most, x) => Math.max(most, Math.abs(x)), 0)

/** @param open makes a new encoder, which the suite closes */
export function describeEncoder(name: string, open: () => Promise<Encoder>): void {
  describe(`${name} keeps the contract of encoders`, () => {
    let encoder: Encoder
    let batch: Matrix
    const encode = async (texts: readonly string[], role: EncodeRole = 'document'): Promise<Matrix> =>
      (await encoder.encode(textInputs(texts), { role })).vectors
    beforeAll(async () => {
      encoder = await open()
      batch = await encode(TEXTS)
    })
    afterAll(() => encoder.close())

    test('says who it is', () => {
      expect(encoder.fingerprint).toMatch(/^[0-9a-f]{64}$/)
      expect(encoder.dim).toBeGreaterThan(0)
      expect(encoder.ref).not.toBe('')
    })

    test('gives one row of dim numbers for each input, in input order', async () => {
      expect({ rows: batch.rows, dim: batch.dim, numbers: batch.data.length }).toEqual({
        rows: TEXTS.length,
        dim: encoder.dim,
        numbers: TEXTS.length * encoder.dim,
      })
      const reversed = await encode(TEXTS.toReversed())
      for (const index of TEXTS.keys())
        expect(largestDifference(rowOf(reversed, TEXTS.length - 1 - index), rowOf(batch, index))).toBeLessThanOrEqual(
          BATCH_DIFFERENCE_MAX * largest(batch.data),
        )
    })

    test('gives a text the same vector alone and in a batch', async () => {
      for (const [index, text] of TEXTS.entries()) {
        const alone = await encode([text])
        expect(largestDifference(alone.data, rowOf(batch, index))).toBeLessThanOrEqual(
          BATCH_DIFFERENCE_MAX * largest(batch.data),
        )
      }
    })

    test('gives equal texts equal vectors, and different ones different vectors', () => {
      expect(largestDifference(rowOf(batch, 1), rowOf(batch, 5))).toBeLessThanOrEqual(
        BATCH_DIFFERENCE_MAX * largest(batch.data),
      )
      expect(largestDifference(rowOf(batch, 0), rowOf(batch, 1))).toBeGreaterThan(1e-3)
    })

    test('makes unit vectors if it says so; a text without tokens may be zeros', () => {
      for (const index of TEXTS.keys()) {
        const length = Math.hypot(...rowOf(batch, index))
        if (encoder.isNormalized && length > 0) expect(length).toBeCloseTo(1, 5)
      }
    })

    test('takes queries and documents', async () => {
      const query = await encode(['wing flutter'], 'query')
      expect(query.data).toHaveLength(encoder.dim)
    })

    test('takes nothing, the empty text, and a very long text', async () => {
      expect(await encode([], 'query')).toEqual({
        data: new Float32Array(0),
        rows: 0,
        dim: encoder.dim,
      })
      const { data } = await encode(['', 'flutter of wings '.repeat(600)])
      expect(data.every((x) => Number.isFinite(x))).toBe(true)
    })

    test('takes what is no proper text: lone surrogates, control characters, very long words', async () => {
      const { data } = await encode(['\ud800 a', '\u0000\u0007\ufffd', 'x'.repeat(5000)])
      expect(data.every((x) => Number.isFinite(x))).toBe(true)
    })

    test('counts the tokens of a text, and says which inputs were longer than it reads', async () => {
      const long = 'flutter of wings '.repeat(600)
      const [short = 0, whole = 0] = await encoder.countTokens(textInputs(['wing flutter', long]), { role: 'document' })
      expect(whole).toBeGreaterThan(100 * Math.max(1, short))
      const { usage } = await encoder.encode(textInputs(['wing flutter', long]), { role: 'document' })
      expect(usage.truncated).toEqual(encoder.tokensMax === undefined ? [] : [1])
      if (encoder.tokensMax !== undefined) expect(usage.tokens).toBeLessThanOrEqual(short + encoder.tokensMax)
    })

    test('reports progress up to the whole', async () => {
      const reports: Progress[] = []
      await encoder.encode(textInputs(TEXTS), { role: 'document', onProgress: (progress) => reports.push(progress) })
      expect(reports.at(-1)).toEqual({ stage: 'encoding', done: TEXTS.length, total: TEXTS.length, unit: 'texts' })
    })

    test('rejects with the reason of a signal that was aborted before', async () => {
      const reason = new Error('no longer wanted')
      await expect(
        encoder.encode(textInputs(TEXTS), { role: 'document', signal: AbortSignal.abort(reason) }),
      ).rejects.toBe(reason)
      await expect(encoder.encode([], { role: 'document', signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
    })

    test('answers several calls at once, each with its own vectors', async () => {
      const answers = await Promise.all(TEXTS.map((text) => encode([text])))
      for (const [index, answer] of answers.entries())
        expect(largestDifference(answer.data, rowOf(batch, index))).toBeLessThanOrEqual(
          BATCH_DIFFERENCE_MAX * largest(batch.data),
        )
    })

    test('can be closed twice, and then refuses to encode', async () => {
      const other = await open()
      await other.close()
      await other.close()
      await expect(other.encode([{ text: 'a' }], { role: 'query' })).rejects.toMatchObject({ code: 'ENCODE_CLOSED' })
      await expect(other.encode([], { role: 'query' })).rejects.toMatchObject({ code: 'ENCODE_CLOSED' })
    })
  })
}
