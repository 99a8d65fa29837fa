/** @file The sealed segments of one index: which there are, and how many documents of each are deleted. */
import type { Bitmap } from '../../base/bitmap.ts'
import type { ByteSource, SegmentInfo, SegmentSwap } from '../segment.ts'
import { idOfOrdinal } from './rows.ts'
import type { VectorSegment } from './structure.ts'
import { openVectorSegment } from './vector-segment.ts'

/** A segment to be searched. */
export interface SearchedSegment {
  readonly segment: VectorSegment
  readonly deletedCount: number
}

export interface SealedSegments {
  readonly list: () => readonly SearchedSegment[]
  readonly infos: () => SegmentInfo[]
  readonly countDeleted: (ordinal: number) => void
  /** Opens what is added; when that fails, nothing has changed. */
  readonly swap: (change: Pick<SegmentSwap, 'added' | 'removed'>, deleted: Bitmap) => void
}

interface Sealed {
  readonly segment: VectorSegment
  readonly sizeBytes: number
  deletedCount: number
}

export function createSealedSegments(dim: number): SealedSegments {
  let sealed: ReadonlyMap<string, Sealed> = new Map()

  const open = (source: ByteSource, deleted: Bitmap): Sealed => {
    const segment = openVectorSegment(source, dim)
    const { rows, count } = segment
    const deletedCount = [...deleted].filter((ordinal) => idOfOrdinal(rows, count, ordinal) !== undefined).length
    return { segment, sizeBytes: source.sizeBytes, deletedCount }
  }

  return {
    list: () => [...sealed.values()],
    infos: () =>
      [...sealed].map(([name, { segment, sizeBytes, deletedCount }]) => ({
        name,
        documents: segment.count,
        deleted: deletedCount,
        sizeBytes,
      })),
    countDeleted: (ordinal) => {
      for (const each of sealed.values()) {
        const { rows, count } = each.segment
        if (idOfOrdinal(rows, count, ordinal) !== undefined) each.deletedCount++
      }
    },
    swap: ({ added, removed = [] }, deleted) => {
      const next = new Map([...sealed].filter(([name]) => !removed.includes(name)))
      if (added !== undefined) next.set(added.name, open(added.source, deleted))
      sealed = next
    },
  }
}
