/** @file The manifest of a collection and the database, kept in step: what is published, what is believed. */
import { randomBytes } from 'node:crypto'
import type { CollectionRows, CollectionState } from './collection-rows.ts'
import { collectionUnknown } from './errors.ts'
import { emptyManifest, type Manifest, type ManifestIndex } from './manifest.ts'
import type { SegmentFolder } from './segment-folder.ts'

/** A manifest and the state of the database that it was checked against. */
export interface FilesView {
  readonly manifest: Manifest
  readonly state: CollectionState
  /** Why the files on disk are not believed; the manifest is empty then. */
  readonly problem: string | undefined
}

export interface IndexFiles {
  readonly folder: SegmentFolder
  /** @throws STORE_COLLECTION_UNKNOWN when the collection has been dropped */
  readonly view: () => FilesView
  /**
   * Makes the entry of one index the current one for every process. Only who holds the writer lock may. With `purge`, what is known of
   * deleted documents is forgotten as far as no file holds them any more; readers that lag behind open anew then.
   */
  readonly publish: (key: string, entry: ManifestIndex, options?: { readonly purge: boolean }) => void
  /** Removes the files of merges and seals that a crash left unpublished. */
  readonly removeOrphans: () => void
}

/** A writer may publish twice between our two reads; five times in a row is no coincidence. */
const ATTEMPTS = 5

export function createIndexFiles(
  folder: SegmentFolder,
  { rows, collection }: { readonly rows: CollectionRows; readonly collection: string },
): IndexFiles {
  const view = (): FilesView => {
    let seen: { manifest: Manifest | undefined; state: CollectionState } | undefined
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      // The manifest first: the database knows at least what an older manifest covers.
      const manifest = folder.readManifest()
      const state = rows.state()
      if (state === undefined) throw collectionUnknown({ name: collection, known: [] })
      seen = { manifest, state }
      if (manifest === undefined && state.tokens.length === 0)
        return { manifest: emptyManifest, state, problem: undefined }
      if (manifest !== undefined && belongs(manifest, state)) return { manifest, state, problem: undefined }
    }
    const problem =
      seen?.manifest === undefined
        ? 'its manifest is missing or damaged'
        : 'its files belong to another state of the database'
    return {
      manifest: emptyManifest,
      state: seen?.state ?? { change: 0, purged: 0, documents: 0, tokens: [] },
      problem,
    }
  }
  return {
    folder,
    view,
    publish: (key, entry, { purge } = { purge: false }) => {
      const { manifest, state } = view()
      const next: Manifest = {
        formatVersion: 1,
        token: randomBytes(16).toString('hex'),
        change: state.change,
        indexes: { ...manifest.indexes, [key]: entry },
      }
      rows.announceManifest(next.token)
      folder.writeManifest(next)
      rows.confirmManifest(
        next.token,
        purge ? Object.values(next.indexes).flatMap(({ segments }) => segments) : undefined,
      )
    },
    removeOrphans: () =>
      folder.removeOthers(
        new Set(Object.values(view().manifest.indexes).flatMap(({ segments }) => segments.map(({ name }) => name))),
      ),
  }
}

const belongs = ({ token, change }: Manifest, state: CollectionState): boolean =>
  state.tokens.includes(token) && change <= state.change
