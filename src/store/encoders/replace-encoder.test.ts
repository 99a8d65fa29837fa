import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Encoder } from '../../encode/encoder.ts'
import { createLetterEncoder } from '../collection.contract.ts'
import type { Collection } from '../collection.ts'
import { openProject } from '../open-project.ts'
import type { Project } from '../project.ts'

const encoders: Readonly<Record<string, Encoder>> = {
  'test:old': createLetterEncoder('old', 16),
  'test:new': createLetterEncoder('new', 24),
}
const encoderNamed = (ref: string): Encoder => encoders[ref] ?? createLetterEncoder(ref)
const openEncoder = async (ref: string): Promise<Encoder> => encoderNamed(ref)

let folder = ''
let project: Project
let collection: Collection
const opened: Project[] = []

const open = async (): Promise<Project> => {
  const one = await openProject(folder, { openEncoder })
  opened.push(one)
  return one
}

const documents = (from: number, to: number): { id: string; fields: { text: string } }[] =>
  Array.from({ length: to - from }, (_, i) => ({
    id: `d${from + i}`,
    fields: { text: `word${(from + i) * 7919} text` },
  }))

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'attune-replace-'))
  project = await openProject(folder, { create: true, openEncoder })
  opened.push(project)
  const spaces = { default: { encoder: 'test:old', fields: ['text'] } }
  collection = await project.createCollection('docs', { lexicalFields: { text: 1 }, spaces })
  await collection.add(documents(0, 1500))
})

afterEach(async () => {
  for (const one of opened.splice(0)) await one.close()
  rmSync(folder, { recursive: true })
})

/** The best document for a document's own text. */
async function nearest(of: Collection, name: string, i: number): Promise<string | undefined> {
  const { vectors } = await encoderNamed(name).encode([{ text: `word${i * 7919} text` }], { role: 'query' })
  const [best] = await of.retrieve({ kind: 'dense', space: 'default', vector: vectors.data, k: 1 })
  expect(best?.score).toBeCloseTo(1, 2)
  const [document] = best === undefined ? [] : await of.fetch([best.key])
  return document?.id
}

const indexKeys = (): string[] => [
  ...new Set(
    readdirSync(join(folder, '.attune/index'), { recursive: true, encoding: 'utf8' })
      .map((path) => basename(path))
      .filter((name) => name.startsWith('space-'))
      .map((name) => name.replace(/-[0-9a-f]{12}\.segment$/, '')),
  ),
]

it('puts another encoder into a space, with its vectors, its settings and its index', async () => {
  const adapted = {
    from: { encoder: { ref: 'test:old', options: {} }, fingerprint: 'old', hybridWeight: 0.5 },
    documents: 9,
  }
  await project.changeEncoder(collection, 'default', { encoder: 'test:new', hybridWeight: 0.3, adapted })
  expect(collection.settings.spaces['default']).toEqual({
    kind: 'dense',
    encoder: { ref: 'test:new', options: {} },
    fingerprint: 'new',
    dim: 24,
    isNormalized: true,
    hybridWeight: 0.3,
    fields: ['text'],
    adapted,
  })
  expect(await nearest(collection, 'test:new', 700)).toBe('d700')
  await collection.add(documents(1500, 1600))
  expect(await nearest(collection, 'test:new', 1550)).toBe('d1550')
  expect(indexKeys()).toHaveLength(1)
  expect(await collection.add(documents(0, 1600))).toMatchObject({ unchanged: 1600 })
})

it('a collection that another process has open follows, reading and writing', async () => {
  const reader = await (await open()).collection('docs')
  const writer = await (await open()).collection('docs')
  expect(await nearest(reader, 'test:old', 3)).toBe('d3')
  await project.changeEncoder(collection, 'default', { encoder: 'test:new' })
  expect(await reader.count()).toBe(1500)
  expect(reader.settings.spaces['default']?.fingerprint).toBe('new')
  expect(await nearest(reader, 'test:new', 3)).toBe('d3')
  await writer.add(documents(1500, 1510))
  for (const one of [reader, writer, collection]) expect(await nearest(one, 'test:new', 1505)).toBe('d1505')
})

it('documents that are added, replaced and deleted while it encodes are covered', async () => {
  const changing = project.changeEncoder(collection, 'default', { encoder: 'test:new' })
  await collection.add([...documents(1500, 1800), { id: 'd5', fields: { text: `word${4000 * 7919} text` } }])
  await collection.delete(['d6'])
  await changing
  expect(await nearest(collection, 'test:new', 1700)).toBe('d1700')
  expect(await nearest(collection, 'test:new', 4000)).toBe('d5')
  const all = await collection.retrieve({
    kind: 'dense',
    space: 'default',
    vector: new Float32Array(24).fill(1),
    k: 5000,
  })
  expect(all).toHaveLength(1799)
})

it('one that is called off or fails leaves the old encoder and nothing of the new', async () => {
  const controller = new AbortController()
  const reason = new Error('enough')
  const onProgress = (): void => controller.abort(reason)
  const { signal } = controller
  await expect(project.changeEncoder(collection, 'default', { encoder: 'test:new', signal, onProgress })).rejects.toBe(
    reason,
  )
  const failing: Encoder = {
    ...createLetterEncoder('failing', 24),
    encode: async () => Promise.reject(new Error('no memory')),
  }
  await expect(project.changeEncoder(collection, 'default', { encoder: failing })).rejects.toThrow('no memory')
  expect(collection.settings.spaces['default']?.fingerprint).toBe('old')
  expect(await nearest(collection, 'test:old', 700)).toBe('d700')
  await project.changeEncoder(collection, 'default', { encoder: 'test:new' })
  expect(await nearest(collection, 'test:new', 700)).toBe('d700')
  expect(indexKeys()).toHaveLength(1)
})

it('an unknown space is refused by its name', async () => {
  await expect(project.changeEncoder(collection, 'other', { encoder: 'test:new' })).rejects.toMatchObject({
    code: 'STORE_SPACE_UNKNOWN',
  })
})
