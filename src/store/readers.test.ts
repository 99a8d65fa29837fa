import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { workerUrl } from '../base/package-url.ts'
import type { Collection, CollectionView } from './collection.ts'
import { createLetterEncoder } from './collection.contract.ts'
import { openProject } from './open-project.ts'

// Goal: however fast another process writes, what a reader sees is one state. Method: a child process replaces every document in each of its
// commits, so that documents of two rounds, or too few of them, are never one state. It seals and merges, too, between the commits.

const DOCUMENTS = 250
const WRITING_MS = 3000

const program = `
  const [, folder, openProjectUrl] = process.argv
  const { openProject } = await import(openProjectUrl)
  const project = await openProject(folder)
  const collection = await project.collection('docs')
  const end = Date.now() + ${WRITING_MS}
  for (let round = 1; Date.now() < end; round++) {
    await collection.add(Array.from({ length: ${DOCUMENTS} }, (_, i) => ({
      id: 'd' + i,
      fields: { text: 'walrus', round },
      vectors: { default: Float32Array.of(1, i / ${DOCUMENTS}, round, 0) },
    })))
    if (round % 10 === 0) await collection.settle()
  }
  await project.close()
`

interface Writer {
  readonly hasEnded: () => boolean
  readonly ended: Promise<void>
}

function startWriter(folder: string): Writer {
  const url = workerUrl('store/open-project.ts').href
  const child = spawn(process.execPath, ['--input-type=module', '-e', program, folder, url])
  let stderr = ''
  child.stderr.on('data', (chunk: Buffer) => (stderr += String(chunk)))
  const ended = new Promise<void>((resolve, reject) => {
    child.once('close', (code) => (code === 0 ? resolve() : reject(new Error(`the writer failed: ${stderr}`))))
  })
  return { hasEnded: () => child.exitCode !== null, ended }
}

let folder: string
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'attune-readers-'))
  const project = await openProject(folder, { create: true })
  const spaces = { default: { encoder: createLetterEncoder('letters-1', 4) } }
  const collection = await project.createCollection('docs', { lexicalFields: { text: 1 }, spaces })
  await collection.add(
    Array.from({ length: DOCUMENTS }, (_, i) => ({
      id: `d${i}`,
      fields: { text: 'walrus', round: 0 },
      vectors: { default: Float32Array.of(1, i / DOCUMENTS, 0, 0) },
    })),
  )
  await project.close()
})
afterEach(() => rmSync(folder, { recursive: true }))

/** @returns the round that the view is of */
async function expectOneState(view: CollectionView): Promise<number> {
  const words = { kind: 'lexical', query: 'walrus' } as const
  const near = { kind: 'dense', space: 'default', vector: Float32Array.of(0, 0, 1, 0) } as const
  const byWords = await view.retrieve({ ...words, k: 2 * DOCUMENTS })
  const byVector = await view.retrieve({ ...near, k: 2 * DOCUMENTS })
  const keys = byWords.map(({ key }) => key)
  const documents = await view.fetch(keys)
  const round = documents[0]?.fields['round']
  expect(new Set(documents.map((document) => document?.fields['round']))).toEqual(new Set([round]))
  expect(documents).toHaveLength(DOCUMENTS)
  expect(byVector.map(({ score }) => score)).toEqual(Array.from({ length: DOCUMENTS }, () => round))
  expect(new Set(byVector.map(({ key }) => key))).toEqual(new Set(keys))
  const filter = { field: 'round', equals: Number(round) }
  expect(await view.retrieve({ ...words, k: 2 * DOCUMENTS, filter })).toHaveLength(DOCUMENTS)
  expect(await view.count()).toBe(DOCUMENTS)
  expect(keys).toContain(await view.keyOf('d7'))
  const explained = await view.explain(words, keys.slice(0, 3))
  expect(explained.map((one) => one?.score)).toEqual(byWords.slice(0, 3).map(({ score }) => expect.closeTo(score, 5)))
  return Number(round)
}

it('sees one state at a time, in a process that stays open and in fresh ones, beside a writer at full speed', async () => {
  const notices: string[] = []
  const options = { readOnly: true, onNotice: (notice: string) => notices.push(notice) }
  const project = await openProject(folder, options)
  const collection = await project.collection('docs')
  const writer = startWriter(folder)
  const rounds: number[] = []
  const read = async (from: Collection): Promise<void> => void rounds.push(await from.read(expectOneState))
  while (!writer.hasEnded()) {
    await read(collection)
    const fresh = await openProject(folder, options)
    await read(await fresh.collection('docs'))
    await fresh.close()
    await new Promise((resolve) => setImmediate(resolve))
  }
  await writer.ended
  await read(collection)
  await project.close()
  expect(rounds).toEqual(rounds.toSorted((a, b) => a - b))
  expect(new Set(rounds).size).toBeGreaterThan(5)
  expect(notices).toEqual([])
}, 60_000)
