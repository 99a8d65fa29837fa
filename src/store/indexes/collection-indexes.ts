/**
 * @file The indexes of one collection: opened when first used, caught up with the database before each use, sealed to files and merged in the
 * background by the process that writes. The database is the source of truth; nothing here can lose a document.
 */
import type { WorkOptions } from '../../base/progress.ts'
import type { LexicalIndex } from '../../index/lexical/lexical-index.ts'
import type { VectorIndex } from '../../index/vector/vector-index.ts'
import { asStoreError } from '../database/sqlite-errors.ts'
import type { CollectionRows } from '../documents/collection-rows.ts'
import type { CollectionSettings, SpaceSettings } from '../collection.ts'
import { type BuildingSpace, type CurrentSpaces, openCurrentSpaces } from '../settings/current-spaces.ts'
import { createPublishedFiles, type PublishedFiles } from './published-files.ts'
import { lexicalRecipe } from './index-recipe.ts'
import { type DurableFiles, DurableIndex, type IndexCheck, SEAL_DOCUMENTS_MIN } from './durable-index.ts'
import { Merger } from './merger.ts'
import { LIVE_DOCUMENTS_MAX } from './loaded-index.ts'
import type { OnNotice } from '../project.ts'
import type { SegmentFolder } from './segment-folder.ts'
import type { SpaceRows } from '../documents/space-rows.ts'
import type { WriterLock } from '../database/writer-lock.ts'

export interface CollectionIndexesOptions {
  readonly rows: CollectionRows
  readonly folder: SegmentFolder
  readonly collection: string
  readonly spaceRows: SpaceRows
  /** What references to encoders are kept relative to; undefined in memory. */
  readonly projectFolder: string | undefined
  readonly lock: WriterLock
  /** Runs while no view is open: either views are open or something changes, never both. */
  readonly alone: <T>(work: () => T) => Promise<T>
  readonly onNotice: OnNotice
}

/** Each of a collection's indexes may fail in turn, and a few times if files come and go. */
const VIEW_ATTEMPTS = 20

export class CollectionIndexes {
  readonly lexical: DurableIndex<LexicalIndex>
  /** By space name. */
  readonly spaces: ReadonlyMap<string, DurableIndex<VectorIndex>>
  private readonly options: CollectionIndexesOptions
  private readonly files: PublishedFiles
  private readonly current: CurrentSpaces
  /** All of them, the one of a space that is being filled included; the same list all the time. */
  private readonly indexes: DurableFiles[] = []
  private readonly merger: Merger
  private isWriter = false
  private isWriting = false
  /** Documents that this process has written may be in no file yet. */
  private hasWritten = false
  private unindexed = 0

  constructor(options: CollectionIndexesOptions) {
    const { rows, folder, collection, lock, onNotice } = options
    this.options = options
    this.files = createPublishedFiles(folder, { rows, collection })
    const keeping = { rows, files: this.files, lock, collection, onNotice }
    this.current = openCurrentSpaces({ ...options, keeping })
    this.lexical = new DurableIndex(lexicalRecipe(rows, this.settings), keeping)
    this.spaces = this.current.indexes
    this.listIndexes()
    this.merger = new Merger({
      rows,
      collection,
      indexes: this.indexes,
      alone: options.alone,
      onNotice,
      onIdle: () => this.rest(),
    })
  }

  /** Of the state that was read last. */
  get settings(): CollectionSettings {
    return this.current.settings()
  }

  /** The database's id of each space, by name. */
  get spaceIds(): ReadonlyMap<string, number> {
    return this.current.ids()
  }

