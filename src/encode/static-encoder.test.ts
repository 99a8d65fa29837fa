import { cpSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { goldenFile } from '../../test/golden.ts'
import { rowOf } from '../base/matrix.ts'
import { encodeSafetensors, type TensorToStore } from '../tensor/safetensors.ts'
import { describeEncoder } from './encoder.contract.ts'
import { openEncoder } from './open-encoder.ts'
import { createStaticEncoder } from './static-encoder.ts'
import { openStaticEncoder } from './static-folder.ts'
import { textInputs } from './encoder.ts'
import { readStaticModel, type StaticModel } from './static-model.ts'

const WORDS = ['[PAD]', '[UNK]', 'red', 'blue', 'car', '##s']
const TOKENIZER = {
  version: '1.0',
  added_tokens: [],
  normalizer: {
    type: 'BertNormalizer',
    clean_text: true,
    handle_chinese_chars: true,
    strip_accents: null,
    lowercase: true,
  },
  pre_tokenizer: { type: 'BertPreTokenizer' },
  post_processor: null,
  decoder: null,
  model: {
    type: 'WordPiece',
    unk_token: '[UNK]',
    continuing_subword_prefix: '##',
    max_input_chars_per_word: 100,
    vocab: Object.fromEntries(WORDS.map((word, id) => [word, id])),
  },
}
/** Row r is [r, 10 r]. */
const ROWS = Float32Array.from(WORDS.flatMap((_, id) => [id, 10 * id]))
const TABLE: TensorToStore = { type: 'F32', shape: [6, 2], data: ROWS }

interface Given {
  readonly tensors: Readonly<Record<string, TensorToStore>>
  readonly config?: Readonly<Record<string, unknown>>
  readonly truncateDim?: number
}

const modelOf = ({ tensors, config = {}, truncateDim }: Given): StaticModel =>
  readStaticModel({
    folder: 'test',
    weights: encodeSafetensors(tensors),
    tokenizer: TOKENIZER,
    config,
    hasNormalize: false,
    prompts: { query: '', document: '', plain: '' },
    truncateDim,
  })

async function vectorOf(text: string, given: Given): Promise<number[]> {
  const encoder = createStaticEncoder(modelOf(given), {
    ref: 'test',
    fingerprint: '0'.repeat(64),
    hybridWeight: 0.2,
  })
  return [...(await encoder.encode([{ text }], { role: 'query' })).vectors.data]
}

test('a vector is the mean of the token vectors', async () => {
  expect(await vectorOf('Red cars', { tensors: { embeddings: TABLE } })).toEqual([11 / 3, 110 / 3].map(Math.fround))
})

test('model2vec drops unknown words, StaticEmbedding counts them', async () => {
  expect(await vectorOf('red zebra', { tensors: { embeddings: TABLE } })).toEqual([2, 20])
  expect(await vectorOf('red zebra', { tensors: { 'embedding.weight': TABLE } })).toEqual([1.5, 15])
})

test('nothing known gives zeros, also where vectors are of unit length', async () => {
  expect(await vectorOf('zebra', { tensors: { embeddings: TABLE }, config: { normalize: true } })).toEqual([0, 0])
  expect(await vectorOf('', { tensors: { embeddings: TABLE }, config: { normalize: true } })).toEqual([0, 0])
})

test('int8 rows are multiplied by the factors of their tokens', async () => {
  const codes = Int8Array.from([0, 0, 0, 0, 127, -127, 1, 2, 3, 4, 5, 6])
  const tensors = {
    embeddings: { type: 'I8', shape: [6, 2], data: codes },
    weights: { type: 'F32', shape: [6], data: Float32Array.of(0, 0, 0.5, 2, 1, 1) },
  } as const
  expect(await vectorOf('red blue', { tensors })).toEqual([(63.5 + 2) / 2, (-63.5 + 4) / 2])
})

test('several tokens may share a row through a mapping', async () => {
  const mapping: TensorToStore = { type: 'I64', shape: [6], data: BigInt64Array.of(0n, 0n, 1n, 1n, 0n, 0n) }
  const tensors = { embeddings: { type: 'F32', shape: [2, 1], data: Float32Array.of(5, 7) }, mapping } as const
  expect(await vectorOf('red', { tensors })).toEqual([7])
  expect(await vectorOf('blue', { tensors })).toEqual([7])
  expect(await vectorOf('car', { tensors })).toEqual([5])
})

test('max_length cuts characters first, then tokens, and null cuts nothing', async () => {
  const long = 'red '.repeat(1000) + 'blue'
  const mean = async (config: Readonly<Record<string, unknown>>) =>
    (await vectorOf(long, { tensors: { embeddings: TABLE }, config }))[0]
  expect(await mean({ max_length: 3 })).toBe(2)
  expect(await mean({})).toBe(2)
  expect(await mean({ max_length: null })).toBeCloseTo((2 * 1000 + 3) / 1001, 6)
})

test('vectors can be cut short', async () => {
  expect(await vectorOf('red', { tensors: { embeddings: TABLE }, truncateDim: 1 })).toEqual([2])
})

test.each([
  [
    'fewer rows than tokens',
    { embeddings: { type: 'F32', shape: [2, 2], data: new Float32Array(4) } },
    'ENCODE_VOCABULARY_MISMATCH',
  ],
  ['a table that is none', { embeddings: { type: 'F32', shape: [12], data: ROWS } }, 'ENCODE_MODEL_FILE_DAMAGED'],
  ['no table', { other: TABLE }, 'TENSOR_MISSING'],
  [
    'rows of the wrong type',
    { embeddings: { type: 'I32', shape: [6, 1], data: new Int32Array(6) } },
    'TENSOR_TYPE_UNSUPPORTED',
  ],
] satisfies [string, Readonly<Record<string, TensorToStore>>, string][])('%s is refused', (_, tensors, code) => {
  expect(() => modelOf({ tensors })).toThrow(expect.objectContaining({ code }))
})

test('a max_length that is no number is refused', () => {
  expect(() => modelOf({ tensors: { embeddings: TABLE }, config: { max_length: 'long' } })).toThrow(
    expect.objectContaining({ code: 'ENCODE_CONFIG_INVALID' }),
  )
})

describeEncoder('The bundled model', () => openEncoder('bundled:default'))

test('an abort in the middle of a long list is heard', async () => {
  const encoder = await openEncoder('bundled:default')
  const controller = new AbortController()
  const texts = Array.from({ length: 200 }, () => 'the boundary layer of a flat plate '.repeat(100))
  const work = encoder.encode(textInputs(texts), {
    role: 'document',
    signal: controller.signal,
    onProgress: () => controller.abort(new Error('enough')),
  })
  await expect(work).rejects.toThrow('enough')
})

test.each([
  ['a doctor treats patients', 'the physician sees the sick', 'installing the printer driver'],
  ['fast car', 'quick automobile', 'cancel my subscription'],
  ['how do I get a refund', 'returning an item and getting your money back', 'a doctor treats patients'],
])('to the bundled model "%s" is nearer to "%s" than to "%s"', async (text, related, unrelated) => {
  const encoder = await openEncoder('bundled:default')
  const { vectors } = await encoder.encode(textInputs([text, related, unrelated]), { role: 'document' })
  const cosine = (a: number, b: number): number =>
    rowOf(vectors, a).reduce((sum, x, i) => sum + x * (rowOf(vectors, b)[i] ?? 0), 0)
  expect(cosine(0, 1)).toBeGreaterThan(cosine(0, 2) + 0.1)
})

const model2vec = goldenFile('encoders', 'model2vec')

describe.skipIf(model2vec === undefined)('a model2vec folder', () => {
  describeEncoder('A model2vec folder', async () => openStaticEncoder('model2vec', { folder: model2vec ?? '' }))

  test('that is damaged is refused', () => {
    const folder = mkdtempSync(join(tmpdir(), 'attune-static-'))
    afterAll(() => rmSync(folder, { recursive: true }))
    cpSync(model2vec ?? '', folder, { recursive: true })
    truncateSync(join(folder, 'model.safetensors'), 1000)
    const open = () => openStaticEncoder('x', { folder })
    expect(open).toThrow(expect.objectContaining({ code: 'TENSOR_FILE_TRUNCATED' }))
    rmSync(join(folder, 'model.safetensors'))
    expect(open).toThrow(expect.objectContaining({ code: 'ENCODE_MODEL_FILE_MISSING' }))
    writeFileSync(join(folder, 'model.safetensors'), readFileSync(join(model2vec ?? '', 'model.safetensors')))
    writeFileSync(join(folder, 'tokenizer.json'), '{"model":')
    expect(open).toThrow(expect.objectContaining({ code: 'ENCODE_MODEL_FILE_DAMAGED' }))
  })
})
