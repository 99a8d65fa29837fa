/** @file The manifest of a collection and the database, kept in sync: what is published, and what is trusted. */
import { randomBytes } from 'node:crypto'
import type { CollectionRows, CollectionState } from '../documents/collection-rows.ts'
import { collectionUnknown } from '../settings/errors.ts'
import { emptyManifest, type Manifest, type ManifestIndex } from './manifest.ts'
import type { SegmentFolder } from './segment-folder.ts'

/** A manifest and the state of the database that it was checked against. */
export interface FilesView {
  readonly manifest: Manifest
  readonly state: CollectionState
  /** Why the files on disk are not trusted; the manifest is then empty. */
  readonly problem: string | undefined
}

/** One state of the database, held while it is read. */
export interface PinnedState {
  /** Whether indexes have to follow: the state is not the one that was pinned before. */
  readonly hasMoved: boolean
  readonly unpin: () => void
}

export interface PublishedFiles {
  readonly folder: SegmentFolder
  /**
   * While a state is pinned, of that state; else as it is now.
   *
   * @throws STORE_COLLECTION_UNKNOWN when the collection has been dropped
   */
  readonly view: () => FilesView
  /** Holds the database at one state, with a manifest that belongs to it. @throws STORE_COLLECTION_UNKNOWN */
  readonly pin: () => PinnedState
  /** After writes of this process: the next pinned state is a new one. */
  readonly forgetPinned: () => void
  /**
   * Makes the entry of one index the current one for every process. Only for the holder of the writer lock. With `purge`, what is known of
   * deleted documents is forgotten as far as no file holds them any more; readers that lag behind open anew then.
   */
  readonly publish: (key: string, entry: ManifestIndex, options?: { readonly purge: boolean }) => void
  /** Forgets indexes that no longer exist, and removes their files. Only for the holder of the writer lock. */
  readonly retire: (isCurrent: (key: string) => boolean) => void
  /** Removes the files of merges and seals that a crash left unpublished. */
  readonly removeOrphans: () => void
}

/** A writer may publish twice between our two reads; five times in a row is not a coincidence. */
const ATTEMPTS = 5

export interface IndexFilesOptions {
  readonly rows: CollectionRows
  readonly collection: string
}

export function createPublishedFiles(folder: SegmentFolder, options: IndexFilesOptions): PublishedFiles {
  const { rows } = options
  const pinning = createPinning(folder, options)
  const view = (): FilesView =>
    pinning.pinned() ?? believed(folder, { state: () => stateOf(options), retry: () => undefined })
  const write = (
    indexes: Manifest['indexes'],
    { change, purge }: { readonly change: number; readonly purge: boolean },
  ): void => {
    const token = randomBytes(16).toString('hex')
    rows.announceManifest(token)
    folder.writeManifest({ formatVersion: 1, token, change, indexes })
    rows.confirmManifest(token, purge ? Object.values(indexes).flatMap(({ segments }) => segments) : undefined)
    pinning.forget()
  }
  return {
    folder,
    view,
    pin: pinning.pin,
    forgetPinned: pinning.forget,
    publish: (key, entry, { purge } = { purge: false }) => {
      const { manifest, state } = view()
      write({ ...manifest.indexes, [key]: entry }, { change: state.change, purge })
    },
    retire: (isCurrent) => {
      const { manifest, state } = view()
      const [kept, gone] = [true, false].map((wanted) =>
        Object.entries(manifest.indexes).filter(([key]) => isCurrent(key) === wanted),
      )
      if (kept === undefined || gone === undefined || gone.length === 0) return
      write(Object.fromEntries(kept), { change: state.change, purge: false })
      folder.remove(gone.flatMap(([, { segments }]) => segments.map(({ name }) => name)))
    },
    removeOrphans: () =>
      folder.removeOthers(
        new Set(Object.values(view().manifest.indexes).flatMap(({ segments }) => segments.map(({ name }) => name))),
      ),
  }
}

function stateOf({ rows, collection }: IndexFilesOptions): CollectionState {
  const state = rows.state()
  if (state === undefined) throw collectionUnknown({ name: collection, known: [] })
  return state
}

/** The manifest, as far as it belongs to the state, which is read after it. */
function believed(
  folder: SegmentFolder,
  { state: readState, retry }: { readonly state: () => CollectionState; readonly retry: () => void },
): FilesView {
  for (let attempt = 1; ; attempt++) {
    // The manifest first: the database knows at least what an older manifest covers.
    const manifest = folder.readManifest()
    const state = readState()
    if (manifest === undefined && state.tokens.length === 0)
      return { manifest: emptyManifest, state, problem: undefined }
    if (manifest !== undefined && belongs(manifest, state)) return { manifest, state, problem: undefined }
    if (attempt < ATTEMPTS) {
      retry()
      continue
    }
    const problem =
      manifest === undefined
        ? 'its manifest is missing or damaged'
        : 'its files belong to another state of the database'
    return { manifest: emptyManifest, state, problem }
  }
}

const belongs = ({ token, change }: Manifest, state: CollectionState): boolean =>
  state.tokens.includes(token) && change <= state.change

interface Pinning {
  readonly pin: () => PinnedState
  readonly pinned: () => FilesView | undefined
  readonly forget: () => void
}

/** The file of the manifest is read only when the collection has changed; asking whether anything has costs microseconds. */
function createPinning(folder: SegmentFolder, options: IndexFilesOptions): Pinning {
  const { rows } = options
  let last: { readonly view: FilesView; readonly version: number } | undefined
  let isPinned = false
  const hold = (unpin: () => void, hasMoved: boolean): PinnedState => {
    isPinned = true
    return {
      hasMoved,
      unpin: () => {
        isPinned = false
        unpin()
      },
    }
  }
  const pin = (): PinnedState => {
    let unpin = rows.pin()
    try {
      // The first read after `pin` decides which state it is.
      const version = rows.dataVersion()
      if (version === last?.version) return hold(unpin, false)
      const state = stateOf(options)
      if (last !== undefined && isSame(state, last.view.state)) {
        last = { ...last, version }
        return hold(unpin, false)
      }
      unpin()
      unpin = () => undefined
      const view = believed(folder, {
        state: () => {
          unpin = rows.pin()
          return stateOf(options)
        },
        retry: () => unpin(),
      })
      last = { view, version: rows.dataVersion() }
      return hold(unpin, true)
    } catch (error) {
      unpin()
      throw error
    }
  }
  return {
    pin,
    pinned: () => (isPinned ? last?.view : undefined),
    forget: () => {
      last = undefined
    },
  }
}

const isSame = (a: CollectionState, b: CollectionState): boolean =>
  a.change === b.change && a.purged === b.purged && a.tokens.join() === b.tokens.join()
