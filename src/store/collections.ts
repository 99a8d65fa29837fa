/** @file The collections of an open project: listed, created, opened once, dropped. */
import { fieldTypes } from '../data/field-type.ts'
import type { Encoder } from '../encode/encoder.ts'
import { createAnalyzer } from '../text/analyzer.ts'
import { openCollectionRows } from './collection-rows.ts'
import type { Collection, CollectionSettings, SpaceSettings } from './collection.ts'
import type { Database } from './database.ts'
import { createEmbeddedCollection } from './embedded-collection.ts'
import {
  collectionExists,
  collectionUnknown,
  openedReadOnly,
  spaceUnknown,
  storeClosed,
  typeUnknown,
  weightInvalid,
} from './errors.ts'
import { IndexSet } from './index-set.ts'
import { checkName } from './names.ts'
import { createPlans } from './plans.ts'
import type { NewCollection, NewSpace, OpenProjectOptions, Project } from './project.ts'
import type { SegmentFolder } from './segment-folder.ts'
import { createRerankers } from './rerankers.ts'
import { parseSettings } from './stored-settings.ts'
import { createSpaceEncoders, type SpaceEncoders } from './space-encoders.ts'
import { createTurns } from './turns.ts'
import type { WriterLock } from './writer-lock.ts'

export interface CollectionsOptions extends OpenProjectOptions {
  readonly folder: string
  readonly database: Database
  /** A connection of its own for a collection, whose views hold it at one state while they are open. */
  readonly connect: () => Database
  readonly lock: WriterLock
  readonly segmentFolder: (collection: string) => SegmentFolder
}

const LEXICAL_FIELDS_DEFAULT = { title: 1, text: 1 }

interface CollectionRow {
  readonly id: number
  readonly name: string
  readonly settings: CollectionSettings
  readonly documents: number
}

/** An open project's collections, each opened once. */
interface Opened {
  readonly existing: (name: string) => CollectionRow
  readonly open: (row: CollectionRow) => Collection
  readonly encoderOf: (collection: Collection, space: string) => Promise<Encoder>
  readonly closeOne: (id: number) => Promise<void>
  readonly closeAll: () => Promise<void>
}

export function openCollections(options: CollectionsOptions): Project {
  const { folder, database, lock, segmentFolder } = options
  const encoders = createSpaceEncoders(options.openEncoder ?? openNamedEncoder)
  const rerankers = createRerankers(options.openEncoder)
  const opened = createOpened(options, encoders)
  let closing: Promise<void> | undefined
  const checkOpen = (): void => {
    if (closing !== undefined) throw storeClosed({ what: `The project at "${folder}"` })
  }
  const close = async (): Promise<void> => {
    await opened.closeAll()
    await rerankers.close()
    await encoders.close()
    // Whoever copies the database file alone, after this, has everything.
    if (lock.hasBeenHeld()) database.checkpoint()
    lock.close()
    database.close()
  }
  const create: Project['createCollection'] = async (name, wanted = {}) => {
    checkOpen()
    checkName('collection', name)
    checkNotTaken(database, name)
    const settings = await settingsOf(wanted, encoders.settingsOf)
    await holding(lock, async () => insertCollection(database, name, settings))
    return opened.open(opened.existing(name))
  }
  return {
    folder,
    collections: async () => {
      checkOpen()
      return listCollections(database).map(({ name, documents, settings }) => ({ name, documents, settings }))
    },
    createCollection: create,
    openCollection: async (name, wanted) => {
      checkOpen()
      const isThere = listCollections(database).some((one) => one.name === name)
      return isThere ? opened.open(opened.existing(name)) : create(name, wanted)
    },
    collection: async (name) => {
      checkOpen()
      return opened.open(opened.existing(name))
    },
    dropCollection: async (name) => {
      checkOpen()
      const { id } = opened.existing(name)
      await holding(lock, async () => {
        await opened.closeOne(id)
        deleteCollection(database, id)
        segmentFolder(name).removeAll()
      })
    },
    encoder: async (collection, space) => {
      checkOpen()
      return opened.encoderOf(collection, space)
    },
    reranker: async (ref) => {
      checkOpen()
      return rerankers.open(ref)
    },
    close: () => (closing ??= close()),
  }
}

async function holding(lock: WriterLock, work: () => Promise<void>): Promise<void> {
  lock.acquire()
  try {
    await work()
  } finally {
    lock.release()
  }
}

