/** @file Every model folder among the reference figures that this version knows how to open, against the vectors that its own library made. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { goldenFile, sharedFile } from '../../test/golden.ts'
import { AttuneError } from '../base/errors.ts'
import { readSentenceTransformer } from './sentence-transformer-folder.ts'
import { isStaticFolder, openStaticEncoder } from './static-folder.ts'
import { textInputs } from './encoder.ts'
import { openTransformerPipeline } from './transformer-pipeline.ts'

interface Prompted {
  readonly prompt_name: string
  readonly texts: readonly number[]
  readonly input_ids: readonly (readonly number[])[]
  readonly embeddings: readonly (readonly number[])[]
}

interface Golden {
  readonly same_embeddings_as?: string
  readonly embeddings?: readonly (readonly number[])[]
  readonly input_ids?: readonly (readonly number[])[]
  readonly prompts?: Readonly<Record<string, string>>
  readonly with_prompt?: readonly Prompted[]
}

const root = goldenFile('encoders') ?? ''
const readGolden = (path: string): Golden => JSON.parse(readFileSync(path, 'utf8')) as Golden
const texts: readonly string[] = existsSync(join(root, 'texts.json'))
  ? (JSON.parse(readFileSync(join(root, 'texts.json'), 'utf8')) as { texts: { text: string }[] }).texts.map(
      ({ text }) => text,
    )
  : []

/** Folders with vectors to compare with; what else lies there (rerankers, sparse, images) is not an encoder of texts. */
function goldenOf(folder: string): Golden | undefined {
  if (!existsSync(join(folder, 'golden.json'))) return undefined
  const golden = readGolden(join(folder, 'golden.json'))
  const figures = golden.same_embeddings_as === undefined ? golden : readGolden(join(folder, golden.same_embeddings_as))
  return figures.embeddings?.length === texts.length ? figures : undefined
}

/** Largest difference, in the unit that the reference promises: 1e-5 where vectors are of unit length, else 1e-5 of the largest value. */
function expectClose(actual: Float32Array, expected: readonly (readonly number[])[], isNormalized: boolean): void {
  const flat = expected.flat()
  expect(actual).toHaveLength(flat.length)
  const scale = isNormalized ? 1 : flat.reduce((most, x) => Math.max(most, Math.abs(x)), 0)
  const difference = actual.reduce((most, x, i) => Math.max(most, Math.abs(x - (flat[i] ?? NaN))), 0)
  expect(difference / scale).toBeLessThanOrEqual(1e-5)
}

/** Why this version cannot open a folder: its architecture is not in the table yet. Anything else is a failure. */
function unknownArchitecture(folder: string): string | undefined {
  try {
    readSentenceTransformer(folder)
    return undefined
  } catch (error) {
    if (error instanceof AttuneError && error.code === 'ENCODE_ARCHITECTURE_UNKNOWN') return error.message
    throw error
  }
}

const cases = (root === '' ? [] : readdirSync(root)).flatMap((name) => {
  const folder = join(root, name)
  const golden = goldenOf(folder)
  return golden ? [{ name, folder, golden, isStatic: isStaticFolder(folder) }] : []
})
const transformers = cases.filter(({ isStatic }) => !isStatic)

test.skipIf(cases.length === 0).each(cases.filter(({ isStatic }) => isStatic))(
  'the static model $name gives the vectors of its library',
  async ({ name, folder, golden }) => {
    const encoder = openStaticEncoder(name, { folder })
    const { vectors } = await encoder.encode(textInputs(texts), { role: 'document' })
    expectClose(vectors.data, golden.embeddings ?? [], encoder.isNormalized)
  },
)

test.skipIf(cases.length === 0).for(transformers)(
  '$name gives the token ids and the vectors of its library',
  async ({ folder, golden }, { skip }) => {
    const reason = unknownArchitecture(folder)
    if (reason !== undefined) skip(reason)
    const pipeline = await openTransformerPipeline(folder, { threads: 1 })
    for (const [index, ids] of golden.input_ids?.entries() ?? [])
      expect([...pipeline.tokenize(texts[index] ?? '')]).toEqual(ids)
    const config = readGolden(join(folder, 'config_sentence_transformers.json')) as { default_prompt_name?: string }
    const prompt = golden.prompts?.[config.default_prompt_name ?? ''] ?? ''
    const encoded = await pipeline.encode(texts, { prompt })
    expectClose(encoded?.vectors ?? new Float32Array(), golden.embeddings ?? [], pipeline.isNormalized)
    await pipeline.close()
  },
)

test.skipIf(cases.length === 0).for(transformers.filter(({ golden }) => golden.with_prompt))(
  '$name gives the vectors of its library with prompts',
  async ({ folder, golden }, { skip }) => {
    const reason = unknownArchitecture(folder)
    if (reason !== undefined) skip(reason)
    const pipeline = await openTransformerPipeline(folder, { threads: 1 })
    for (const { prompt_name: role, texts: indexes, input_ids: ids, embeddings } of golden.with_prompt ?? []) {
      const prompt = golden.prompts?.[role] ?? ''
      const chosen = indexes.map((index) => texts[index] ?? '')
      expect(chosen.map((text) => [...pipeline.tokenize(prompt + text)])).toEqual(ids)
      const encoded = await pipeline.encode(chosen, { prompt })
      expectClose(encoded?.vectors ?? new Float32Array(), embeddings, pipeline.isNormalized)
      if (role === 'query' || role === 'document') expect(pipeline.prompts[role]).toBe(prompt)
    }
    await pipeline.close()
  },
)

const miniLm = sharedFile('models', 'all-MiniLM-L6-v2')
const miniLmFigures = goldenFile('encoders', 'all-MiniLM-L6-v2')

test.skipIf(miniLm === undefined || miniLmFigures === undefined)('all-MiniLM-L6-v2 gives its vectors', async () => {
  const figures = JSON.parse(readFileSync(join(miniLmFigures ?? '', 'golden.json'), 'utf8')) as {
    texts: string[]
    input_ids: number[][]
  }
  const npy = readFileSync(join(miniLmFigures ?? '', 'embeddings.npy'))
  const start = 10 + npy.readUInt16LE(8)
  const expected = new Float32Array(npy.buffer.slice(npy.byteOffset + start, npy.byteOffset + npy.length))
  const pipeline = await openTransformerPipeline(miniLm ?? '')
  for (const [index, ids] of figures.input_ids.entries())
    expect([...pipeline.tokenize(figures.texts[index] ?? '')]).toEqual(ids)
  const encoded = await pipeline.encode(figures.texts, { prompt: '' })
  await pipeline.close()
  expectClose(encoded?.vectors ?? new Float32Array(), [[...expected]], true)
})
