/** @file One index in memory with the segment files under it: what it has seen of the database, and every way its set of files changes. */
import { randomBytes } from 'node:crypto'
import type { SegmentedIndex } from '../../index/segment.ts'
import type { FileSource } from './file-source.ts'
import type { IndexRecipe } from './index-recipe.ts'
import type { ManifestIndex, ManifestSegment } from './manifest.ts'
import type { SegmentFolder } from './segment-folder.ts'

/** The live segment becomes a file when it has this many documents: beyond that, searching it and catching up at the next opening get slow. */
export const LIVE_DOCUMENTS_MAX = 10_000

/** What a merge made of some segments. */
export interface MergedSegments {
  readonly removed: readonly string[]
  /** The new file, in the folder already; undefined when nothing was left. */
  readonly added: string | undefined
  /** The collection's change whose deletions the merge knew. */
  readonly change: number
}

/** Names are never used twice: readers tell new files by them. */
export const newSegmentName = (key: string): string => `${key}-${randomBytes(6).toString('hex')}.segment`

export class LoadedIndex<Index extends SegmentedIndex = SegmentedIndex> {
  readonly index: Index
  readonly folder: SegmentFolder
  private readonly kind: IndexRecipe<Index>
  private readonly sources = new Map<string, FileSource>()
  private currentEntry: ManifestIndex = { through: 0, segments: [] }
  private lastOrdinal = 0
  private change = 0

  constructor(kind: IndexRecipe<Index>, folder: SegmentFolder) {
    this.kind = kind
    this.folder = folder
    this.index = kind.create()
  }

  /** What a manifest says of it. */
  get entry(): ManifestIndex {
    return this.currentEntry
  }

  /** The collection's change up to which deletions are applied. */
  get seenChange(): number {
    return this.change
  }

  /** Takes over the set of files that a manifest names. @throws ENOENT, INDEX_SEGMENT_*; then close this index and open it anew */
  adopt(next: ManifestIndex): void {
    const added = namesMissing(next.segments, this.currentEntry.segments)
    const removed = namesMissing(this.currentEntry.segments, next.segments)
    // All are opened before the first takes effect, so that a missing file changes nothing.
    const [first, ...others] = added.map((name) => ({ name, source: this.openSource(name) }))
    this.index.swap({ ...(first === undefined ? {} : { added: first }), removed, liveThrough: next.through })
    for (const other of others) this.index.swap({ added: other })
    this.closeSources(removed)
    this.currentEntry = next
    this.lastOrdinal = Math.max(this.lastOrdinal, next.through)
  }

  /** Applies deletions and additions up to `change`. With `seal`, a full live segment becomes a file. @returns whether one did */
  catchUp(change: number, { seal }: { readonly seal: boolean }): boolean {
    // Deletions first: a file that is sealed below must not hold any of them, for it will claim to know this change.
    this.index.delete(this.kind.deadAfter(this.change))
    this.change = change
    let hasSealed = false
    for (;;) {
      const next = this.kind.addAfter(this.index, this.lastOrdinal)
      if (next === undefined) return hasSealed
      this.lastOrdinal = next
      if (seal && this.index.liveCount() >= LIVE_DOCUMENTS_MAX) hasSealed = this.seal() || hasSealed
    }
  }

  /** The live segment becomes a file. @returns false when nothing was in it */
  seal(): boolean {
    const sealed = this.index.sealLive()
    if (sealed === undefined) return false
    const name = newSegmentName(this.kind.key)
    this.folder.write(name, sealed.chunks)
    this.index.swap({ added: { name, source: this.openSource(name) }, liveThrough: sealed.lastOrdinal })
    const { through, segments } = this.currentEntry
    const reach = { firstOrdinal: through + 1, lastOrdinal: sealed.lastOrdinal, change: this.change }
    this.currentEntry = { through: sealed.lastOrdinal, segments: [...segments, this.described(name, reach)] }
    return true
  }

  /** Replaces the inputs of a merge, whose files stay, with its result. */
  swapMerged({ removed, added, change }: MergedSegments): void {
    const { through, segments } = this.currentEntry
    const gone = segments.filter(({ name }) => removed.includes(name))
    const kept = segments.filter(({ name }) => !removed.includes(name))
    if (added === undefined) this.index.swap({ removed })
    else this.index.swap({ removed, added: { name: added, source: this.openSource(added) } })
    this.closeSources(removed)
    const reach = {
      firstOrdinal: Math.min(...gone.map(({ firstOrdinal }) => firstOrdinal)),
      lastOrdinal: Math.max(...gone.map(({ lastOrdinal }) => lastOrdinal)),
      change,
    }
    this.currentEntry = { through, segments: added === undefined ? kept : [...kept, this.described(added, reach)] }
  }

  close(): void {
    this.closeSources([...this.sources.keys()])
  }

  private described(
    name: string,
    reach: Pick<ManifestSegment, 'firstOrdinal' | 'lastOrdinal' | 'change'>,
  ): ManifestSegment {
    const documents = this.index.segments().find((segment) => segment.name === name)?.documents ?? 0
    return { name, sizeBytes: this.sources.get(name)?.sizeBytes ?? 0, documents, ...reach }
  }

  private openSource(name: string): FileSource {
    const source = this.folder.open(name)
    this.sources.set(name, source)
    return source
  }

  private closeSources(names: readonly string[]): void {
    for (const name of names) {
      this.sources.get(name)?.close()
      this.sources.delete(name)
    }
  }
}

function namesMissing(segments: readonly ManifestSegment[], from: readonly ManifestSegment[]): string[] {
  const there = new Set(from.map(({ name }) => name))
  return segments.map(({ name }) => name).filter((name) => !there.has(name))
}
