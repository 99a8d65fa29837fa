import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { createRandom } from '../base/random.ts'
import { workerUrl } from '../base/package-url.ts'
import type { Collection, DocKey } from './collection.ts'
import { createLetterEncoder } from './collection.contract.ts'
import { openProject } from './open-project.ts'

// Goal: whatever was acknowledged before `kill -9` is there afterwards, in the database and in every index, without any repair. Method: a
// child process adds the same documents again and again, replacing some; it is killed at random moments, while adding, sealing and merging.

const DIM = 16
const DOCUMENTS = 30_000
const ROUNDS = 6

/** The child's program: prints how many documents, counted from the first, are acknowledged. */
const program = `
  const [, folder, round, openProjectUrl] = process.argv
  const { openProject } = await import(openProjectUrl)
  const project = await openProject(folder, { openEncoder: () => { throw new Error('no encoder needed') } })
  const collection = await project.collection('docs')
  function* documents() {
    for (let i = 0; i < ${DOCUMENTS}; i++) {
      const vector = new Float32Array(${DIM}).fill(0.1)
      vector[i % ${DIM}] = 1 + i / ${DOCUMENTS}
      const version = i % 40 === 0 ? round : 0
      yield { id: 'd' + i, fields: { text: 'walrus unique' + i + 'x version' + version + 'v' }, vectors: { default: vector } }
    }
  }
  console.log('ready')
  await collection.add(documents(), { onProgress: ({ done }) => console.log(done) })
  await collection.settle()
  console.log('finished')
  setInterval(() => undefined, 1000)
`

interface Child {
  readonly process: ChildProcessWithoutNullStreams
  readonly lines: string[]
  readonly stderr: () => string
}

function startChild(folder: string, round: number): Child {
  const url = workerUrl('store/open-project.ts').href
  const child = spawn(process.execPath, ['--input-type=module', '-e', program, folder, String(round), url])
  const lines: string[] = []
  let stderr = ''
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line))
  child.stderr.on('data', (chunk: Buffer) => (stderr += String(chunk)))
  return { process: child, lines, stderr: () => stderr }
}

async function until(child: Child, condition: () => boolean): Promise<void> {
  while (!condition()) {
    if (child.process.exitCode !== null) throw new Error(`the child ended: ${child.stderr()}`)
    await sleep(5)
  }
}

async function killNow({ process: child }: Child): Promise<void> {
  const ended = new Promise((resolve) => child.once('close', resolve))
  child.kill('SIGKILL')
  await ended
}

const acknowledgedBy = ({ lines }: Child): number => Math.max(0, ...lines.map(Number).filter(Number.isFinite))

/** Every document is in the database, in the words and in the vectors, once. */
async function expectWhole(collection: Collection, acknowledged: number): Promise<void> {
  const count = await collection.count()
  expect(count).toBeGreaterThanOrEqual(acknowledged)
  const ids = Array.from({ length: acknowledged }, (_, i) => `d${i}`)
  expect((await collection.get(ids)).filter((document) => document === undefined)).toEqual([])
  const words = await collection.retrieve({ kind: 'lexical', query: 'walrus', k: DOCUMENTS })
  const vector = new Float32Array(DIM).fill(0.3)
  const near = await collection.retrieve({ kind: 'dense', space: 'default', vector, k: DOCUMENTS, exact: true })
  for (const found of [words, near]) {
    const keys = new Set<DocKey>(found.map(({ key }) => key))
    expect(keys.size).toBe(count)
    expect((await collection.fetch([...keys])).filter((document) => document === undefined)).toEqual([])
  }
  if (acknowledged === 0) return
  const last = acknowledged - 1
  const [best] = await collection.retrieve({ kind: 'lexical', query: `unique${last}x`, k: 1 })
  expect(best === undefined ? [] : await collection.fetch([best.key])).toMatchObject([{ id: `d${last}` }])
}

it(`loses nothing that was acknowledged in ${ROUNDS} kills at random moments`, async () => {
  const random = createRandom(Date.now())
  const folder = mkdtempSync(join(tmpdir(), 'attune-crash-'))
  const project = await openProject(folder, { create: true })
  await project.createCollection('docs', {
    lexicalFields: { text: 1 },
    spaces: { default: { encoder: createLetterEncoder() } },
  })
  await project.close()
  // One that stays open all the time follows; the other opens the files as each crash has left them.
  const witness = await openProject(folder, { readOnly: true })
  const follower = await witness.collection('docs')
  let acknowledged = 0
  for (let round = 1; round <= ROUNDS; round++) {
    const child = startChild(folder, round)
    await until(child, () => child.lines.length > 0)
    await sleep(random.below(1200))
    await killNow(child)
    expect(child.stderr()).toBe('')
    acknowledged = Math.max(acknowledged, acknowledgedBy(child))
    const reader = await openProject(folder)
    await expectWhole(await reader.collection('docs'), acknowledged)
    await reader.close()
    await expectWhole(follower, acknowledged)
  }
  expect(acknowledged).toBeGreaterThan(0)
  await witness.close()
  rmSync(folder, { recursive: true })
})

it('frees the writer lock of a killed process, and named that process before', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'attune-lock-'))
  const project = await openProject(folder, { create: true })
  const spaces = { default: { encoder: createLetterEncoder() } }
  await project.createCollection('docs', { spaces })
  await project.close()
  const child = startChild(folder, 1)
  await until(child, () => acknowledgedBy(child) > 0)
  const other = await openProject(folder)
  const collection = await other.collection('docs')
  const document = { id: 'mine', fields: { text: 'seal' }, vectors: { default: new Float32Array(DIM) } }
  await expect(collection.add([document])).rejects.toMatchObject({
    code: 'STORE_LOCKED',
    details: { holder: { pid: child.process.pid } },
  })
  await killNow(child)
  expect(await collection.add([document])).toMatchObject({ added: 1 })
  await other.close()
  rmSync(folder, { recursive: true })
})
