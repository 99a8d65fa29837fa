import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { packageUrl } from '../base/package-url.ts'
import { openDataset } from '../data/dataset.ts'
import type { Document } from '../data/document.ts'
import { openProject } from '../open-project.ts'
import { createLetterEncoder } from '../store/collection.contract.ts'
import type { AdaptableCollection, AdaptableProject } from './adaptable-project.ts'

// On the bundled sample, with a few steps: what is tested is the collection's way, not how good the training is.
const SAMPLE = fileURLToPath(packageUrl('samples/help-centre'))
const quick = { steps: 30, seed: 1, threads: 1 }
const QUESTION = 'how do I get my money back'

let folder = ''
let project: AdaptableProject
let collection: AdaptableCollection
const opened: AdaptableProject[] = []

async function open(): Promise<AdaptableProject> {
  const one = await openProject(folder, { create: true })
  opened.push(one)
  return one
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'attune-adapt-collection-'))
  project = await open()
})

afterEach(async () => {
  for (const one of opened.splice(0)) await one.close()
  rmSync(folder, { recursive: true })
})

async function addSample(): Promise<void> {
  collection = await project.createCollection('help', { spaces: { default: { encoder: 'bundled:default' } } })
  await collection.add((await openDataset(SAMPLE)).documents())
}

const encoders = (): string[] => {
  const kept = join(folder, '.attune/encoders')
  return existsSync(kept) ? readdirSync(kept) : []
}

const answerOf = async (asked: AdaptableCollection): Promise<unknown> =>
  (await asked.search(QUESTION, { plan: 'dense' })).hits.map(({ id, score }) => [id, score])

describe('the sample', () => {
  beforeEach(addSample)

  it('adapt, revert, adapt: the answers are equal, and every reader follows', async () => {
    const reader = await (await open()).collection('help')
    const before = await answerOf(reader)
    const first = await collection.adapt(quick)
    expect(first).toMatchObject({
      kept: true,
      collection: 'help',
      space: 'default',
      steps: 30,
      encoder: 'bundled:default',
    })
    const space = collection.settings.spaces['default']
    expect(space).toMatchObject({
      encoder: { ref: first.now.ref },
      hybridWeight: first.hybridWeight,
      adapted: { from: { encoder: { ref: 'bundled:default' } }, documents: first.documents },
    })
    expect(encoders()).toEqual([expect.stringMatching(/^help-default-[0-9a-f]{12}$/)])
    expect(JSON.parse(readFileSync(join(first.now.ref, 'attune.json'), 'utf8'))).toMatchObject({
      origin: { collection: 'help', space: 'default', changeNumber: expect.any(Number) },
      adapted: { encoder: 'bundled:default', seed: 1, gate: { isPassed: true } },
    })
    const adapted = await answerOf(collection)
    expect(adapted).not.toEqual(before)
    expect(await answerOf(reader)).toEqual(adapted)
    const reverted = await collection.revertAdaptation()
    expect(reverted.now.ref).toBe('bundled:default')
    expect(collection.settings.spaces['default']?.adapted).toBeUndefined()
    expect(await answerOf(reader)).toEqual(before)
    expect(encoders()).toEqual([])
    const second = await collection.adapt(quick)
    expect(second.now).toEqual(first.now)
    expect(await answerOf(reader)).toEqual(adapted)
    expect(await answerOf(await (await open()).collection('help'))).toEqual(adapted)
  })

  it('an adapted space is adapted anew from the encoder that it came from, whose place is kept', async () => {
    const first = await collection.adapt(quick)
    expect(await collection.adapt(quick)).toMatchObject({ encoder: 'bundled:default', now: first.now })
    const other = await collection.adapt({ ...quick, seed: 2 })
    expect(other.now).not.toEqual(first.now)
    expect(encoders()).toHaveLength(1)
  })

  it('a dry run says what would come of it and changes nothing', async () => {
    const before = await answerOf(collection)
    expect(await collection.adapt({ ...quick, dryRun: true })).toMatchObject({
      kept: true,
      dryRun: true,
      now: { ref: 'bundled:default' },
    })
    expect(await answerOf(collection)).toEqual(before)
    expect(encoders()).toEqual([])
  })

  it('one that is cancelled keeps the old encoder', async () => {
    const before = await answerOf(collection)
    for (const stage of ['training', 'encoding']) {
      const controller = new AbortController()
      const reason = new Error(`enough of ${stage}`)
      const onProgress = (progress: { stage: string }): void =>
        void (progress.stage === stage && controller.abort(reason))
      await expect(collection.adapt({ ...quick, signal: controller.signal, onProgress })).rejects.toBe(reason)
      expect(await answerOf(collection)).toEqual(before)
      expect(encoders()).toEqual([])
    }
  })

  it('an unknown space is refused by its name, and what was not adapted cannot be reverted', async () => {
    await expect(collection.adapt({ space: 'other' })).rejects.toMatchObject({ code: 'STORE_SPACE_UNKNOWN' })
    await expect(collection.revertAdaptation()).rejects.toMatchObject({ code: 'ADAPT_NOT_ADAPTED' })
  })

  it('a project in memory is adapted and reverted, too', async () => {
    const memory = await openProject(':memory:')
    opened.push(memory)
    const held = await memory.createCollection('help', { spaces: { default: { encoder: 'bundled:default' } } })
    await held.add((await openDataset(SAMPLE)).documents())
    const before = await answerOf(held)
    const { now } = await held.adapt(quick)
    expect(now.ref).toMatch(/^adapted:help-default-/)
    expect(await answerOf(held)).not.toEqual(before)
    await held.revertAdaptation()
    expect(await answerOf(held)).toEqual(before)
  })
})

