/** @file An index that is there when asked for: opened, caught up, or rebuilt from the database where its files cannot be used. */
import { AttuneError } from '../base/errors.ts'
import type { SegmentedIndex } from '../index/segment.ts'
import type { CollectionRows } from './collection-rows.ts'
import type { FilesView, IndexFiles } from './index-files.ts'
import type { IndexKind } from './index-kind.ts'
import { createOpenIndex, LIVE_DOCUMENTS_MAX, type MergedSegments, type OpenIndex } from './open-index.ts'
import type { OnNotice } from './project.ts'
import { createMemoryFolder } from './segment-folder.ts'
import type { WriterLock } from './writer-lock.ts'

/** The part that is the same for every kind of index. */
export interface KeptFiles {
  readonly kind: Pick<IndexKind, 'key' | 'title' | 'mergeKind' | 'mergePolicy'>
  /** Opens the index if it is not open. */
  readonly open: () => void
  readonly opened: () => OpenIndex | undefined
  /** Follows what other processes have written. Does nothing when it is not open. */
  readonly follow: () => void
  /** The writer's: takes in what this process has just written; opens the index where too much would stay without a file. */
  readonly takeIn: () => void
  /** The writer's: the live segment becomes a file when it has at least this many documents. */
  readonly sealFrom: (documentsMin: number) => void
  /** The writer's: what a merge made is published, and its inputs are removed. */
  readonly swapMerged: (merged: MergedSegments) => void
  /** Closes files; the next use opens them again. */
  readonly close: () => void
}

export interface KeptIndex<Index extends SegmentedIndex> extends KeptFiles {
  /** Reads the index, opened if need be; should its files prove damaged only now, it is rebuilt and read again. */
  readonly read: <T>(work: (index: Index) => T) => T
}

export interface KeptIndexOptions {
  readonly rows: CollectionRows
  readonly files: IndexFiles
  readonly lock: WriterLock
  readonly collection: string
  readonly onNotice: OnNotice
}

/** A file that a writer has just merged away; its next manifest is there already. */
const isGone = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT'
const OPEN_ATTEMPTS = 5

/** The manifest is not believed. */
class Unusable extends Error {}

/** A reader has not looked for so long that deletions it does not know have been forgotten. */
class FellBehind extends Error {}

/** Whether files are to blame: missing, unreadable, damaged, of another version. A damaged database and our own bugs are not. */
function filesAreToBlame(error: unknown): boolean {
  if (error instanceof AttuneError) return !error.code.startsWith('STORE_')
  const isOfFileSystem = error instanceof Error && 'syscall' in error
  return isOfFileSystem || isGone(error) || error instanceof Unusable || error instanceof FellBehind
}

/** Fewer documents than this are read again at the next opening rather than kept as a file of their own. */
export const SEAL_DOCUMENTS_MIN = 500

export function createKeptIndex<Index extends SegmentedIndex>(
  kind: IndexKind<Index>,
  { rows, files, lock, collection, onNotice }: KeptIndexOptions,
): KeptIndex<Index> {
  let open: OpenIndex<Index> | undefined
  const isPublic = (index: OpenIndex): boolean => index.folder === files.folder
  const publish = (index: OpenIndex, options?: { readonly purge: boolean }): void => {
    if (isPublic(index)) files.publish(kind.key, index.entry(), options)
  }

  /** From the files that a manifest names. */
  const fromFiles = ({ manifest, state, problem }: FilesView): OpenIndex<Index> => {
    if (problem !== undefined) throw new Unusable(problem)
    const index = createOpenIndex(kind, { folder: files.folder, rows })
    try {
      const entry = manifest.indexes[kind.key]
      if (entry !== undefined) index.adopt(entry)
      index.catchUp(state.change, { seal: false })
      return index
    } catch (error) {
      index.close()
      throw error
    }
  }
  /** From the documents, into files of our own where we may write, else into memory. */
  const fromDocuments = (folder = files.folder): OpenIndex<Index> => {
    const index = createOpenIndex(kind, { folder, rows })
    publish(index)
    index.catchUp(files.view().state.change, { seal: true })
    if (index.index.liveCount() >= SEAL_DOCUMENTS_MIN) index.seal()
    publish(index)
    return index
  }
  const privately = (): OpenIndex<Index> => fromDocuments(createMemoryFolder(`${kind.key} (in memory)`))

  const rebuild = (reason: string): OpenIndex<Index> => {
    const wasHeld = lock.isHeld()
    onNotice(`The ${kind.title} of "${collection}" is being rebuilt from the stored documents: ${reason}.`)
    if (!wasHeld && !lock.tryAcquire()) return privately()
    try {
      return fromDocuments()
    } catch (error) {
      onNotice(`It is kept in memory only: ${messageOf(error)}`)
      return privately()
    } finally {
      if (!wasHeld) lock.release()
    }
  }
  const load = (): OpenIndex<Index> => {
    for (let attempt = 1; ; attempt++) {
      const view = files.view()
      try {
        return rows.snapshot(() => fromFiles({ ...view, state: rows.state() ?? view.state }))
      } catch (error) {
        if (isGone(error) && attempt < OPEN_ATTEMPTS) continue
        if (!filesAreToBlame(error)) throw error
        return rebuild(messageOf(error))
      }
    }
  }
  const close = (): void => {
    open?.close()
    open = undefined
  }
  const opened = (): OpenIndex<Index> => (open ??= load())
  const catchUp = (index: OpenIndex<Index>): void => {
    if (index.catchUp(files.view().state.change, { seal: true })) publish(index)
  }

  return {
    kind,
    open: () => void opened(),
    opened: () => open,
    read: (work) => {
      try {
        return work(opened().index)
      } catch (error) {
        if (!(error instanceof AttuneError && error.kind === 'corrupt' && filesAreToBlame(error))) throw error
        close()
        open = rebuild(messageOf(error))
        return work(open.index)
      }
    },
    close,
    follow: () => {
      const index = open
      if (index === undefined) return
      const view = files.view()
      try {
        rows.snapshot(() => {
          const state = rows.state() ?? view.state
          followFiles(index, { ...view, state }, { key: kind.key, isPublic: isPublic(index) })
          index.catchUp(state.change, { seal: !isPublic(index) })
        })
      } catch (error) {
        // Opening anew finds out what is to be done.
        if (!filesAreToBlame(error)) throw error
        close()
      }
    },
    takeIn: () => {
      if (open !== undefined) return catchUp(open)
      const through = files.view().manifest.indexes[kind.key]?.through ?? 0
      if (rows.countAfter(through) < LIVE_DOCUMENTS_MAX) return
      catchUp(opened())
    },
    sealFrom: (documentsMin) => {
      if (open === undefined || open.index.liveCount() < documentsMin) return
      if (open.seal()) publish(open)
    },
    swapMerged: (merged) => {
      if (open === undefined) return
      open.swapMerged(merged)
      publish(open, { purge: true })
      open.folder.remove(merged.removed)
    },
  }
}

function followFiles(
  open: OpenIndex,
  { manifest, state, problem }: FilesView,
  { key, isPublic }: { readonly key: string; readonly isPublic: boolean },
): void {
  if (state.purged > open.seenChange()) throw new FellBehind()
  const entry = manifest.indexes[key]
  if (isPublic && problem === undefined && entry !== undefined) open.adopt(entry)
}

const messageOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replace(/\.$/, '')
