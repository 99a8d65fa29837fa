/** @file The life cycle of segments, the same for every kind of index: a small live one takes writes, immutable sealed ones are files. */

/** Where a segment file's bytes come from; supplied by the owner of files or network. */
export interface ByteSource {
  /** Its name in errors: a path. */
  readonly name: string
  readonly sizeBytes: number
  /** Fills `target` with the bytes from `position` on. */
  readonly read: (target: Uint8Array, position: number) => void
  /** The machine's own CRC-32, where it has one that is faster than ours. */
  readonly crc32?: ((bytes: Uint8Array, crc: number) => number) | undefined
}

export interface SegmentInfo {
  /** The caller's name for it, unique within an index. */
  readonly name: string
  /** Documents in the file, deleted ones included. */
  readonly documents: number
  /** How many of them have been deleted since. */
  readonly deleted: number
  readonly sizeBytes: number
}

/** The live segment, sealed: the chunks of a segment file, to be written one after the other. */
export interface SealedSegment {
  readonly chunks: Iterable<Uint8Array>
  /** The highest document ordinal in it. */
  readonly lastOrdinal: number
}

/** A change of the set of segments, atomic for searches. */
export interface SegmentSwap {
  readonly added?: { readonly name: string; readonly source: ByteSource }
  readonly removed?: readonly string[]
  /** Live documents up to and including this ordinal are in `added` now and leave the live segment. */
  readonly liveThrough?: number
}

/** What lexical and vector indexes have in common for the code that stores them on disk. */
export interface SegmentedIndex {
  readonly segments: () => readonly SegmentInfo[]
  /** Documents in the live segment, not yet in any file. */
  readonly liveCount: () => number
  /** The live segment as a file, without its deleted documents; undefined when nothing is in it. Changes nothing: `swap` does. */
  readonly sealLive: () => SealedSegment | undefined
  readonly swap: (change: SegmentSwap) => void
  /** Ordinals are out of every later search result. Unknown ones are ignored. */
  readonly delete: (ordinals: Iterable<number>) => void
}
