/** @file An index that is always available: opened, caught up, or rebuilt from the database if its files cannot be used. */
import { AttuneError } from '../../base/errors.ts'
import { checkSegmentFile } from '../../index/segment-file.ts'
import type { SegmentedIndex } from '../../index/segment.ts'
import type { CollectionRows } from '../documents/collection-rows.ts'
import type { FilesView, PublishedFiles } from './published-files.ts'
import type { IndexRecipe } from './index-recipe.ts'
import { LIVE_DOCUMENTS_MAX, type MergedSegments, LoadedIndex } from './loaded-index.ts'
import type { ManifestSegment } from './manifest.ts'
import type { OnNotice } from '../project.ts'
import { createMemoryFolder, type SegmentFolder } from './segment-folder.ts'
import type { WriterLock } from '../database/writer-lock.ts'

/** The part that is the same for every kind of index. */
export interface DurableFiles {
  readonly kind: Pick<IndexRecipe, 'key' | 'title' | 'mergeKind' | 'mergePolicy'>
  /** Undefined while nothing has asked for it. */
  readonly opened: LoadedIndex | undefined
  open(): void
  /** Follows what other processes have written. Does nothing when it is not open. */
  follow(): void
  recover(attempt: number): boolean
  /** Only for the writer: applies what this process has just written; opens the index if too much would stay without a file. */
  takeIn(): void
  /** Only for the writer: writes documents that are not in any file yet to one, if there are at least this many. */
  sealFrom(documentsMin: number): void
  /** Only for the writer: publishes the result of a merge and removes its inputs. */
  swapMerged(merged: MergedSegments): void
  /** The writer's: reads every file to its end and compares the count of documents; what is wrong is rebuilt. */
  verify(documents: number): IndexCheck
  /** Closes files; the next use opens them again. */
  close(): void
}

export interface IndexCheck {
  readonly files: number
  readonly sizeBytes: number
  /** What was wrong, before it was rebuilt. */
  readonly problem: string | undefined
}

export interface DurableIndexOptions {
  readonly rows: CollectionRows
  readonly files: PublishedFiles
  readonly lock: WriterLock
  readonly collection: string
  readonly onNotice: OnNotice
}

/** Fewer documents than this are read again at the next opening rather than kept as a file of their own. */
export const SEAL_DOCUMENTS_MIN = 32

/** A writer may merge files away before they are opened; its next manifest is there by then. */
const OPEN_ATTEMPTS = 5

/** The manifest is not believed. */
class Unusable extends Error {}

/** A reader has not caught up for so long that deletions it has not seen have been forgotten. */
class FellBehind extends Error {}

const isGone = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT'

/** Whether files are to blame: missing, unreadable, damaged, of another version. A damaged database, settings and our own bugs are not. */
function filesAreToBlame(error: unknown): boolean {
  if (error instanceof AttuneError) return error.isRebuildable
  const isOfFileSystem = error instanceof Error && 'syscall' in error
  return isOfFileSystem || isGone(error) || error instanceof Unusable || error instanceof FellBehind
}

const isDamage = (error: unknown): boolean => error instanceof AttuneError && error.isRebuildable

export class DurableIndex<Index extends SegmentedIndex> implements DurableFiles {
  readonly kind: IndexRecipe<Index>
  opened: LoadedIndex<Index> | undefined
  private readonly options: DurableIndexOptions
  /** Why the view that is open cannot be answered from the files. */
  private failure: unknown

  constructor(kind: IndexRecipe<Index>, options: DurableIndexOptions) {
    this.kind = kind
    this.options = options
  }

  /** The writer's: opened, rebuilt if need be. */
  open(): LoadedIndex<Index> {
    if (this.opened !== undefined) return this.opened
    try {
      return (this.opened = this.fromFiles(this.options.files.view()))
    } catch (error) {
      if (!filesAreToBlame(error)) throw error
      return (this.opened = this.rebuild(messageOf(error)))
    }
  }

  /** Reads the index within a view. Where its files fail, the view has failed: `recover`, then all of it is read again. */
  read<T>(work: (index: Index) => T): T {
    const { index } = (this.opened ??= this.noting(filesAreToBlame, () => this.fromFiles(this.options.files.view())))
    // Large blocks are read, and checked, when a search comes to them.
    return this.noting(isDamage, () => work(index))
  }

  /** After a view that has failed. @returns whether it was this index that did */
  recover(attempt: number): boolean {
    const { failure } = this
    this.failure = undefined
    if (failure === undefined) return false
    this.close()
    if (!isGone(failure) || attempt >= OPEN_ATTEMPTS) this.opened = this.rebuild(messageOf(failure))
    return true
  }

  follow(): void {
    const open = this.opened
    if (open === undefined) return
    try {
      this.followTo(open, this.options.files.view())
    } catch (error) {
      // Opening anew finds out what is to be done.
      if (!filesAreToBlame(error)) throw error
      this.close()
    }
  }

