/**
 * @file A block of a segment file in WebAssembly memory, read page by page as it is needed: opening an index takes as long for many
 * documents as for few, and only what has been read takes memory.
 */
import type { Arena } from '../kernels/memory.ts'
import type { PagedBlock } from './segment-file.ts'

export interface PagedMemory {
  /** Afterwards these bytes of the block are in memory. @throws INDEX_SEGMENT_CORRUPT */
  readonly need: (start: number, end: number) => void
  /** Afterwards all are. @throws INDEX_SEGMENT_CORRUPT */
  readonly needAll: () => void
}

/** Adjacent pages are read together, up to this many bytes: they are checked while still in the processor's cache. */
const READ_BYTES = 2 ** 18

/** @param position where the block goes; its room has been taken */
export function openPagedMemory(
  { pageBytes, pages, sizeBytes, readInto }: PagedBlock,
  { arena, position }: { readonly arena: Arena; readonly position: number },
): PagedMemory {
  const isRead = new Uint8Array(pages)
  let missing = pages
  const pagesAtOnce = Math.max(1, Math.floor(READ_BYTES / pageBytes))
  const needPages = (first: number, end: number): void => {
    for (let page = first; missing > 0 && page < end; page++) {
      if (isRead[page] !== 0) continue
      const stop = Math.min(end, page + pagesAtOnce)
      let next = page + 1
      while (next < stop && isRead[next] === 0) next++
      const start = page * pageBytes
      readInto(page, arena.bytes(position + start, Math.min((next - page) * pageBytes, sizeBytes - start)))
      isRead.fill(1, page, next)
      missing -= next - page
      page = next - 1
    }
  }
  return {
    need: (start, end) => {
      if (start < end) needPages(Math.floor(start / pageBytes), Math.ceil(end / pageBytes))
    },
    needAll: () => needPages(0, pages),
  }
}
