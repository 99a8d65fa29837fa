import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { goldenFile } from '../../test/golden.ts'
import { createRandom } from '../base/random.ts'
import { commonnessRanks, distillStatic } from './distill.ts'
import { openEncoder } from './open-encoder.ts'
import { principalComponents } from './principal-components.ts'
import { quantiseRows } from './quantise-rows.ts'
import { trimVocabulary } from './trim-vocabulary.ts'

const teacher = goldenFile('encoders', 'bert-mean-normalize')
const scratch = mkdtempSync(join(tmpdir(), 'attune-distill-'))
afterAll(() => rmSync(scratch, { recursive: true }))

describe.skipIf(teacher === undefined)('a static model of the tiny BERT', () => {
  test('opens like any other, and comes out the same every time', async () => {
    const outputs = [join(scratch, 'a'), join(scratch, 'b')]
    for (const output of outputs) {
      const report = await distillStatic({ teacher: teacher ?? '', output, dim: 16, threads: 1 })
      expect(report).toMatchObject({ dim: 16, tokens: 796 })
      expect(report.varianceKept).toBeGreaterThan(0.5)
    }
    for (const file of ['model.safetensors', 'tokenizer.json', 'config.json'])
      expect(readFileSync(join(scratch, 'b', file)).equals(readFileSync(join(scratch, 'a', file)))).toBe(true)
    const encoder = await openEncoder(outputs[0] ?? '')
    expect(encoder).toMatchObject({ dim: 16, isNormalized: true })
    const { vectors } = await encoder.encode([{ text: 'wing flutter' }], { role: 'document' })
    expect(Math.hypot(...vectors.data)).toBeCloseTo(1, 6)
  })

  test('can be aborted, and writes nothing then', async () => {
    const output = join(scratch, 'aborted')
    const signal = AbortSignal.abort(new Error('stop'))
    await expect(distillStatic({ teacher: teacher ?? '', output, signal })).rejects.toThrow('stop')
    expect(() => readFileSync(join(output, 'config.json'))).toThrow(/ENOENT/)
  })
})

const TOKENIZER = {
  truncation: { max_length: 128 },
  post_processor: { type: 'TemplateProcessing' },
  added_tokens: [
    { id: 0, content: '[PAD]' },
    { id: 2, content: '[UNK]' },
    { id: 3, content: '[CLS]' },
    { id: 4, content: '[SEP]' },
  ],
  model: {
    type: 'WordPiece',
    unk_token: '[UNK]',
    vocab: { '[PAD]': 0, '[unused0]': 1, '[UNK]': 2, '[CLS]': 3, '[SEP]': 4, '!': 5, '7': 6, 京: 7, the: 8, '##s': 9 },
  },
}

test('trimming leaves out placeholders and marks, and numbers the rest without gaps', () => {
  const { tokenizer, tokens, oldIds, opening, closing } = trimVocabulary(TOKENIZER)
  expect(tokens).toEqual(['[UNK]', '!', '7', '京', 'the', '##s'])
  expect(oldIds).toEqual([2, 5, 6, 7, 8, 9])
  expect([opening, closing]).toEqual([3, 4])
  expect(tokenizer).toMatchObject({
    truncation: null,
    post_processor: null,
    added_tokens: [{ id: 0, content: '[UNK]' }],
    model: { vocab: { '[UNK]': 0, '!': 1, '7': 2, 京: 3, the: 4, '##s': 5 } },
  })
})

test('trimming refuses other kinds of vocabulary', () => {
  expect(() => trimVocabulary({ ...TOKENIZER, model: { type: 'BPE', vocab: {} } })).toThrow(
    expect.objectContaining({ code: 'ENCODE_OPTION_UNKNOWN' }),
  )
})

test('typed characters rank before words, other characters behind them', () => {
  const ranks = commonnessRanks(['[UNK]', '!', '7', '京', 'the', '##s'], { unknown: '[UNK]' })
  expect([...ranks]).toEqual([4, 0, 1, 5, 2, 3])
})

test('principal components keep distances when nothing is cut, and name the share of variance when something is', () => {
  const random = createRandom(3)
  const data = Float32Array.from({ length: 60 }, (_, i) => random.normal() * (i % 3 === 0 ? 5 : 1))
  const whole = principalComponents({ data, rows: 20, dim: 3 }, 3)
  expect(whole.varianceKept).toBeCloseTo(1, 9)
  const distance = (values: Float32Array): number =>
    Math.hypot(...[0, 1, 2].map((i) => (values[i] ?? 0) - (values[3 + i] ?? 0)))
  expect(distance(whole.scores.data)).toBeCloseTo(distance(data), 4)
  const cut = principalComponents({ data, rows: 20, dim: 3 }, 1)
  expect(cut.scores.data).toHaveLength(20)
  expect(cut.varianceKept).toBeGreaterThan(0.7)
  expect(cut.varianceKept).toBeLessThan(1)
})

test('quantised rows are off by at most half a step, and zeros stay zeros', () => {
  const data = Float32Array.of(0.5, -1, 0.333, 0, 0, 0, 1e-9, 2e-9, -3e-9)
  const { codes, factors } = quantiseRows({ data, rows: 3, dim: 3 })
  for (const [i, x] of data.entries()) {
    const factor = factors[Math.floor(i / 3)] ?? 0
    expect(Math.abs((codes[i] ?? 0) * factor - x)).toBeLessThanOrEqual(factor * 0.5001)
  }
  expect(factors[1]).toBe(0)
  expect([...codes.subarray(0, 3)]).toEqual([64, -127, 42])
})