  takeIn(): void {
    if (this.opened === undefined && this.countUnfiled() < LIVE_DOCUMENTS_MAX) return
    const open = this.open()
    if (open.catchUp(this.options.files.view().state.change, { seal: true })) this.publish(open)
  }

  sealFrom(documentsMin: number): void {
    if (this.opened === undefined && this.countUnfiled() < documentsMin) return
    const open = this.open()
    if (open.index.liveCount() >= documentsMin && open.seal()) this.publish(open)
  }

  swapMerged(merged: MergedSegments): void {
    const open = this.opened
    if (open === undefined) return
    open.swapMerged(merged)
    this.publish(open, { purge: true })
    open.folder.remove(merged.removed)
  }

  verify(documents: number): IndexCheck {
    const problem = this.problemWith(documents)
    if (problem !== undefined) {
      this.close()
      this.opened = this.rebuild(problem)
    }
    const segments = this.options.files.view().manifest.indexes[this.kind.key]?.segments ?? []
    const sizeBytes = segments.reduce((sum, segment) => sum + segment.sizeBytes, 0)
    return { files: segments.length, sizeBytes, problem }
  }

  private problemWith(documents: number): string | undefined {
    const { files } = this.options
    try {
      const view = files.view()
      if (view.problem !== undefined) return view.problem
      for (const segment of view.manifest.indexes[this.kind.key]?.segments ?? []) checkFile(files.folder, segment)
      this.close()
      const { index } = (this.opened = this.fromFiles(view))
      const has = index.segments().reduce((sum, one) => sum + one.documents - one.deleted, index.liveCount())
      return has === documents ? undefined : `it has ${has} documents, and the database has ${documents} for it`
    } catch (error) {
      if (!filesAreToBlame(error)) throw error
      return messageOf(error)
    }
  }

  close(): void {
    this.opened?.close()
    this.opened = undefined
  }

  /** Of an index that is not open. */
  private countUnfiled(): number {
    const { rows, files } = this.options
    return rows.countAfter(files.view().manifest.indexes[this.kind.key]?.through ?? 0)
  }

  private noting<T>(isFailure: (error: unknown) => boolean, work: () => T): T {
    try {
      return work()
    } catch (error) {
      if (isFailure(error)) this.failure = error
      throw error
    }
  }

  private isPublic(open: LoadedIndex): boolean {
    return open.folder === this.options.files.folder
  }

  private publish(open: LoadedIndex, options?: { readonly purge: boolean }): void {
    if (this.isPublic(open)) this.options.files.publish(this.kind.key, open.entry, options)
  }

  private followTo(open: LoadedIndex, { manifest, state, problem }: FilesView): void {
    if (state.purged > open.seenChange) throw new FellBehind('deletions have been forgotten')
    const entry = manifest.indexes[this.kind.key]
    if (this.isPublic(open) && problem === undefined && entry !== undefined) open.adopt(entry)
    open.catchUp(state.change, { seal: !this.isPublic(open) })
  }

  /** From the files that a manifest names. */
  private fromFiles({ manifest, state, problem }: FilesView): LoadedIndex<Index> {
    if (problem !== undefined) throw new Unusable(problem)
    const open = new LoadedIndex(this.kind, this.options.files.folder)
    try {
      const entry = manifest.indexes[this.kind.key]
      if (entry !== undefined) open.adopt(entry)
      open.catchUp(state.change, { seal: false })
      return open
    } catch (error) {
      open.close()
      throw error
    }
  }

  private rebuild(reason: string): LoadedIndex<Index> {
    const { files, lock, collection, onNotice } = this.options
    const canWrite = lock.tryAcquire()
    onNotice(`The ${this.kind.title} of "${collection}" is being rebuilt from the stored documents: ${reason}.`)
    try {
      if (!canWrite) return this.rebuildInMemory()
      return this.fromDocuments(files.folder)
    } catch (error) {
      onNotice(`It is kept in memory only: ${messageOf(error)}.`)
      return this.rebuildInMemory()
    } finally {
      if (canWrite) lock.release()
    }
  }

  private rebuildInMemory(): LoadedIndex<Index> {
    return this.fromDocuments(createMemoryFolder(`${this.kind.key} in memory`))
  }

  private fromDocuments(folder: SegmentFolder): LoadedIndex<Index> {
    const open = new LoadedIndex(this.kind, folder)
    // From here on no process uses the files that have failed.
    this.publish(open)
    open.catchUp(this.options.files.view().state.change, { seal: true })
    if (open.index.liveCount() >= SEAL_DOCUMENTS_MIN) open.seal()
    this.publish(open)
    return open
  }
}

/** @throws INDEX_SEGMENT_CORRUPT, INDEX_SEGMENT_VERSION, ENOENT */
function checkFile(folder: SegmentFolder, { name, sizeBytes }: ManifestSegment): void {
  const source = folder.open(name)
  try {
    if (source.sizeBytes !== sizeBytes)
      throw new Unusable(`${name} has ${source.sizeBytes} bytes, and its manifest says ${sizeBytes}`)
    checkSegmentFile(source)
  } finally {
    source.close()
  }
}

const messageOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replace(/\.$/, '')
