import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { goldenFile } from '../../test/golden.ts'
import { createRandom } from '../base/random.ts'
import { rowOf } from '../base/matrix.ts'
import { textInputs } from '../encode/encoder.ts'
import { openEncoder } from '../encode/open-encoder.ts'
import { principalComponents } from '../encode/principal-components.ts'
import { quantiseRows } from '../encode/quantise-rows.ts'
import { trimVocabulary } from '../encode/trim-vocabulary.ts'
import { commonnessRanks } from './commonness-ranks.ts'
import { distillStatic } from './distill-static.ts'

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

const TEXTS = [
  'The boundary layer of a flat plate in a shear flow',
  'When will I get my card?',
  'Return policy: 30 days',
  'wing flutter at supersonic speed',
  'heat transfer through the wall of a nozzle',
  'My card was charged twice',
]

describe.skipIf(teacher === undefined)('a static model that learns from texts', () => {
  const agreement = async (folder: string): Promise<number> => {
    const [student, master] = [await openEncoder(folder), await openEncoder(teacher ?? '')]
    const [own, taught] = [student, master].map((encoder) => encoder.encode(textInputs(TEXTS), { role: 'document' }))
    const similarities = async (encoded: typeof own): Promise<number[]> => {
      const vectors = (await encoded)?.vectors ?? { data: new Float32Array(), rows: 0, dim: 0 }
      return TEXTS.flatMap((_, a) => TEXTS.map((__, b) => dot(rowOf(vectors, a), rowOf(vectors, b))))
    }
    const [mine, theirs] = [await similarities(own), await similarities(taught)]
    await Promise.all([student.close(), master.close()])
    return -mine.reduce((sum, x, i) => sum + Math.abs(x - (theirs[i] ?? 0)), 0)
  }
  const dot = (a: Float32Array, b: Float32Array): number => a.reduce((sum, x, i) => sum + x * (b[i] ?? 0), 0)

  test('comes nearer to what the teacher says of them, and out the same every time', async () => {
    const [plain, first, second] = ['plain', 'first', 'second'].map((name) => join(scratch, name))
    const common = { teacher: teacher ?? '', dim: 16, threads: 1 }
    await distillStatic({ ...common, output: plain ?? '' })
    for (const output of [first, second])
      expect(
        await distillStatic({ ...common, output: output ?? '', lesson: { texts: TEXTS, steps: 40 } }),
      ).toMatchObject({
        steps: 40,
      })
    expect(await agreement(first ?? '')).toBeGreaterThan(await agreement(plain ?? ''))
    expect(readFileSync(join(first ?? '', 'model.safetensors'))).toEqual(
      readFileSync(join(second ?? '', 'model.safetensors')),
    )
  })

  test('refuses vectors that are not one for each text', async () => {
    const vectors = { data: new Float32Array(32), rows: 1, dim: 32 }
    const work = distillStatic({
      teacher: teacher ?? '',
      dim: 16,
      output: join(scratch, 'unpaired'),
      lesson: { texts: TEXTS, vectors, steps: 1 },
    })
    await expect(work).rejects.toMatchObject({ code: 'TRAIN_TEXTS_UNPAIRED' })
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
