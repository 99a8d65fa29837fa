/** @file The collections of a project that are open: each opened once, with a connection of its own. */
import type { CollectionEncoders } from './encoders/collection-encoders.ts'
import type { WorkOptions } from '../base/progress.ts'
import { type CheckedSpace, checkRows } from './documents/check-rows.ts'
import { openCollectionRows } from './documents/collection-rows.ts'
import { type CollectionUsage, usageOf } from './documents/usage.ts'
import { type Database, MEMORY } from './database/database.ts'
import { createEmbeddedCollection, type EmbeddedCollection } from './embedded-collection.ts'
import { collectionUnknown } from './settings/errors.ts'
import { openedReadOnly } from './errors.ts'
import { CollectionIndexes } from './indexes/collection-indexes.ts'
import { createPlans } from './settings/plans.ts'
import type { CheckReport, OpenProjectOptions } from './project.ts'
import type { Replacement } from './encoders/replace-encoder.ts'
import type { SegmentFolder } from './indexes/segment-folder.ts'
import type { Snapshot } from './documents/scan-documents.ts'
import { openSourceRows } from './documents/source-rows.ts'
import { openSpaceRows } from './documents/space-rows.ts'
import { type CollectionRow, deleteCollection, listCollections } from './settings/stored-collections.ts'
import { createTurns } from './database/turns.ts'
import type { WriterLock } from './database/writer-lock.ts'

export interface CollectionsOptions extends OpenProjectOptions {
  readonly folder: string
  readonly database: Database
  /** A connection of its own for a collection, whose views hold it at one state while they are open. */
  readonly connect: () => Database
  readonly lock: WriterLock
  readonly segmentFolder: (collection: string) => SegmentFolder
}

/** An open project's collections, each opened once. */
export interface OpenedCollections {
  readonly existing: (name: string) => CollectionRow
  readonly open: (row: CollectionRow) => EmbeddedCollection
  /** @throws STORE_OPENED_READ_ONLY, and what `replaceEncoder` throws */
  readonly replaceEncoder: (name: string, space: string, replacement: Replacement) => Promise<void>
  /** Closed and deleted, with all that belongs to it; who calls holds the lock. */
  readonly drop: (name: string) => Promise<void>
  readonly usage: (name: string) => CollectionUsage
  /** @throws STORE_OPENED_READ_ONLY */
  readonly check: (name: string, options: WorkOptions) => Promise<CheckReport>
  readonly closeAll: () => Promise<void>
}

export function createOpenedCollections(options: CollectionsOptions, encoders: CollectionEncoders): OpenedCollections {
  const { database, lock, segmentFolder, onNotice = () => undefined } = options
  const kept = keptFolder(options)
  const collections = new Map<number, EmbeddedCollection>()
  const checkWritable = (): void => {
    if (options.readOnly === true) throw openedReadOnly({ folder: options.folder })
  }
  const existing = (name: string): CollectionRow => {
    const all = listCollections(database, kept)
    const row = all.find((one) => one.name === name)
    if (row === undefined) throw collectionUnknown({ name, known: all.map((one) => one.name) })
    return row
  }
  const open = ({ id, name }: CollectionRow): EmbeddedCollection => {
    const known = collections.get(id)
    if (known !== undefined) return known
    const connection = options.connect()
    const rows = openCollectionRows(connection, id)
    const turns = createTurns(name)
    const spaceRows = openSpaceRows(connection, id)
    const reads = { rows, spaceRows, projectFolder: kept, folder: segmentFolder(name) }
    const indexes = new CollectionIndexes({ ...reads, collection: name, lock, alone: turns.alone, onNotice })
    const collection = createEmbeddedCollection({
      name,
      currentSettings: () => encoders.whereMoved(name, indexes.settings),
      rows,
      spaceRows,
      indexes,
      lock,
      turns,
      onNotice,
      encoderOf: (space) => encoders.encoderOf(collection, space),
      openSnapshot: () => openSnapshot(options, { id, indexes }),
      sourceRows: (source) => openSourceRows(connection, id, source),
      checkRows: () => checkRows(connection, { collection: id, spaces: spacesOf(indexes) }),
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
    existing,
    replaceEncoder: async (name, space, replacement) => {
      checkWritable()
      await open(existing(name)).replaceEncoder(space, replacement)
    },
    usage: (name) => usageOf(database, existing(name).id, segmentFolder(name).readManifest()),
    check: async (name, work) => {
      checkWritable()
      return open(existing(name)).check(work)
    },
    drop: async (name) => {
      const { id } = existing(name)
      await collections.get(id)?.close()
      encoders.forget(name)
      deleteCollection(database, id)
      segmentFolder(name).removeAll()
      for (let isGoingOn = database.releaseSpace(); isGoingOn;) isGoingOn = database.releaseSpace({ isGoingOn })
    },
    closeAll: async () => void (await Promise.all([...collections.values()].map((collection) => collection.close()))),
  }
}

const spacesOf = ({ settings, spaceIds }: CollectionIndexes): CheckedSpace[] =>
  [...spaceIds].map(([name, id]) => ({ name, id, dim: settings.spaces[name]?.dim ?? 0 }))

function openSnapshot(
  { folder, connect }: CollectionsOptions,
  { id, indexes }: { readonly id: number; readonly indexes: CollectionIndexes },
): Snapshot {
  const connection = connect()
  const rows = openCollectionRows(connection, id)
  const unpin = rows.pin()
  return {
    rows,
    // The first read decides which state it is.
    spaceIds: openSpaceRows(connection, id).ids(),
    types: indexes.settings.types ?? {},
    isPinned: folder !== MEMORY,
    end: () => {
      unpin()
      connection.close()
    },
  }
}

/** What references to encoders are kept relative to. */
export const keptFolder = ({ folder }: { readonly folder: string }): string | undefined =>
  folder === MEMORY ? undefined : folder
