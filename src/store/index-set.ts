/**
 * @file The indexes of one collection: opened when first used, caught up with the database before each use, sealed to files and merged in the
 * background by the process that writes. The database is the truth; nothing here can lose a document.
 */
import type { WorkOptions } from '../base/progress.ts'
import type { LexicalIndex } from '../index/lexical/lexical-index.ts'
import type { VectorIndex } from '../index/vector/vector-index.ts'
import { asStoreError } from './_sqlite-errors.ts'
import type { CollectionRows } from './collection-rows.ts'
import type { CollectionSettings } from './collection.ts'
import { createIndexFiles } from './index-files.ts'
import { lexicalKind, vectorKind } from './index-kind.ts'
import { createKeptIndex, type KeptFiles, type KeptIndex, SEAL_DOCUMENTS_MIN } from './kept-index.ts'
import { createMerger } from './merger.ts'
import { LIVE_DOCUMENTS_MAX } from './open-index.ts'
import type { OnNotice } from './project.ts'
import type { SegmentFolder } from './segment-folder.ts'
import type { WriterLock } from './writer-lock.ts'

export interface IndexSet {
  readonly lexical: KeptIndex<LexicalIndex>
  /** By space name. */
  readonly spaces: ReadonlyMap<string, KeptIndex<VectorIndex>>
  /** Before a search: takes in what other processes have written. */
  readonly follow: () => void
  /** Before a write. @throws STORE_LOCKED, STORE_READ_ONLY, STORE_OPENED_READ_ONLY */
  readonly becomeWriter: () => void
  /** After a write of this many documents. */
  readonly takeIn: (documents: number) => void
  /** After the last of many writes. */
  readonly takeInRest: () => void
  readonly settle: (options?: WorkOptions) => Promise<void>
  readonly close: () => Promise<void>
}

export interface IndexSetOptions {
  readonly rows: CollectionRows
  readonly folder: SegmentFolder
  readonly collection: string
  readonly settings: CollectionSettings
  /** The database's id of each space, by name. */
  readonly spaceIds: ReadonlyMap<string, number>
  readonly lock: WriterLock
  /** Changes when another process has written. */
  readonly dataVersion: () => number
  readonly onNotice: OnNotice
}

export function createIndexSet(options: IndexSetOptions): IndexSet {
  const { rows, folder, collection, settings, spaceIds, lock, dataVersion, onNotice } = options
  const files = createIndexFiles(folder, { rows, collection })
  const keeping = { rows, files, lock, collection, onNotice }
  const lexical = createKeptIndex(lexicalKind(rows, settings), keeping)
  const spaces = new Map(
    Object.entries(settings.spaces).map(([name, { dim }]) => [
      name,
      createKeptIndex(vectorKind(rows, { space: spaceIds.get(name) ?? 0, name, dim }), keeping),
    ]),
  )
  const indexes: readonly KeptFiles[] = [lexical, ...spaces.values()]
  const merger = createMerger({ rows, collection, indexes, onNotice })
  let isWriter = false
  let seenVersion: number | undefined
  let unindexed = 0

  /** Index files are derived: when one cannot be written, the documents are safe all the same, and searches are right. */
  const derived = (work: () => void): void => {
    try {
      work()
    } catch (error) {
      onNotice(
        `An index file of "${collection}" was not written, the documents are safe: ${asStoreError(error, folder.name).message}`,
      )
    }
  }
  const takeIn = (kept: readonly KeptFiles[]): void => {
    for (const index of kept) derived(index.takeIn)
    merger.wake()
  }

  const becomeWriter = (): void => {
    lock.acquire()
    if (isWriter) return
    for (const index of indexes) {
      // What was rebuilt in memory while another process wrote is opened anew: from files, or into files.
      if (index.opened()?.folder === folder) index.follow()
      else index.close()
    }
    files.removeOrphans()
    isWriter = true
  }

  return {
    lexical,
    spaces,
    follow: () => {
      // While this process holds the lock, nobody else writes.
      if (isWriter) return
      const version = dataVersion()
      if (version === seenVersion) return
      for (const index of indexes) index.follow()
      seenVersion = version
    },
    becomeWriter,
    takeIn: (documents) => {
      unindexed += documents
      const isDue = unindexed >= LIVE_DOCUMENTS_MAX
      if (isDue) unindexed = 0
      takeIn(isDue ? indexes : indexes.filter((index) => index.opened() !== undefined))
    },
    takeInRest: () => {
      if (!isWriter) return
      unindexed = 0
      takeIn(indexes)
    },
    settle: async (work) => {
      if (!isWriter && !lock.tryAcquire()) return
      becomeWriter()
      for (const index of indexes) index.open()
      await merger.settle(work)
    },
    close: async () => {
      await merger.close()
      if (isWriter) for (const index of indexes) derived(() => index.sealFrom(SEAL_DOCUMENTS_MIN))
      for (const index of indexes) index.close()
    },
  }
}