const same = (count: number, fields: Document['fields']): Document[] =>
  Array.from({ length: count }, (_, i) => ({ id: String(i), fields }))

describe('collections that cannot be adapted', () => {
  const make = async (documents: readonly Document[], fields = ['title', 'text']): Promise<AdaptableCollection> => {
    const made = await project.createCollection('docs', { spaces: { default: { encoder: 'bundled:default', fields } } })
    await made.add(documents)
    return made
  }

  it('ten documents are too few', async () => {
    const report = await (await make(same(10, { text: 'ten words of a text' }))).adapt(quick)
    expect(report).toMatchObject({ kept: false, reason: expect.stringContaining('10 documents') })
  })

  it('documents that are all equal teach nothing', async () => {
    const report = await (await make(same(300, { title: 'Refunds', text: 'Money back. Within days.' }))).adapt(quick)
    expect(report.kept).toBe(false)
  })

  it('without text in the fields of the space nothing is trained', async () => {
    const report = await (await make(same(300, { price: 3 }))).adapt(quick)
    expect(report).toMatchObject({ kept: false, steps: 0 })
  })

  it('of Japanese documents the gate decides', async () => {
    const topics = ['返金', '配送', '請求書', 'パスワード', '注文', '解約', '登録', '支払い']
    const documents = Array.from({ length: 240 }, (_, i) => ({
      id: String(i),
      fields: {
        title: `${topics[i % 8]}について${i}`,
        text: `${topics[i % 8]}の手続きを説明します。番号は${i * 37}です。`,
      },
    }))
    const report = await (await make(documents)).adapt(quick)
    expect(typeof report.kept).toBe('boolean')
    expect(report.reason).not.toBe('')
  })

  it('a transformer is not adapted yet, and that is said', async () => {
    const model = join(folder, 'transformer')
    mkdirSync(model)
    writeFileSync(join(model, 'config.json'), JSON.stringify({ model_type: 'bert' }))
    const encoder = { ...createLetterEncoder(), ref: model }
    const made = await project.createCollection('docs', { spaces: { default: { encoder } } })
    await made.add(same(200, { text: 'a text' }))
    await expect(made.adapt(quick)).rejects.toMatchObject({ code: 'TRAIN_ENCODER_NOT_STATIC' })
  })

  it('words only have no encoder to adapt', async () => {
    const made = await project.createCollection('words')
    await made.add(same(200, { text: 'a text' }))
    await expect(made.adapt(quick)).rejects.toMatchObject({ code: 'ADAPT_NO_SPACES' })
  })
})
