/** @file The collections of an open project: listed, created, opened once, dropped. */
import type { Encoder } from '../encode/encoder.ts'
import type { Collection } from './collection.ts'
import { type CollectionEncoders, createCollectionEncoders } from './encoders/collection-encoders.ts'
import { checkSettings, settingsOf } from './settings/collection-settings.ts'
import { storeClosed } from './errors.ts'
import { checkName } from './settings/names.ts'
import {
  type CollectionsOptions,
  createOpenedCollections,
  keptFolder,
  type OpenedCollections,
} from './opened-collections.ts'
import type { NewCollection, Project } from './project.ts'
import { createRerankers } from './encoders/rerankers.ts'
import { createSpaceEncoders } from './encoders/space-encoders.ts'
import { checkNotTaken, insertCollection, listCollections } from './settings/stored-collections.ts'
import { acquireWhenFree, type WriterLock } from './database/writer-lock.ts'

export function openCollections(options: CollectionsOptions): Project {
  const { folder, database, lock } = options
  const kept = keptFolder(options)
  const encoders = createSpaceEncoders(options.openEncoder ?? openNamedEncoder)
  const rerankers = createRerankers(options.openEncoder)
  const ofSpaces = createCollectionEncoders(options, encoders)
  const opened = createOpenedCollections(options, ofSpaces)
  let closing: Promise<void> | undefined
  const checkOpen = (): void => {
    if (closing !== undefined) throw storeClosed({ what: `The project at "${folder}"` })
  }
  const closeAll = async (): Promise<void> => {
    await opened.closeAll()
    await rerankers.close()
    await encoders.close()
    // After this, a copy of the database file alone is complete.
    if (lock.hasBeenHeld()) database.checkpoint()
    lock.close()
    database.close()
  }
  const create = async (name: string, wanted: NewCollection = {}): Promise<Collection> => {
    checkOpen()
    checkSettings(wanted)
    checkName('collection', name)
    checkNotTaken(database, name)
    const settings = await settingsOf(wanted, encoders.settingsOf)
    await holding(lock, async () => insertCollection(database, { name, settings, folder: kept }))
    return opened.open(opened.existing(name))
  }
  const close = (): Promise<void> => (closing ??= closeAll())
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
      checkSettings(wanted)
      const collection = opened.open(row)
      await ofSpaces.checkSettings(collection, wanted)
      return collection
    },
    collection: async (name) => {
      checkOpen()
      return opened.open(opened.existing(name))
    },
    dropCollection: async (name) => {
      checkOpen()
      await holding(lock, async () => opened.drop(name))
    },
    ...upkeepMethods({ checkOpen, opened }),
    ...encoderMethods({ checkOpen, ofSpaces, opened }),
    reranker: async (ref) => {
      checkOpen()
      return rerankers.open(ref)
    },
    exclusively: async (work, { signal } = {}) => {
      checkOpen()
      await acquireWhenFree(lock, signal)
      return work().finally(() => lock.release())
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}

const upkeepMethods = ({
  checkOpen,
  opened,
}: Pick<Encoding, 'checkOpen' | 'opened'>): Pick<Project, 'usage' | 'check'> => ({
  usage: async (name) => {
    checkOpen()
    return opened.usage(name)
  },
  check: async (name, work = {}) => {
    checkOpen()
    return opened.check(name, work)
  },
})

interface Encoding {
  readonly checkOpen: () => void
  readonly ofSpaces: CollectionEncoders
  readonly opened: OpenedCollections
}

const encoderMethods = ({
  checkOpen,
  ofSpaces,
  opened,
}: Encoding): Pick<Project, 'encoder' | 'moveEncoder' | 'changeEncoder'> => ({
  encoder: async (collection, space) => {
    checkOpen()
    return ofSpaces.encoderOf(collection, space)
  },
  moveEncoder: async (collection, space, encoder) => {
    checkOpen()
    return ofSpaces.moveEncoder(collection, space, encoder)
  },
  changeEncoder: async (collection, space, change) => {
    checkOpen()
    const replacement = await ofSpaces.replacementFor(collection, space, change)
    await opened.replaceEncoder(collection.name, space, replacement)
  },
})

async function holding(lock: WriterLock, work: () => Promise<void>): Promise<void> {
  lock.acquire()
  try {
    await work()
  } finally {
    lock.release()
  }
}

const openNamedEncoder = async (ref: string): Promise<Encoder> => {
  const { openEncoder } = await import('../encode/open-encoder.ts')
  return openEncoder(ref)
}