  /**
   * Runs `work` on one state of the collection: what it reads of the indexes and of the rows is of the same change. If a file turns
   * out to be damaged or missing, it is restored and `work` runs again.
   */
  async view<T>(work: () => T | Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      const end = this.beginView()
      let outcome: { readonly result: T } | { readonly error: unknown }
      try {
        outcome = { result: await work() }
      } catch (error) {
        outcome = { error }
      } finally {
        end()
      }
      // Even if `work` succeeded: part of it was not answered.
      const hasFailed = this.indexes.map((index) => index.recover(attempt)).includes(true)
      if (hasFailed && attempt < VIEW_ATTEMPTS) continue
      if ('error' in outcome) throw outcome.error
      return outcome.result
    }
  }

  /** @returns what ends it */
  private beginView(): () => void {
    // While this process holds the lock, nobody else writes.
    if (this.isWriter) return () => undefined
    const { hasMoved, unpin } = this.files.pin()
    try {
      if (hasMoved) this.follow()
      return unpin
    } catch (error) {
      unpin()
      throw error
    }
  }

  private follow(): void {
    if (this.current.follow()) this.listIndexes()
    for (const index of this.indexes) index.follow()
  }

  private listIndexes(): void {
    const building = this.current.building()
    const all = [this.lexical, ...this.spaces.values(), ...(building === undefined ? [] : [building.index])]
    this.indexes.splice(0, this.indexes.length, ...new Set(all))
  }

  /** Work that may write: the lock that it takes is free again afterwards, or when the merges that are due then are done. */
  async writing<T>(work: () => Promise<T>): Promise<T> {
    this.isWriting = true
    try {
      return await work()
    } finally {
      this.isWriting = false
      this.rest()
    }
  }

  /** Before a write. @throws STORE_LOCKED, STORE_READ_ONLY, STORE_OPENED_READ_ONLY */
  becomeWriter(): void {
    if (this.isWriter) return
    this.options.lock.acquire()
    this.takeOver()
  }

  private tryBecomeWriter(): boolean {
    if (this.isWriter) return true
    if (!this.options.lock.tryAcquire()) return false
    this.takeOver()
    return true
  }

  /** Excludes other writers from here on, and applies what they have written. */
  private takeOver(): void {
    try {
      if (this.current.follow()) this.listIndexes()
      for (const index of this.indexes) {
        // What was rebuilt in memory while another process wrote is opened anew: from files, or into files.
        if (index.opened?.folder === this.options.folder) index.follow()
        else index.close()
      }
      this.current.removeUnfinished()
      this.files.retire(this.current.isCurrent)
      this.files.removeOrphans()
      this.isWriter = true
    } catch (error) {
      this.options.lock.release()
      throw error
    }
  }

  /** Others may write. */
  private rest(): void {
    if (!this.isWriter || this.isWriting || this.merger.isRunning) return
    this.isWriter = false
    this.files.forgetPinned()
    this.options.lock.release()
  }

  /** Only for the writer: starts a space that nobody reads yet, to be filled next to the one that it will replace. */
  beginSpace(space: string, settings: SpaceSettings): BuildingSpace {
    const building = this.current.begin(space, settings)
    this.listIndexes()
    building.index.open()
    return building
  }

  /** Only for the writer: swaps in the space that was started, at once for every reader. */
  swapSpace(): void {
    this.derived(() => this.current.building()?.index.sealFrom(SEAL_DOCUMENTS_MIN))
    this.current.swap()
    this.listIndexes()
    this.derived(() => this.removeUnfinished())
    this.merger.wake()
  }

  /** The writer's. */
  abandonSpace(): void {
    this.current.abandon()
    this.listIndexes()
    this.derived(() => this.removeUnfinished())
  }

  private removeUnfinished(): void {
    this.current.removeUnfinished()
    this.files.retire(this.current.isCurrent)
  }

  /** After a write of this many documents. */
  takeIn(documents: number): void {
    this.hasWritten = true
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

  /** The writer's: every file of every index is read and compared with the database. @param vectors by space, how many the database has */
  verify(vectors: ReadonlyMap<string, number>): readonly (IndexCheck & { readonly title: string })[] {
    const documents = this.options.rows.state()?.documents ?? 0
    const kept = [
      [this.lexical, documents] as const,
      ...[...this.spaces].map(([name, index]) => [index, vectors.get(name) ?? 0] as const),
    ]
    return kept.map(([index, expected]) => ({ title: index.kind.title, ...(index as DurableFiles).verify(expected) }))
  }

  /** Merges until none is due. Does nothing where another process writes. */
  async settle(work?: WorkOptions): Promise<void> {
    const canMerge = await this.options.alone(() => {
      if (!this.tryBecomeWriter()) return false
      for (const index of this.indexes) index.open()
      this.merger.wake()
      return true
    })
    if (!canMerge) return
    await this.merger.settle(work)
    let isGoingOn = false
    do {
      work?.signal?.throwIfAborted()
      isGoingOn = await this.options.alone(() => this.releaseSpace(isGoingOn))
    } while (isGoingOn)
  }

  private releaseSpace(isGoingOn: boolean): boolean {
    let isMore = false
    if (this.isWriter) this.derived(() => (isMore = this.options.rows.releaseSpace({ isGoingOn })))
    return isMore
  }

  async close(): Promise<void> {
    await this.merger.close()
    await this.options.alone(() => {
      if (this.hasWritten && this.tryBecomeWriter())
        for (const index of this.indexes) this.derived(() => index.sealFrom(SEAL_DOCUMENTS_MIN))
      for (const index of this.indexes) index.close()
      this.rest()
    })
  }

  private takeInto(indexes: readonly DurableFiles[]): void {
    for (const index of indexes) this.derived(() => index.takeIn())
    this.merger.wake()
  }

  /** Index files are derived: when one cannot be written, the documents are safe nevertheless, and searches are correct. */
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
