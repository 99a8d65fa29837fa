import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createRandom, type Random } from '../base/random.ts'
import type { Document } from '../data/document.ts'
import { textInputs } from '../encode/encoder.ts'
import { openEncoder } from '../encode/open-encoder.ts'
import { encodeSafetensors } from '../tensor/safetensors.ts'
import { adaptEncoder, type AdaptOptions } from './adapt-encoder.ts'
import { writeAdaptedEncoder } from './write-adapted-encoder.ts'

const TOPICS = 100
/** Words of a topic's titles, and others of its texts. */
const WORDS = 6
const DIM = 32

const scratch = mkdtempSync(join(tmpdir(), 'attune-adapt-'))
afterAll(() => rmSync(scratch, { recursive: true }))

const titleWord = (topic: number, i: number): string => `title${topic}${'xyzuvw'[i]}`
const textWord = (topic: number, i: number): string => `text${topic}${'xyzuvw'[i]}`

/** A table of random vectors: nothing has to do with anything. */
function writeModel(name: string, { layout }: { layout: 'model2vec' | 'StaticEmbedding' }): string {
  const folder = join(scratch, name)
  mkdirSync(folder, { recursive: true })
  const words = Array.from({ length: TOPICS * WORDS }, (_, i) => [
    titleWord(Math.floor(i / WORDS), i % WORDS),
    textWord(Math.floor(i / WORDS), i % WORDS),
  ]).flat()
  const vocab = Object.fromEntries(['[UNK]', '.', ...words].map((token, id) => [token, id]))
  const rows = Object.keys(vocab).length
  const random = createRandom(5)
  const data = Float32Array.from({ length: rows * DIM }, () => random.normal())
  const table = layout === 'model2vec' ? 'embeddings' : 'embedding.weight'
  writeFileSync(
    join(folder, 'model.safetensors'),
    encodeSafetensors({ [table]: { type: 'F32', shape: [rows, DIM], data } }),
  )
  const tokenizer = {
    normalizer: { type: 'BertNormalizer', lowercase: true },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: null,
    added_tokens: [],
    model: {
      type: 'WordPiece',
      unk_token: '[UNK]',
      continuing_subword_prefix: '##',
      max_input_chars_per_word: 100,
      vocab,
    },
  }
  writeFileSync(join(folder, 'tokenizer.json'), JSON.stringify(tokenizer))
  if (layout === 'model2vec')
    writeFileSync(join(folder, 'config.json'), JSON.stringify({ model_type: 'model2vec', normalize: true }))
  else writeFileSync(join(folder, 'modules.json'), JSON.stringify([{ type: 'models.StaticEmbedding', path: '' }]))
  return folder
}

/** Titles and texts of one topic share no word: only their coming together says that they belong together. */
function documents(count: number, { topicOf }: { topicOf: (random: Random) => number }): Document[] {
  const random = createRandom(8)
  return Array.from({ length: count }, (_, id) => {
    const titleTopic = topicOf(random)
    const textTopic = topicOf === anyTopic ? topicOf(random) : titleTopic
    const draw = (word: (topic: number, i: number) => string, topic: number, n: number): string =>
      Array.from({ length: n }, () => word(topic, random.below(WORDS))).join(' ')
    const title = draw(titleWord, titleTopic, 3)
    const text = `${draw(textWord, textTopic, 5)}. ${draw(textWord, textTopic, 5)}. ${draw(textWord, textTopic, 6)}.`
    return { id: String(id), fields: { title, text, price: 12 } }
  })
}

const anyTopic = (random: Random): number => random.below(TOPICS)
const oneTopic = (random: Random): number => random.below(TOPICS)

let encoder = ''
let options: AdaptOptions = { encoder: '' }
beforeAll(() => {
  encoder = writeModel('base', { layout: 'model2vec' })
  options = { encoder, steps: 60, threads: 1, seed: 4 }
})

