import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { AttuneError } from '../base/errors.ts'
import type { Document } from '../data/document.ts'
import { modelNotFound } from '../encode/errors.ts'
import { createLetterEncoder } from './collection.contract.ts'
import { openDatabase } from './database/database.ts'
import { findProject, openProject } from './open-project.ts'
import type { NewSpace, Project } from './project.ts'

const documents = [{ id: 'a', fields: { title: 'Walrus', text: 'tusks' } }]

describe('a project', () => {
  let folder: string
  let opened: Project[]
  const open = async (...[options, at = folder]: [Parameters<typeof openProject>[1]?, string?]): Promise<Project> => {
    const project = await openProject(at, options)
    opened.push(project)
    return project
  }

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'attune-project-'))
    opened = []
  })
  afterEach(async () => {
    for (const project of opened) await project.close()
    rmSync(folder, { recursive: true, force: true })
  })

  it('is found from any folder below it, and nowhere else', async () => {
    expect(findProject(folder)).toBeUndefined()
    await open({ create: true })
    mkdirSync(join(folder, 'a/b/c'), { recursive: true })
    expect(findProject(join(folder, 'a/b/c'))).toBe(folder)
    expect(findProject(folder)).toBe(folder)
    expect(readdirSync(join(folder, '.attune'))).toContain('attune.db')
  })

  it('is not created unless requested', async () => {
    await expect(open()).rejects.toMatchObject({ code: 'STORE_PROJECT_NOT_FOUND', kind: 'not-found' })
    await expect(open({ readOnly: true, create: true })).rejects.toMatchObject({ code: 'STORE_PROJECT_NOT_FOUND' })
    expect(existsSync(join(folder, '.attune'))).toBe(false)
  })

  it('says how to create one, also in code', async () => {
    await expect(open()).rejects.toMatchObject({ hint: expect.stringMatching(/attune add.*\{ create: true \}/) })
  })

  it('refuses options and settings that it does not know, and nothing is made', async () => {
    const made = open({ creat: true } as object)
    await expect(made).rejects.toMatchObject({ code: 'BASE_OPTION_UNKNOWN', details: { nearest: 'create' } })
    expect(existsSync(join(folder, '.attune'))).toBe(false)
    const project = await open({ create: true })
    const encoder = createLetterEncoder()
    const wrong: readonly [settings: object, option: string][] = [
      [{ lexicalField: { title: 1 } }, 'lexicalField'],
      [{ analyzer: { langauge: 'de' } }, 'langauge'],
      [{ spaces: { default: { encoder, field: ['title'] } } }, 'field'],
    ]
    await project.createCollection('there')
    for (const [settings, option] of wrong)
      for (const call of [project.createCollection, project.openCollection])
        for (const name of ['new', 'there'])
          if (call === project.openCollection || name === 'new')
            await expect(call(name, settings)).rejects.toMatchObject({
              code: 'BASE_OPTION_UNKNOWN',
              details: { option },
            })
    expect((await project.collections()).map(({ name }) => name)).toEqual(['there'])
  })

  it('lists, opens and drops its collections', async () => {
    const project = await open({ create: true })
    const first = await project.createCollection('b-docs')
    await project.createCollection('a.docs', { lexicalFields: { name: 3 }, analyzer: { language: 'de' } })
    await first.add(documents)
    expect(await project.collection('b-docs')).toBe(first)
    expect(await project.collections()).toMatchObject([
      { name: 'a.docs', documents: 0, settings: { lexicalFields: { name: 3 }, analyzer: { language: 'de' } } },
      { name: 'b-docs', documents: 1, settings: { lexicalFields: { title: 1, text: 1 }, spaces: {} } },
    ])
    await expect(project.createCollection('A.Docs')).rejects.toMatchObject({ code: 'STORE_COLLECTION_EXISTS' })
    await expect(project.createCollection('../out')).rejects.toMatchObject({ code: 'STORE_NAME_INVALID' })
    for (const space of [{}, { dimensions: 3 }, { encoder: 5 }, null])
      for (const name of ['c', 'b-docs'])
        await expect(
          project.openCollection(name, { spaces: { api: space as unknown as NewSpace } }),
        ).rejects.toMatchObject({ code: 'STORE_ARGUMENT_INVALID', details: { argument: 'spaces.api.encoder' } })
    await expect(project.createCollection('c', { lexicalFields: { title: -1 } })).rejects.toMatchObject({
      code: 'STORE_WEIGHT_INVALID',
    })
    await expect(project.collection('c')).rejects.toThrow(/a\.docs, b-docs/)
    await project.dropCollection('b-docs')
    await expect(project.collection('b-docs')).rejects.toMatchObject({ code: 'STORE_COLLECTION_UNKNOWN' })
    await expect(first.count()).rejects.toMatchObject({ code: 'STORE_CLOSED' })
    expect(await (await project.createCollection('b-docs')).count()).toBe(0)
  })

  it('lets one write at a time, tells the other who does, and lets it write as soon as that is done', async () => {
    const one = await open({ create: true })
    const collection = await one.createCollection('docs')
    const other = await (await open()).collection('docs')
    let release = (): void => undefined
    const mayEnd = new Promise<void>((resolve) => (release = resolve))
    let hasBegun = (): void => undefined
    const begun = new Promise<void>((resolve) => (hasBegun = resolve))
    async function* slowly(): AsyncGenerator<Document> {
      yield* Array.from({ length: 256 }, (_, i) => ({ id: `d${i}`, fields: { text: 'walrus' } }))
      await mayEnd
    }
    const adding = collection.add(slowly(), { onProgress: () => hasBegun() })
    await begun
    expect(await other.retrieve({ kind: 'lexical', query: 'walrus', k: 500 })).toHaveLength(256)
    const refused = other.add([{ id: 'b', fields: { text: 'walrus' } }])
    await expect(refused).rejects.toMatchObject({ code: 'STORE_LOCKED', kind: 'overloaded' })
    await expect(refused).rejects.toThrow(`This process (${process.pid}) has the project at`)
    release()
    await adding
    expect(await other.add([{ id: 'b', fields: { text: 'walrus' } }])).toMatchObject({ added: 1 })
    expect(await collection.delete(['d1', 'b'])).toBe(2)
    expect(await other.retrieve({ kind: 'lexical', query: 'walrus', k: 500 })).toHaveLength(255)
    await collection.settle()
    expect(await other.delete(['d2'])).toBe(1)
    expect(await collection.retrieve({ kind: 'lexical', query: 'walrus', k: 500 })).toHaveLength(254)
  })

  it('applies what other processes have written before each of its own writes', async () => {
    const projects = [await open({ create: true }), await open(), await open()]
    await projects[0]?.createCollection('docs')
    const collections = await Promise.all(projects.map((project) => project.collection('docs')))
    for (let round = 0; round < 30; round++) {
      const collection = collections[round % 3]
      await collection?.add(
        [0, 1].map((i) => ({ id: `d${(round * 2 + i) % 20}`, fields: { text: `walrus r${round}` } })),
      )
      if (round % 4 === 0) await collection?.settle()
      const found = await collections[(round + 1) % 3]?.retrieve({ kind: 'lexical', query: `r${round}`, k: 100 })
      expect(found).toHaveLength(2)
    }
    for (const collection of collections)
      expect(await collection.retrieve({ kind: 'lexical', query: 'walrus', k: 100 })).toHaveLength(20)
  })

  it('shows a reader what was written since it last looked', async () => {
    const writer = await open({ create: true })
    const written = await writer.createCollection('docs')
    const reader = await open({ readOnly: true })
    const read = await reader.collection('docs')
    const find = async (): Promise<number> => (await read.retrieve({ kind: 'lexical', query: 'walrus', k: 5 })).length
    expect(await find()).toBe(0)
    await written.add(documents)
    expect(await find()).toBe(1)
    await written.add([{ id: 'a', fields: { title: 'Seal', text: 'whiskers' } }])
    expect(await find()).toBe(0)
    await written.add([{ id: 'b', fields: { text: 'walrus' } }])
    expect(await find()).toBe(1)
    await written.delete(['b'])
    expect(await find()).toBe(0)
    await expect(read.add(documents)).rejects.toMatchObject({ code: 'STORE_OPENED_READ_ONLY' })
    await writer.dropCollection('docs')
    await expect(find()).rejects.toMatchObject({ code: 'STORE_COLLECTION_UNKNOWN' })
  })

  it('refuses an encoder that did not make the vectors, naming both fingerprints', async () => {
    const spaces = { default: { encoder: createLetterEncoder('letters-1') } }
    const project = await open({ create: true })
    await (await project.createCollection('docs', { spaces })).add(documents)
    await project.close()
    const again = await open({ openEncoder: async () => createLetterEncoder('letters-2') })
    const collection = await again.collection('docs')
    const encoder = again.encoder(collection, 'default')
    await expect(encoder).rejects.toMatchObject({ code: 'STORE_ENCODER_MISMATCH' })
    await expect(encoder).rejects.toThrow(/letters-1.*letters-2/s)
    await expect(collection.add([{ id: 'b', fields: { text: 'x' } }])).rejects.toMatchObject({
      code: 'STORE_ENCODER_MISMATCH',
    })
    expect(await collection.count()).toBe(1)
    await expect(again.encoder(collection, 'other')).rejects.toMatchObject({ code: 'STORE_SPACE_UNKNOWN' })
  })

  it('refuses vectors of an encoder that breaks its contract, and names the document', async () => {
    const liar = { ...createLetterEncoder(), dim: 17 }
    const project = await open({ create: true })
    const collection = await project.createCollection('docs', { spaces: { default: { encoder: liar } } })
    await expect(collection.add(documents)).rejects.toMatchObject({
      code: 'STORE_DOCUMENT_REFUSED',
      details: { id: 'a' },
    })
  })

  it('opens an encoder once, and closes it with the project', async () => {
    let opens = 0
    let closes = 0
    const openEncoder = async (): Promise<ReturnType<typeof createLetterEncoder>> => {
      opens++
      return { ...createLetterEncoder(), close: async () => void closes++ }
    }
    const project = await open({ create: true, openEncoder })
    const spaces = { one: { encoder: 'bundled:x' }, two: { encoder: 'bundled:x', fields: ['text'] } }
    const collection = await project.createCollection('docs', { spaces })
    await collection.add(documents)
    expect(await project.encoder(collection, 'one')).toBe(await project.encoder(collection, 'two'))
    await project.close()
    expect([opens, closes]).toEqual([1, 1])
  })

  it('refuses a database of a newer version', async () => {
    await (await open({ create: true })).close()
    const database = openDatabase(join(folder, '.attune/attune.db'))
    database.execute('PRAGMA user_version = 99')
    database.close()
    await expect(open()).rejects.toMatchObject({ code: 'STORE_DATABASE_NEWER', details: { version: 99 } })
  })

  it('reads a read-only database of an earlier version, and upgrades a writable one', async () => {
    const project = await open({ create: true })
    await (await project.createCollection('docs')).add(documents)
    await project.close()
    const database = openDatabase(join(folder, '.attune/attune.db'))
    database.execute('DROP TABLE plan; DROP TABLE source_document; ALTER TABLE collection DROP COLUMN written_at')
    database.execute('PRAGMA user_version = 1')
    database.close()
    const reading = await open({ readOnly: true })
    const reader = await reading.collection('docs')
    expect(await reading.usage('docs')).toMatchObject({ documents: 1, writtenAt: undefined })
    expect(await reader.sync(documents, { source: 'files', dryRun: true })).toMatchObject({ unchanged: 1, removed: 0 })
    expect(await reader.count()).toBe(1)
    expect(await reader.plans.list()).toEqual([])
    await expect(reader.plans.set('words', {})).rejects.toMatchObject({ code: 'STORE_OPENED_READ_ONLY' })
    const writer = await (await open()).collection('docs')
    await writer.plans.set('words', {})
    expect(await reader.plans.list()).toMatchObject([{ name: 'words' }])
  })

  it('warns of replacements that lose a searched field, once for each call', async () => {
    const notices: string[] = []
    const project = await open({ create: true, onNotice: (notice) => notices.push(notice) })
    const collection = await project.createCollection('docs')
    await collection.add([...documents, { id: 'b', fields: { title: 'Seal', text: 'whiskers' } }])
    await collection.add(['a', 'b'].map((id) => ({ id, fields: { price: 1 } })))
    expect(notices).toEqual([
      expect.stringMatching(/^2 replaced documents of "docs" have no text in text, title.*"a".*--merge/),
    ])
  })

  describe('whose model is a folder', () => {
    /** Opens a folder with a fingerprint in it, as models are. */
    const openEncoder = async (ref: string): Promise<ReturnType<typeof createLetterEncoder>> => {
      const file = join(ref, 'fingerprint')
      if (!existsSync(file)) throw modelNotFound({ ref, place: ref })
      return { ...createLetterEncoder(readFileSync(file, 'utf8')), ref }
    }
    const makeModel = (at: string, fingerprint = 'letters-1'): string => {
      mkdirSync(at, { recursive: true })
      writeFileSync(join(at, 'fingerprint'), fingerprint)
      return at
    }
    const make = async (encoder: string, options = { create: true, openEncoder }): Promise<Project> => {
      const project = await open(options)
      const collection = await project.createCollection('docs', { spaces: { default: { encoder } } })
      await collection.add(documents)
      return project
    }

    it('finds it again in a copy of the project', async () => {
      await (await make(makeModel(join(folder, 'models/m1')))).close()
      const copy = mkdtempSync(join(tmpdir(), 'attune-copy-'))
      cpSync(folder, copy, { recursive: true })
      rmSync(join(folder, 'models'), { recursive: true })
      const project = await open({ openEncoder }, copy)
      const collection = await project.collection('docs')
      expect(collection.settings.spaces['default']?.encoder.ref).toBe(join(copy, 'models/m1'))
      expect((await project.encoder(collection, 'default')).fingerprint).toBe('letters-1')
      await project.close()
      rmSync(copy, { recursive: true })
    })

    it.each(['acme-embed-1', 'acme:embed-1', 'services/embed'])(
      'says that %s was supplied by a program, and what can be done without that',
      async (ref) => {
        const supplied = await open({ create: true })
        const encoder = { ...createLetterEncoder(), ref }
        await supplied.createCollection('docs', { spaces: { default: { encoder } } })
        await supplied.close()
        const project = await open({})
        await expect(project.encoder(await project.collection('docs'), 'default')).rejects.toMatchObject({
          code: 'STORE_ENCODER_SUPPLIED',
          message: expect.stringContaining(`The encoder "${ref}" of space "default"`),
          hint: expect.stringMatching(/--plan lexical.*openEncoder/),
        })
      },
    )

    it('says how to name its new place, takes the same model there, and remembers it', async () => {
      const outside = mkdtempSync(join(tmpdir(), 'attune-models-'))
      await (await make(makeModel(join(outside, 'm1')))).close()
      rmSync(join(outside, 'm1'), { recursive: true })
      const project = await open({ openEncoder })
      const collection = await project.collection('docs')
      const asked = project.encoder(collection, 'default')
      await expect(asked).rejects.toMatchObject({ code: 'STORE_ENCODER_GONE', details: { ref: join(outside, 'm1') } })
      const { message } = (await asked.catch((error: unknown) => error)) as AttuneError
      expect(message.split(join(outside, 'm1'))).toHaveLength(2)
      await expect(asked).rejects.toMatchObject({ hint: expect.stringContaining('--encoder PATH') })
      const other = makeModel(join(outside, 'other'), 'letters-2')
      await expect(project.moveEncoder(collection, 'default', other)).rejects.toMatchObject({
        code: 'STORE_ENCODER_MISMATCH',
      })
      const m2 = makeModel(join(outside, 'm2'))
      await project.moveEncoder(collection, 'default', m2)
      expect(collection.settings.spaces['default']?.encoder.ref).toBe(m2)
      expect(await collection.add([{ id: 'b', fields: { text: 'seal' } }])).toMatchObject({ added: 1 })
      await project.close()
      const again = await open({ openEncoder })
      expect((await again.encoder(await again.collection('docs'), 'default')).ref).toBe(m2)
      rmSync(outside, { recursive: true })
    })

    it('is read from its new place where the project can only be read', async () => {
      const outside = mkdtempSync(join(tmpdir(), 'attune-models-'))
      const [m1, m2] = [makeModel(join(outside, 'm1')), makeModel(join(outside, 'm2'))]
      await (await make(m1)).close()
      const project = await open({ openEncoder, readOnly: true })
      const collection = await project.collection('docs')
      expect((await project.moveEncoder(collection, 'default', m2)).ref).toBe(m2)
      expect((await project.encoder(collection, 'default')).ref).toBe(m2)
      const again = await open({ openEncoder })
      expect((await again.collection('docs')).settings.spaces['default']?.encoder.ref).toBe(m1)
      rmSync(outside, { recursive: true })
    })
  })

  it('opens or creates a collection, and reports each setting that differs', async () => {
    const settings = {
      analyzer: { language: 'de' },
      lexicalFields: { title: 2, text: 1 },
      spaces: { default: { encoder: createLetterEncoder() } },
    } as const
    for (let run = 0; run < 2; run++) {
      const project = await open({ create: true })
      const collection = await project.openCollection('docs', settings)
      expect(await project.openCollection('docs', settings)).toBe(collection)
      expect(await project.openCollection('docs')).toBe(collection)
      expect(await collection.add(documents)).toMatchObject({ added: 1 - run, unchanged: run })
      await project.close()
    }
    const project = await open()
    const differing = project.openCollection('docs', {
      analyzer: { language: 'en' },
      lexicalFields: { title: 1, body: 1 },
      spaces: {
        default: { encoder: createLetterEncoder('letters-2'), fields: ['text'] },
        other: { encoder: createLetterEncoder() },
      },
    })
    await expect(differing).rejects.toMatchObject({ code: 'STORE_SETTINGS_DIFFER' })
    const told = await differing.catch((error: unknown) => (error as AttuneError).details['differences'])
    expect(told).toEqual([
      'analyzer.language is "de", and "en" was asked for',
      'lexicalFields.title is 2, and 1 was asked for',
      'lexicalFields.text is 1, and none was asked for',
      'lexicalFields.body is none, and 1 was asked for',
      'spaces.default.fields is ["title","text"], and ["text"] was asked for',
      'spaces.other.fields is none, and ["title","text"] was asked for',
      'the encoder of space default is test:letters-1 (letters-1), and test:letters-2 (letters-2) was asked for',
    ])
  })

  it('is closed at the end of a block, and its collections are', async () => {
    const project = await open({ create: true })
    const collection = await project.openCollection('docs')
    await collection[Symbol.asyncDispose]()
    await expect(collection.count()).rejects.toMatchObject({ code: 'STORE_CLOSED' })
    await project[Symbol.asyncDispose]()
    await expect(project.collections()).rejects.toMatchObject({ code: 'STORE_CLOSED' })
  })

  it('drops the plans of a collection with it', async () => {
    const project = await open({ create: true })
    await (await project.createCollection('docs')).plans.set('words', {})
    await project.dropCollection('docs')
    expect(await (await project.createCollection('docs')).plans.list()).toEqual([])
  })

  it('refuses a database that is damaged', async () => {
    mkdirSync(join(folder, '.attune'))
    writeFileSync(join(folder, '.attune/attune.db'), 'not a database, '.repeat(1000))
    await expect(open()).rejects.toMatchObject({ code: 'STORE_DATABASE_DAMAGED', kind: 'corrupt' })
  })

  it('never creates a new database beside the indexes of a missing one', async () => {
    const project = await open({ create: true })
    const many = Array.from({ length: 50 }, (_, i) => ({ id: `d${i}`, fields: { text: `walrus ${i}` } }))
    await (await project.createCollection('docs')).add(many)
    await project.close()
    rmSync(join(folder, '.attune/attune.db'))
    await expect(open({ create: true })).rejects.toMatchObject({ code: 'STORE_DATABASE_GONE', kind: 'corrupt' })
    expect(existsSync(join(folder, '.attune/attune.db'))).toBe(false)
  })

  it('refuses everything once closed, and closes twice', async () => {
    const project = await open({ create: true })
    const collection = await project.createCollection('docs')
    await project.close()
    await project.close()
    await expect(project.collections()).rejects.toMatchObject({ code: 'STORE_CLOSED' })
    await expect(collection.count()).rejects.toMatchObject({ code: 'STORE_CLOSED' })
  })

  it('keeps nothing of a project in memory', async () => {
    const project = await open({}, ':memory:')
    await (await project.createCollection('docs')).add(documents)
    await project.close()
    expect(await (await open({}, ':memory:')).collections()).toEqual([])
    expect(existsSync(':memory:')).toBe(false)
  })

  it('can be searched, but not written to, by a user with read access only', async () => {
    const project = await open({ create: true })
    await (await project.createCollection('docs')).add(documents)
    await project.close()
    // Root may write anywhere: become somebody else for a while.
    const isRoot = process.getuid?.() === 0
    const inner = join(folder, '.attune')
    for (const name of readdirSync(inner)) chmodSync(join(inner, name), 0o444)
    chmodSync(inner, 0o555)
    chmodSync(folder, 0o555)
    if (isRoot) process.seteuid?.(65534)
    try {
      const reader = await open()
      const collection = await reader.collection('docs')
      expect(await collection.retrieve({ kind: 'lexical', query: 'walrus', k: 5 })).toHaveLength(1)
      await expect(collection.add([{ id: 'b', fields: {} }])).rejects.toMatchObject({ code: 'STORE_READ_ONLY' })
      await expect(open({ create: true }, join(folder, 'below'))).rejects.toMatchObject({ code: 'STORE_READ_ONLY' })
      await reader.close()
    } finally {
      if (isRoot) process.seteuid?.(0)
      chmodSync(folder, 0o755)
      chmodSync(inner, 0o755)
    }
  })

  it('can be copied while it is being written to', async () => {
    const project = await open({ create: true })
    const collection = await project.createCollection('docs')
    const many = Array.from({ length: 3000 }, (_, i) => ({ id: `d${i}`, fields: { text: `walrus w${i}` } }))
    const copies: [string, number][] = []
    await collection.add(many, {
      onProgress: ({ done }) => {
        if (done % 1024 !== 0) return
        const copy = mkdtempSync(join(tmpdir(), 'attune-copy-'))
        cpSync(folder, copy, { recursive: true })
        copies.push([copy, done])
      },
    })
    expect(copies).toHaveLength(2)
    for (const [copy, done] of copies) {
      const copied = await (await open({}, copy)).collection('docs')
      expect(await copied.count()).toBe(done)
      expect(await copied.retrieve({ kind: 'lexical', query: 'walrus', k: 5000 })).toHaveLength(done)
      rmSync(copy, { recursive: true })
    }
  })
})
