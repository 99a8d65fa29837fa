import {
  copyFileSync,
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createRandom } from '../../base/random.ts'
import { encodeSegmentFile } from '../../index/segment-file.ts'
import type { Candidate, Collection, IncomingDocument } from '../collection.ts'
import { createLetterEncoder } from '../collection.contract.ts'
import { openDatabase } from '../database/database.ts'
import { openProject } from '../open-project.ts'
import type { OpenProjectOptions, Project } from '../project.ts'

const DIM = 16
const random = createRandom(5)
const vector = (): Float32Array => Float32Array.from({ length: DIM }, () => random.normal())
const query = vector()

/** As a version of attune may write it that has more storages. */
const laterSegment = encodeSegmentFile({
  kind: 'vector',
  formatVersion: 3,
  header: { dim: DIM, count: 600, storage: { kind: 'binary' }, structure: { kind: 'flat' } },
  blocks: [],
})

const batch = (from: number, count: number, word = 'walrus'): IncomingDocument[] =>
  Array.from({ length: count }, (_, i) => ({
    id: `d${from + i}`,
    fields: { text: `${word} number${from + i}` },
    vectors: { default: vector() },
  }))

describe('the indexes of a collection', () => {
  let folder: string
  let notices: string[]
  let opened: Project[]

  const openWith = async (options: OpenProjectOptions = {}): Promise<Collection> => {
    const project = await openProject(folder, { onNotice: (notice) => notices.push(notice), ...options })
    opened.push(project)
    return project.collection('docs')
  }
  const closeAll = async (): Promise<void> => {
    for (const project of opened) await project.close()
    opened = []
  }
  /** Writes in a project of its own, so that what is large enough becomes a file. */
  const write = async (work: (collection: Collection) => Promise<unknown>): Promise<void> => {
    await work(await openWith())
    await closeAll()
  }
  const inner = (...parts: string[]): string => join(folder, '.attune', ...parts)
  const segments = (): string[] => readdirSync(inner('index/docs')).filter((name) => name.endsWith('.segment'))
  const answers = async (collection: Collection): Promise<unknown> => {
    const idsAndScores = async (found: Candidate[]): Promise<unknown> => {
      const documents = await collection.fetch(found.map(({ key }) => key))
      return found.map(({ score }, i) => [documents[i]?.id, score])
    }
    return [
      await idsAndScores(await collection.retrieve({ kind: 'lexical', query: 'walrus number17 number605', k: 1e4 })),
      await idsAndScores(await collection.retrieve({ kind: 'dense', space: 'default', vector: query, k: 1e4 })),
    ]
  }
  const answersNow = async (options?: OpenProjectOptions): Promise<unknown> => {
    const found = await answers(await openWith(options))
    await closeAll()
    return found
  }

  let prepared: string
  beforeAll(async () => {
    folder = prepared = mkdtempSync(join(tmpdir(), 'attune-index-'))
    notices = []
    opened = []
    const project = await openProject(folder, { create: true })
    await project.createCollection('docs', {
      lexicalFields: { text: 1 },
      spaces: { default: { encoder: createLetterEncoder() } },
    })
    await project.close()
    await write((collection) => collection.add(batch(0, 600)))
    await write(async (collection) => {
      await collection.add(batch(600, 500))
      await collection.delete(['d3', 'd4', 'd601'])
      await collection.add(batch(5, 2, 'walrus seal'))
    })
    // Too few for a file: read again when opened.
    await write((collection) => collection.add(batch(2000, 20)))
  })
  afterAll(() => rmSync(prepared, { recursive: true }))
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'attune-index-'))
    cpSync(prepared, folder, { recursive: true })
    notices = []
  })
  afterEach(async () => {
    await closeAll()
    rmSync(folder, { recursive: true })
  })

  it('are files and a rest, and answer with every document once', async () => {
    expect(segments()).toHaveLength(4)
    const [words, near] = (await answersNow()) as [[string, number][], [string, number][]]
    for (const found of [words, near]) {
      expect(found).toHaveLength(1117)
      expect(new Set(found.map(([id]) => id)).size).toBe(1117)
    }
    expect(notices).toEqual([])
  })

  const damages: readonly [name: string, damage: () => void][] = [
    [
      'a segment file is missing',
      () =>
        segments()
          .slice(0, 1)
          .forEach((name) => rmSync(inner('index/docs', name))),
    ],
    ['every segment file is cut off', () => segments().forEach((name) => truncateSync(inner('index/docs', name), 700))],
    ['every segment file is empty', () => segments().forEach((name) => truncateSync(inner('index/docs', name), 0))],
    [
      'one byte of each segment file is wrong',
      () =>
        segments().forEach((name) => {
          const bytes = readFileSync(inner('index/docs', name))
          const at = Math.floor(bytes.length * 0.6)
          bytes[at] = (bytes[at] ?? 0) ^ 0x40
          writeFileSync(inner('index/docs', name), bytes)
        }),
    ],
    [
      'every vector segment is of a newer version',
      () =>
        segments()
          .filter((name) => name.startsWith('space-'))
          .forEach((name) => writeFileSync(inner('index/docs', name), Buffer.concat(laterSegment))),
    ],
    ['the manifest is missing', () => rmSync(inner('index/docs/manifest.json'))],
    ['the manifest is no JSON', () => writeFileSync(inner('index/docs/manifest.json'), '{"formatVersion": 1, "tok')],
    ['the whole folder is missing', () => rmSync(inner('index'), { recursive: true })],
  ]
  it.each(damages)('are rebuilt when %s, with the same answers', async (_name, damage) => {
    const before = await answersNow()
    damage()
    // Whether deleted documents still count in statistics depends on when files were merged; a rebuild forgets them.
    expect(namesOf(await answersNow({ readOnly: true }))).toEqual(namesOf(before))
    expect(notices.length).toBeGreaterThan(0)
    expect(namesOf(await answersNow())).toEqual(namesOf(before))
    notices = []
    expect(namesOf(await answersNow({ readOnly: true }))).toEqual(namesOf(before))
    expect(notices).toEqual([])
  })

  it('are left alone when settings are at fault, not files', async () => {
    const before = segments()
    const database = openDatabase(inner('attune.db'))
    database.execute(`UPDATE collection SET settings = json_set(settings, '$.analyzer.language', 'klingon')`)
    database.close()
    await expect(answersNow()).rejects.toThrow(expect.objectContaining({ code: 'TEXT_LANGUAGE_UNKNOWN' }))
    expect(notices).toEqual([])
    expect(segments()).toEqual(before)
  })

  it('are not believed beside an older database', async () => {
    copyFileSync(inner('attune.db'), inner('older.db'))
    const before = await answersNow()
    await write((collection) => collection.add(batch(3000, 600)))
    for (const suffix of ['', '-wal', '-shm']) rmSync(inner(`attune.db${suffix}`), { force: true })
    copyFileSync(inner('older.db'), inner('attune.db'))
    // Ordinals that the newer files hold are given to other documents now.
    await write((collection) => collection.add(batch(7000, 30)))
    expect(notices.join()).toContain('belong to another state of the database')
    const found = namesOf(await answersNow())
    expect(found).toHaveLength(2 * (1117 + 30))
    expect(found.filter((id) => !/^d70\d\d$/.test(id)).toSorted()).toEqual(namesOf(before).toSorted())
  })

  it('lose the files that nothing names when someone writes', async () => {
    writeFileSync(inner('index/docs/lexical-0123456789ab.segment'), 'left behind')
    writeFileSync(inner('index/docs/space-1-0123456789ab.segment.part-77'), 'left behind')
    await answersNow()
    expect(segments()).toHaveLength(5)
    await write((collection) => collection.delete(['d1']))
    expect(readdirSync(inner('index/docs')).toSorted()).toEqual(['manifest.json', ...segments()].toSorted())
    expect(segments()).toHaveLength(4)
  })

  it('are rebuilt in memory by a reader while another process writes', async () => {
    const writer = await openWith()
    await writer.add(batch(4000, 10))
    segments().forEach((name) => truncateSync(inner('index/docs', name), 100))
    const reader = await openWith()
    expect(namesOf(await answers(reader))).toHaveLength(2 * 1127)
    await writer.add(batch(5000, 10))
    await writer.delete(['d7'])
    expect(namesOf(await answers(reader))).toHaveLength(2 * 1136)
  })

  it('are merged in the background, and readers follow', async () => {
    const reader = await openWith({ readOnly: true })
    await answers(reader)
    const before = opened.splice(0)
    for (let i = 0; i < 8; i++) await write((collection) => collection.add(batch(10_000 + i * 600, 600)))
    expect(segments().length).toBeGreaterThanOrEqual(4)
    const writer = await openWith()
    const progress: string[] = []
    await writer.settle({ onProgress: ({ stage }) => progress.push(stage) })
    expect(segments().length).toBeLessThan(2 * 8)
    expect(await answers(reader)).toEqual(await answers(writer))
    expect(namesOf(await answers(reader))).toHaveLength(2 * (1117 + 4800))
    await writer.delete(Array.from({ length: 3000 }, (_, i) => `d${10_000 + i}`))
    await writer.settle()
    expect(progress).toContain('merging')
    expect(namesOf(await answers(reader))).toHaveLength(2 * (1117 + 1800))
    expect(await answers(reader)).toEqual(await answers(writer))
    await closeAll()
    opened = before
    expect(notices).toEqual([])
    expect(namesOf(await answersNow())).toHaveLength(2 * (1117 + 1800))
  })

  it('forget deleted documents when merges have dropped them', async () => {
    await write(async (collection) => {
      await collection.delete(Array.from({ length: 1000 }, (_, i) => `d${i}`))
      await collection.settle()
    })
    const database = openDatabase(inner('attune.db'), { readOnly: true })
    expect(database.first('SELECT count(*) FROM dead')).toEqual([0])
    database.close()
    expect(namesOf(await answersNow())).toHaveLength(2 * (1117 - 997))
  })

  it('answer rightly while a merge is called off by closing', async () => {
    for (let i = 0; i < 8; i++) await write((collection) => collection.add(batch(10_000 + i * 600, 600)))
    const expected = namesOf(await answersNow())
    await write(async (collection) => {
      await collection.add(batch(90_000, 1))
      const controller = new AbortController()
      const settling = collection.settle({ signal: controller.signal })
      controller.abort(new Error('no time'))
      await settling.catch(() => undefined)
    })
    expect(namesOf(await answersNow())).toHaveLength(expected.length + 2)
    expect(readdirSync(inner('index/docs')).filter((name) => name.includes('.part-'))).toEqual([])
  })
})

const namesOf = (found: unknown): string[] => (found as [string, number][][]).flatMap((list) => list.map(([id]) => id))