function createOpened(options: CollectionsOptions, encoders: SpaceEncoders): Opened {
  const { database, lock, segmentFolder, onNotice = () => undefined } = options
  const collections = new Map<number, Collection>()
  const checkWritable = (): void => {
    if (options.readOnly === true) throw openedReadOnly({ folder: options.folder })
  }
  const encoderOf: Opened['encoderOf'] = async ({ name, settings: { spaces } }, space) => {
    const settings = spaces[space]
    if (settings === undefined) throw spaceUnknown({ collection: name, space, known: Object.keys(spaces) })
    return encoders.encoderOf(settings, { collection: name, space })
  }
  const open = ({ id, name, settings }: CollectionRow): Collection => {
    const known = collections.get(id)
    if (known !== undefined) return known
    const connection = options.connect()
    const rows = openCollectionRows(connection, id)
    const turns = createTurns(name)
    const spaceIds = spaceIdsOf(database, id)
    const folder = segmentFolder(name)
    const indexing = { rows, folder, collection: name, settings, spaceIds, lock, alone: turns.alone, onNotice }
    const collection = createEmbeddedCollection({
      name,
      settings,
      rows,
      spaceIds,
      indexes: new IndexSet(indexing),
      turns,
      onNotice,
      encoderOf: (space) => encoderOf(collection, space),
      plansOf: (checkOpen) => createPlans({ database, collection: id, checkOpen, checkWritable }),
      onClose: () => {
        collections.delete(id)
        connection.close()
      },
    })
    collections.set(id, collection)
    return collection
  }
  return {
    open,
    encoderOf,
    existing: (name) => {
      const all = listCollections(database)
      const row = all.find((one) => one.name === name)
      if (row === undefined) throw collectionUnknown({ name, known: all.map((one) => one.name) })
      return row
    },
    closeOne: async (id) => collections.get(id)?.close(),
    closeAll: async () => void (await Promise.all([...collections.values()].map((collection) => collection.close()))),
  }
}

const openNamedEncoder = async (ref: string): Promise<Encoder> => {
  const { openEncoder } = await import('../encode/open-encoder.ts')
  return openEncoder(ref)
}

async function settingsOf(
  { analyzer, lexicalFields = LEXICAL_FIELDS_DEFAULT, spaces = {}, types = {} }: NewCollection,
  settingsOfSpace: (space: NewSpace) => Promise<SpaceSettings>,
): Promise<CollectionSettings> {
  for (const [field, weight] of Object.entries(lexicalFields))
    if (!Number.isFinite(weight) || weight < 0) throw weightInvalid({ field, weight })
  const stored: Record<string, SpaceSettings> = {}
  for (const [name, space] of Object.entries(spaces)) {
    checkName('space', name)
    stored[name] = await settingsOfSpace(space)
  }
  for (const [field, type] of Object.entries(types))
    if (!fieldTypes.includes(type)) throw typeUnknown({ field, type, known: fieldTypes })
  return {
    analyzer: createAnalyzer(analyzer).settings,
    lexicalFields: { ...lexicalFields },
    spaces: stored,
    ...(Object.keys(types).length === 0 ? {} : { types: { ...types } }),
  }
}

function listCollections(database: Database): CollectionRow[] {
  return database
    .all<readonly [number, string, string, number]>(
      'SELECT id, name, settings, documents FROM collection ORDER BY name',
    )
    .map(([id, name, settings, documents]) => ({
      id,
      name,
      settings: parseSettings(settings),
      documents,
    }))
}

const spaceIdsOf = (database: Database, collection: number): Map<string, number> =>
  new Map(
    database.all<readonly [string, number]>('SELECT name, id FROM space WHERE collection = ? ORDER BY id', [
      collection,
    ]),
  )

/** Names that differ in case only would share a folder on some systems. */
function checkNotTaken(database: Database, name: string): void {
  const taken = database.first<[string]>('SELECT name FROM collection WHERE name = ?', [name])?.[0]
  if (taken !== undefined) throw collectionExists({ name, existing: taken })
}

function insertCollection(database: Database, name: string, settings: CollectionSettings): void {
  database.transaction(() => {
    checkNotTaken(database, name)
    const { lastInsertRowid: id } = database.run('INSERT INTO collection (name, settings) VALUES (?, ?)', [
      name,
      JSON.stringify(settings),
    ])
    for (const space of Object.keys(settings.spaces))
      database.run('INSERT INTO space (collection, name) VALUES (?, ?)', [id, space])
  })
}

function deleteCollection(database: Database, id: number): void {
  database.transaction(() => {
    database.run('DELETE FROM vector WHERE space IN (SELECT id FROM space WHERE collection = ?)', [id])
    for (const table of ['space', 'document', 'dead', 'plan'])
      database.run(`DELETE FROM ${table} WHERE collection = ?`, [id])
    database.run('DELETE FROM collection WHERE id = ?', [id])
  })
}
