/** @file One index in memory with the segment files under it: what it has seen of the database, and every way its set of files changes. */
import { randomBytes } from 'node:crypto'
import type { SegmentedIndex } from '../index/segment.ts'
import type { CollectionRows } from './collection-rows.ts'
import type { FileSource } from './file-source.ts'
import type { IndexKind } from './index-kind.ts'
import type { ManifestIndex, ManifestSegment } from './manifest.ts'
import type { SegmentFolder } from './segment-folder.ts'

/** The live segment becomes a file when it has this many documents: above, searches of it and catching up at the next opening get slow. */
export const LIVE_DOCUMENTS_MAX = 10_000

/** What a merge made of some segments. */
export interface MergedSegments {
  readonly removed: readonly string[]
  /** The new file, in the folder already; undefined when nothing was left. */
  readonly added: string | undefined
  /** The collection's change whose deletions the merge knew. */
  readonly change: number
}

export interface OpenIndex<Index extends SegmentedIndex = SegmentedIndex> {
  readonly index: Index
  readonly folder: SegmentFolder
  readonly entry: () => ManifestIndex
  /** The collection's change up to which deletions are applied. */
  readonly seenChange: () => number
  /** Takes over the set of files that a manifest names. @throws ENOENT, INDEX_SEGMENT_*; then close this index and open it anew */
  readonly adopt: (entry: ManifestIndex) => void
  /** Applies deletions and additions up to `change`. With `seal`, a full live segment becomes a file. @returns whether one did */
  readonly catchUp: (change: number, options: { readonly seal: boolean }) => boolean
  /** The live segment becomes a file. @returns false when nothing was in it */
  readonly seal: () => boolean
  readonly swapMerged: (merged: MergedSegments) => void
  readonly close: () => void
}

/** Names are never used twice: readers tell new files by them. */
export const newSegmentName = (key: string): string => `${key}-${randomBytes(6).toString('hex')}.segment`

export function createOpenIndex<Index extends SegmentedIndex>(
  kind: IndexKind<Index>,
  { folder, rows }: { readonly folder: SegmentFolder; readonly rows: CollectionRows },
): OpenIndex<Index> {
  const index = kind.create()
  const sources = new Map<string, FileSource>()
  let entry: ManifestIndex = { through: 0, segments: [] }
  let last = 0
  let seenChange = 0

  const opened = (name: string): FileSource => {
    const source = folder.open(name)
    sources.set(name, source)
    return source
  }
  const closeSources = (names: readonly string[]): void => {
    for (const name of names) {
      sources.get(name)?.close()
      sources.delete(name)
    }
  }
  const documentsIn = (name: string): number =>
    index.segments().find((segment) => segment.name === name)?.documents ?? 0

  const adopt = (next: ManifestIndex): void => {
    const added = namesMissing(next.segments, entry.segments)
    const removed = namesMissing(entry.segments, next.segments)
    // All are opened before the first takes effect: a file that is gone by now changes nothing.
    const [first, ...others] = added.map((name) => ({ name, source: opened(name) }))
    index.swap({ ...(first === undefined ? {} : { added: first }), removed, liveThrough: next.through })
    for (const other of others) index.swap({ added: other })
    closeSources(removed)
    entry = next
    last = Math.max(last, next.through)
  }

  const seal = (): boolean => {
    const sealed = index.sealLive()
    if (sealed === undefined) return false
    const name = newSegmentName(kind.key)
    folder.write(name, sealed.chunks)
    const source = opened(name)
    index.swap({ added: { name, source }, liveThrough: sealed.lastOrdinal })
    const segment: ManifestSegment = {
      name,
      sizeBytes: source.sizeBytes,
      documents: documentsIn(name),
      firstOrdinal: entry.through + 1,
      lastOrdinal: sealed.lastOrdinal,
      change: seenChange,
    }
    entry = { through: sealed.lastOrdinal, segments: [...entry.segments, segment] }
    return true
  }

  return {
    index,
    folder,
    entry: () => entry,
    seenChange: () => seenChange,
    adopt,
    seal,
    catchUp: (change, { seal: sealsFull }) => {
      // Deletions first: a file that is sealed below must not hold any of them, for it will claim to know this change.
      index.delete(rows.deadAfter(seenChange))
      seenChange = change
      let hasSealed = false
      for (let next = kind.addAfter(index, last); next !== undefined; next = kind.addAfter(index, last)) {
        last = next
        if (sealsFull && index.liveCount() >= LIVE_DOCUMENTS_MAX) hasSealed = seal() || hasSealed
      }
      return hasSealed
    },
    swapMerged: ({ removed, added, change }) => {
      const gone = entry.segments.filter(({ name }) => removed.includes(name))
      const kept = entry.segments.filter(({ name }) => !removed.includes(name))
      const source = added === undefined ? undefined : opened(added)
      index.swap({
        removed,
        ...(added === undefined || source === undefined ? {} : { added: { name: added, source } }),
      })
      closeSources(removed)
      const merged: ManifestSegment[] =
        added === undefined || source === undefined
          ? []
          : [
              {
                name: added,
                sizeBytes: source.sizeBytes,
                documents: documentsIn(added),
                firstOrdinal: Math.min(...gone.map(({ firstOrdinal }) => firstOrdinal)),
                lastOrdinal: Math.max(...gone.map(({ lastOrdinal }) => lastOrdinal)),
                change,
              },
            ]
      entry = { through: entry.through, segments: [...kept, ...merged] }
    },
    close: () => closeSources([...sources.keys()]),
  }
}

const namesMissing = (names: readonly ManifestSegment[], from: readonly ManifestSegment[]): string[] => {
  const there = new Set(from.map(({ name }) => name))
  return names.map(({ name }) => name).filter((name) => !there.has(name))
}
