/**
 * @file The indexes of one collection: opened when first used, caught up with the database before each use, sealed to files and merged in the
 * background by the process that writes. The database is the truth; nothing here can lose a document.
 */
import type { WorkOptions } from '../base/progress.ts'
import type { LexicalIndex } from '../index/lexical/lexical-index.ts'
import type { VectorIndex } from '../index/vector/vector-index.ts'
import { asStoreError } from './sqlite-errors.ts'
import type { CollectionRows } from './collection-rows.ts'
import type { CollectionSettings } from './collection.ts'
import { createIndexFiles, type IndexFiles } from './index-files.ts'
import { lexicalKind, vectorKind } from './index-kind.ts'
import { type KeptFiles, KeptIndex, SEAL_DOCUMENTS_MIN } from './kept-index.ts'
import { Merger } from './merger.ts'
import { LIVE_DOCUMENTS_MAX } from './open-index.ts'
import type { OnNotice } from './project.ts'
import type { SegmentFolder } from './segment-folder.ts'
import type { WriterLock } from './writer-lock.ts'

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

export class IndexSet {
  readonly lexical: KeptIndex<LexicalIndex>
  /** By space name. */
  readonly spaces: ReadonlyMap<string, KeptIndex<VectorIndex>>
  private readonly options: IndexSetOptions
  private readonly files: IndexFiles
  private readonly indexes: readonly KeptFiles[]
  private readonly merger: Merger
  private isWriter = false
  private seenVersion: number | undefined
  private unindexed = 0

  constructor(options: IndexSetOptions) {
    const { rows, folder, collection, settings, spaceIds, lock, onNotice } = options
    this.options = options
    this.files = createIndexFiles(folder, { rows, collection })
    const keeping = { rows, files: this.files, lock, collection, onNotice }
    this.lexical = new KeptIndex(lexicalKind(rows, settings), keeping)
    this.spaces = new Map(
      [...spaceIds].map(([name, space]) => {
        const { dim } = settings.spaces[name] ?? { dim: 0 }
        return [name, new KeptIndex(vectorKind(rows, { space, name, dim }), keeping)]
      }),
    )
    this.indexes = [this.lexical, ...this.spaces.values()]
    this.merger = new Merger({ rows, collection, indexes: this.indexes, onNotice })
  }

  /** Before a search: takes in what other processes have written. */
  follow(): void {
    // While this process holds the lock, nobody else writes.
    if (this.isWriter) return
    const version = this.options.dataVersion()
    if (version === this.seenVersion) return
    for (const index of this.indexes) index.follow()
    this.seenVersion = version
  }

  /** Before a write. @throws STORE_LOCKED, STORE_READ_ONLY, STORE_OPENED_READ_ONLY */
  becomeWriter(): void {
    this.options.lock.acquire()
    if (this.isWriter) return
    for (const index of this.indexes) {
      // What was rebuilt in memory while another process wrote is opened anew: from files, or into files.
      if (index.opened?.folder === this.options.folder) index.follow()
      else index.close()
    }
    this.files.removeOrphans()
    this.isWriter = true
  }

  /** After a write of this many documents. */
  takeIn(documents: number): void {
    this.unindexed += documents
    const isDue = this.unindexed >= LIVE_DOCUMENTS_MAX
    this.takeInto(isDue ? this.indexes : this.indexes.filter(({ opened }) => opened !== undefined))
    if (isDue) this.unindexed = 0
  }

  /** After the last of many writes. */
  takeInRest(): void {
    if (this.isWriter) this.takeInto(this.indexes)
    this.unindexed = 0
  }

  /** Merges until none is due. Does nothing where another process writes. */
  async settle(work?: WorkOptions): Promise<void> {
    if (!this.isWriter && !this.options.lock.tryAcquire()) return
    this.becomeWriter()
    for (const index of this.indexes) index.open()
    await this.merger.settle(work)
  }

  async close(): Promise<void> {
    await this.merger.close()
    if (this.isWriter) for (const index of this.indexes) this.derived(() => index.sealFrom(SEAL_DOCUMENTS_MIN))
    for (const index of this.indexes) index.close()
  }

  private takeInto(indexes: readonly KeptFiles[]): void {
    for (const index of indexes) this.derived(() => index.takeIn())
    this.merger.wake()
  }

  /** Index files are derived: when one cannot be written, the documents are safe all the same, and searches are right. */
  private derived(work: () => void): void {
    const { collection, folder, onNotice } = this.options
    try {
      work()
    } catch (error) {
      const { message } = asStoreError(error, folder.name)
      onNotice(`An index file of "${collection}" was not written, the documents are safe: ${message}`)
    }
  }
}