describe('adapting an encoder to documents', () => {
  test('a collection whose titles say what its texts say: better, kept, and an encoder like any other', async () => {
    const { report, adapted } = await adaptEncoder(documents(400, { topicOf: oneTopic }), options)
    expect(report).toMatchObject({ kept: true, documents: 400, sampled: 400, fields: ['title', 'text'], steps: 60 })
    expect(report.gate?.all.low).toBeGreaterThan(0.02)
    expect(report.gate?.kinds.title?.after).toBeGreaterThan(report.gate?.kinds.title?.before ?? 1)
    const output = join(scratch, 'adapted')
    if (adapted) writeAdaptedEncoder({ adapted, report }, { output, origin: { collection: 'help', changeNumber: 7 } })
    const opened = await openEncoder(output)
    expect(opened).toMatchObject({ dim: DIM, isNormalized: true, hybridWeight: report.hybridWeight })
    expect(opened.fingerprint).not.toBe(report.encoderFingerprint)
    const allWords = (word: (topic: number, i: number) => string, topic: number): string =>
      Array.from({ length: WORDS }, (_, i) => word(topic, i)).join(' ')
    const inputs = textInputs([allWords(titleWord, 2), allWords(textWord, 2), allWords(textWord, 9)])
    const { vectors } = await opened.encode(inputs, { role: 'query' })
    const dot = (a: number, b: number): number =>
      vectors.data.subarray(a * DIM, (a + 1) * DIM).reduce((sum, x, i) => sum + x * (vectors.data[b * DIM + i] ?? 0), 0)
    expect(dot(0, 1)).toBeGreaterThan(dot(0, 2) + 0.3)
    const card = JSON.parse(readFileSync(join(output, 'attune.json'), 'utf8')) as Record<string, unknown>
    expect(card).toMatchObject({ origin: { collection: 'help' }, adapted: { seed: 4, encoder } })
  })

  test('the same seed and steps give the same bytes, another seed others', async () => {
    const texts = documents(150, { topicOf: oneTopic })
    const tables = []
    for (const seed of [4, 4, 5]) {
      const { candidate } = await adaptEncoder(texts, { ...options, steps: 10, seed })
      tables.push(candidate?.table.data)
    }
    expect(tables[1]).toEqual(tables[0])
    expect(tables[2]).not.toEqual(tables[0])
  })

  test('titles that have nothing to do with their texts: the old encoder stays, and the report says why', async () => {
    const { report, adapted } = await adaptEncoder(documents(300, { topicOf: anyTopic }), { ...options, steps: 5 })
    expect(report.kept).toBe(false)
    expect(adapted).toBeUndefined()
    expect(report.reason).toMatch(/^(No better|Worse|Held-out text gave)/)
  })

  test('documents that are all the same: no query can be told right from wrong, nothing is kept', async () => {
    const same = documents(1, { topicOf: oneTopic })[0]?.fields ?? {}
    const copies = Array.from({ length: 200 }, (_, i) => ({ id: String(i), fields: same }))
    const { report } = await adaptEncoder(copies, { ...options, steps: 3 })
    expect(report.kept).toBe(false)
  })

  test('ten documents are too few, and the report says so', async () => {
    const { report } = await adaptEncoder(documents(10, { topicOf: oneTopic }), options)
    expect(report).toMatchObject({ kept: false, steps: 0, gate: undefined })
    expect(report.reason).toContain('10 documents')
  })

  test('documents in a language that the encoder has no tokens for: nothing is done, and the report says so', async () => {
    const thai = Array.from({ length: 150 }, (_, i) => ({
      id: String(i),
      fields: { text: `สวัสดีครับ ${'ก'.repeat(i)}` },
    }))
    const { report } = await adaptEncoder(thai, { ...options, fields: ['text'] })
    expect(report).toMatchObject({ kept: false, steps: 0 })
    expect(report.reason).toContain('tokens')
  })

  test('a StaticEmbedding folder is adapted too', async () => {
    const folder = writeModel('static-embedding', { layout: 'StaticEmbedding' })
    const { report } = await adaptEncoder(documents(200, { topicOf: oneTopic }), {
      ...options,
      encoder: folder,
      steps: 40,
    })
    expect(report).toMatchObject({ kept: true, steps: 40 })
  })

  test('documents without text, and encoders that are no tables, are refused', async () => {
    const empty = Array.from({ length: 120 }, (_, i) => ({ id: String(i), fields: { price: i } }))
    await expect(adaptEncoder(empty, options)).rejects.toEqual(expect.objectContaining({ code: 'TRAIN_TEXT_MISSING' }))
    const transformer = join(scratch, 'transformer')
    mkdirSync(transformer)
    writeFileSync(join(transformer, 'config.json'), JSON.stringify({ model_type: 'bert' }))
    await expect(adaptEncoder([], { ...options, encoder: transformer })).rejects.toEqual(
      expect.objectContaining({ code: 'TRAIN_ENCODER_NOT_STATIC' }),
    )
    await expect(adaptEncoder([], { ...options, encoder: join(scratch, 'nowhere') })).rejects.toEqual(
      expect.objectContaining({ code: 'ENCODE_MODEL_NOT_FOUND' }),
    )
  })

  test('an abort ends it', async () => {
    const controller = new AbortController()
    const onProgress = ({ stage }: { stage: string }): void => {
      if (stage === 'training') controller.abort(new Error('stop'))
    }
    const adapting = adaptEncoder(documents(200, { topicOf: oneTopic }), {
      ...options,
      signal: controller.signal,
      onProgress,
    })
    await expect(adapting).rejects.toThrow('stop')
  })
})
