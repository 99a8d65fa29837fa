/** @file The collections of an open project: listed, created, opened once, dropped. */
import type { Encoder } from '../encode/encoder.ts'
import { openCollectionRows } from './collection-rows.ts'
import { settingsDifferences, settingsOf } from './collection-settings.ts'
import type { Collection, CollectionSettings, SpaceSettings } from './collection.ts'
import { type Database, MEMORY } from './database.ts'
import { createEmbeddedCollection } from './embedded-collection.ts'
import { collectionUnknown, openedReadOnly, settingsDiffer, spaceUnknown, storeClosed } from './errors.ts'
import { IndexSet } from './index-set.ts'
import { checkName } from './names.ts'
import { createPlans } from './plans.ts'
import type { NewCollection, OpenProjectOptions, Project } from './project.ts'
import type { SegmentFolder } from './segment-folder.ts'
import { createRerankers } from './rerankers.ts'
import { absoluteRef, createSpaceEncoders, type SpaceEncoders } from './space-encoders.ts'
import {
  checkNotTaken,
  type CollectionRow,
  deleteCollection,
  insertCollection,
  listCollections,
  rememberEncoder,
  spaceIdsOf,
} from './stored-collections.ts'
import { withEncoder } from './stored-settings.ts'
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

/** An open project's collections, each opened once. */
interface Opened {
  readonly existing: (name: string) => CollectionRow
  readonly open: (row: CollectionRow) => Collection
  readonly encoderOf: (collection: Collection, space: string) => Promise<Encoder>
  readonly moveEncoder: Project['moveEncoder']
  /** @throws STORE_SETTINGS_DIFFER */
  readonly checkSettings: (collection: Collection, wanted: NewCollection) => Promise<void>
  readonly closeOne: (id: number) => Promise<void>
  readonly closeAll: () => Promise<void>
}

export function openCollections(options: CollectionsOptions): Project {
  const { folder, database, lock, segmentFolder } = options
  const kept = keptFolder(options)
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
    await holding(lock, async () => insertCollection(database, { name, settings, folder: kept }))
    return opened.open(opened.existing(name))
  }
  const dispose = (): Promise<void> => (closing ??= close())
  return {
    folder,
    collections: async () => {
      checkOpen()
      return listCollections(database, kept).map(({ name, documents, settings }) => ({ name, documents, settings }))
    },
    createCollection: create,
    openCollection: async (name, wanted = {}) => {
      checkOpen()
      const row = listCollections(database, kept).find((one) => one.name === name)
      if (row === undefined) return create(name, wanted)
      const collection = opened.open(row)
      await opened.checkSettings(collection, wanted)
      return collection
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
    moveEncoder: async (collection, space, encoder) => {
      checkOpen()
      return opened.moveEncoder(collection, space, encoder)
    },
    close: dispose,
    [Symbol.asyncDispose]: dispose,
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
  const kept = keptFolder(options)
  const collections = new Map<number, Collection>()
  /** Settings of collections whose encoders were found in other places since they were opened. */
  const moved = new Map<number, CollectionSettings>()
  const checkWritable = (): void => {
    if (options.readOnly === true) throw openedReadOnly({ folder: options.folder })
  }
  const encoderOf: Opened['encoderOf'] = async (collection, space) =>
    encoders.encoderOf(spaceOf(collection, space), { collection: collection.name, space })
  const moveEncoder: Opened['moveEncoder'] = async (collection, space, given) => {
    const settings = spaceOf(collection, space)
    const encoder = await encoders.moveTo(given, settings, { collection: collection.name, space })
    const id = [...collections].find(([, one]) => one.name === collection.name)?.[0]
    const ref = typeof given === 'string' ? absoluteRef(given) : given.ref
    if (id === undefined || ref === settings.encoder.ref) return encoder
    moved.set(id, withEncoder(collection.settings, space, ref))
    if (options.readOnly !== true && database.isWritable) rememberEncoder(database, { id, space, ref, folder: kept })
    return encoder
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
      currentSettings: () => moved.get(id) ?? settings,
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
    moveEncoder,
    checkSettings: async (collection, wanted) => {
      const { name, settings } = collection
      const differences = await settingsDifferences(settings, wanted, encoders.fingerprintOf)
      if (differences.length > 0) throw settingsDiffer({ collection: name, differences })
      for (const [space, { encoder }] of Object.entries(wanted.spaces ?? {}))
        if (typeof encoder !== 'string' || absoluteRef(encoder) !== settings.spaces[space]?.encoder.ref)
          await moveEncoder(collection, space, encoder)
    },
    existing: (name) => {
      const all = listCollections(database, kept)
      const row = all.find((one) => one.name === name)
      if (row === undefined) throw collectionUnknown({ name, known: all.map((one) => one.name) })
      return row
    },
    closeOne: async (id) => collections.get(id)?.close(),
    closeAll: async () => void (await Promise.all([...collections.values()].map((collection) => collection.close()))),
  }
}

/** What references to encoders are kept relative to. */
const keptFolder = ({ folder }: CollectionsOptions): string | undefined => (folder === MEMORY ? undefined : folder)

function spaceOf({ name, settings: { spaces } }: Collection, space: string): SpaceSettings {
  const settings = Object.hasOwn(spaces, space) ? spaces[space] : undefined
  if (settings === undefined) throw spaceUnknown({ collection: name, space, known: Object.keys(spaces) })
  return settings
}

const openNamedEncoder = async (ref: string): Promise<Encoder> => {
  const { openEncoder } = await import('../encode/open-encoder.ts')
  return openEncoder(ref)
}
