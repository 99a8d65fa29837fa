import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { createRandom } from '../base/random.ts'
import { workerUrl } from '../base/package-url.ts'
import type { Collection } from './collection.ts'
import { createLetterEncoder } from './collection.contract.ts'
import { openProject } from './open-project.ts'
import type { SyncDocument } from './sync.ts'

// Goal: a sync or a deletion that is killed leaves every document whole or gone, never touches what is not the source's, and the next sync
// completes it. Method: a child syncs one state of a source after the other, and deletes between; it is killed at random moments.

const DIM = 16
const DOCUMENTS = 4000
const ROUNDS = 8

/** State `round` of the source: a window that moves on, in which every tenth document is another each time. The child has its text. */
function* state(round: number): Generator<SyncDocument> {
  for (let i = round * 300; i < round * 300 + DOCUMENTS; i++) {
    const content = i % 10 === 0 ? round : 0
    const vector = new Float32Array(DIM).fill(0.1)
    vector[i % DIM] = 1
    const text = `walrus number${i}x content${content}c`
    yield { id: `d${i}`, version: content, fields: { text }, vectors: { default: vector } }
  }
}

const program = `
  const [, folder, round, openProjectUrl] = process.argv
  const { openProject } = await import(openProjectUrl)
  const project = await openProject(folder, { openEncoder: () => { throw new Error('no encoder needed') } })
  const collection = await project.collection('docs')
  const [DIM, DOCUMENTS] = [${DIM}, ${DOCUMENTS}]
  const state = ${state.toString()}
  console.log('ready')
  for (let i = Number(round); ; i++) {
    await collection.sync(state(i), { source: 'window' })
    await collection.delete({ filter: { field: 'text', equals: 'nothing has this' } })
    await collection.delete(Array.from({ length: 100 }, (_, at) => 'd' + (i * 300 + 1000 + at * 7)))
    await collection.settle()
  }
`

async function killWithin(
  folder: string,
  { round, ms }: { readonly round: number; readonly ms: number },
): Promise<void> {
  const url = workerUrl('store/open-project.ts').href
  const child = spawn(process.execPath, ['--input-type=module', '-e', program, folder, String(round), url])
  let stderr = ''
  child.stderr.on('data', (chunk: Buffer) => (stderr += String(chunk)))
  await new Promise<void>((resolve) => child.stdout.once('data', () => resolve()))
  await sleep(ms)
  const ended = new Promise((resolve) => child.once('close', resolve))
  child.kill('SIGKILL')
  await ended
  expect(stderr).toBe('')
}

/** Every document that is there is found by its words and by its vector, and nothing else is. */
async function expectWhole(collection: Collection): Promise<void> {
  const ids: string[] = []
  for await (const { id, fields } of collection.scan()) {
    ids.push(id)
    expect(fields['text']).toContain(id === 'mine' ? 'walrus' : `number${id.slice(1)}x`)
  }
  expect(await collection.count()).toBe(ids.length)
  expect(ids).toContain('mine')
  const vector = new Float32Array(DIM).fill(0.3)
  const k = ids.length + 100
  const words = await collection.retrieve({ kind: 'lexical', query: 'walrus', k })
  const near = await collection.retrieve({ kind: 'dense', space: 'default', vector, k, exact: true })
  for (const found of [words, near]) {
    const documents = await collection.fetch(found.map(({ key }) => key))
    expect(new Set(documents.map((document) => document?.id))).toEqual(new Set(ids))
  }
}

it(`completes what ${ROUNDS} kills have interrupted, and leaves what is not the source's`, async () => {
  const random = createRandom(Date.now())
  const folder = mkdtempSync(join(tmpdir(), 'attune-sync-crash-'))
  const openEncoder = async (): Promise<ReturnType<typeof createLetterEncoder>> => createLetterEncoder()
  const project = await openProject(folder, { create: true })
  const made = await project.createCollection('docs', {
    lexicalFields: { text: 1 },
    spaces: { default: { encoder: createLetterEncoder() } },
  })
  await made.add([
    { id: 'mine', fields: { text: 'walrus of mine' }, vectors: { default: new Float32Array(DIM).fill(1) } },
  ])
  await project.close()
  for (let round = 1; round <= ROUNDS; round++) {
    await killWithin(folder, { round: round * 3, ms: random.below(1500) })
    const reader = await openProject(folder, { openEncoder })
    const collection = await reader.collection('docs')
    await expectWhole(collection)
    if (round % 4 === 0) {
      await collection.sync(state(round), { source: 'window' })
      const ids: string[] = []
      for await (const id of collection.ids()) ids.push(id)
      expect(new Set(ids)).toEqual(new Set(['mine', ...Array.from(state(round), ({ id }) => id)]))
      await expectWhole(collection)
    }
    await reader.close()
  }
  rmSync(folder, { recursive: true })
}, 120_000)
