/** @file An immutable segment in a WebAssembly memory of its own, searched by the kernel without scoring most documents. */
import type { Bitmap } from '../../base/bitmap.ts'
import { type Bm25Kernel, createBm25Kernel, SUMS_BYTES } from '../../kernels/bm25.ts'
import { readEntries } from '../../kernels/flat.ts'
import { CURSOR_BYTES, ENTRY_BYTES } from '../../kernels/layout.ts'
import { type Arena, createArena } from '../../kernels/memory.ts'
import { openPagedMemory } from '../paged-memory.ts'
import { nothingFound, type RankedOrdinals } from '../ranked.ts'
import type { ByteSource } from '../segment.ts'
import { fillAllowed } from './allowed-documents.ts'
import { createImpactCache, type ImpactCache, type TermImpacts } from './impact-cache.ts'
import { localOf, type PostingsSource, type WeightedField } from './postings.ts'
import type { WeightedQuery } from './weighted-query.ts'
import {
  blockNames,
  type NeedPostings,
  openLexicalFile,
  postingsSourceOf,
  type SegmentViews,
  viewsOf,
} from './segment-format.ts'
import { createTermLookup, type TermLookup } from './term-lookup.ts'

export interface SealedSegmentOptions {
  /**
   * Size of each segment's cache of impacts, 4 bytes for each posting of each searched term (8 if several fields are
   * searched). Default 64 MiB: all terms of some 200,000 documents of 80 words. One query may take more for its own duration.
   */
  readonly impactCacheBytesMax?: number
}

export interface SealedLexicalSegment {
  readonly postings: PostingsSource
  readonly sizeBytes: number
  readonly deletedCount: () => number
  readonly delete: (ordinal: number) => void
  readonly documentFrequency: (term: string, fields: readonly WeightedField[]) => number
  /** The same ordinals and scores as `createExhaustiveSearch` gives, less those below `floor`. */
  readonly search: (query: WeightedQuery, options: SealedSearchOptions) => RankedOrdinals
}

interface SealedSearchOptions {
  readonly norms: Float64Array | undefined
  /** Lower scores can be ignored. */
  readonly floor: number
}

const IMPACT_CACHE_BYTES_MAX = 64 * 2 ** 20
/** Looking up a term for a document takes as long as adding so many postings, roughly. */
const POSTINGS_PER_LOOKUP = 16

/** @throws INDEX_SEGMENT_CORRUPT, INDEX_SEGMENT_VERSION */
export function openSealedSegment(
  source: ByteSource,
  { deleted, impactCacheBytesMax }: SealedSegmentOptions & { readonly deleted: Bitmap },
): SealedLexicalSegment {
  const segment = loadSegment(source, impactCacheBytesMax ?? IMPACT_CACHE_BYTES_MAX)
  const { postings, lookup } = segment
  let deletedCount = 0
  const deleteLocal = (local: number): void => {
    const live = segment.live()
    const word = live[local >>> 5] ?? 0
    const bit = 1 << (local & 31)
    if ((word & bit) === 0) return
    live[local >>> 5] = word & ~bit
    deletedCount++
  }
  const deleteOrdinal = (ordinal: number): void => {
    const local = localOf(postings, ordinal)
    if (local >= 0) deleteLocal(local)
  }
  for (const ordinal of deleted) deleteOrdinal(ordinal)
  return {
    postings,
    sizeBytes: source.sizeBytes,
    deletedCount: () => deletedCount,
    delete: deleteOrdinal,
    documentFrequency: lookup.documentFrequency,
    search: (query, options) => searchSegment(segment, query, { ...options, hasDeleted: deletedCount > 0 }),
  }
}

interface LoadedSegment {
  readonly arena: Arena
  readonly kernel: Bm25Kernel
  readonly postings: PostingsSource
  readonly views: () => SegmentViews
  readonly lookup: TermLookup
  readonly cache: ImpactCache
  /** A bit for each document that is not deleted. */
  readonly live: () => Uint32Array
  readonly liveAt: number
  /** As much room. */
  readonly allowedAt: number
}

/** Reads the file's blocks to where the kernel works on them; postings on demand: the source stays in use. */
function loadSegment(source: ByteSource, bytesMax: number): LoadedSegment {
  const file = openLexicalFile(source)
  const { header } = file
  const bitsBytes = Math.ceil(header.documents / 32) * 4
  const arena = createArena(source.sizeBytes + SUMS_BYTES + 2 * bitsBytes)
  const kernel = createBm25Kernel(arena.memory)
  kernel.useSegment(arena.take(SUMS_BYTES), header.documents)
  const liveAt = arena.take(bitsBytes)
  const allowedAt = arena.take(bitsBytes)
  const live = (): Uint32Array => arena.uint32(liveAt, bitsBytes / 4)
  live().fill(0xffffffff)
  if (header.documents % 32 !== 0) live()[bitsBytes / 4 - 1] = 2 ** (header.documents % 32) - 1
  const positions = new Map<string, number>()
  const place = (name: string): number => {
    const position = arena.take(file.sizeOf(name))
    positions.set(name, position)
    return position
  }
  const { whole, paged } = blockNames(header)
  for (const name of whole) file.readInto(name, arena.bytes(place(name), file.sizeOf(name)))
  const pages = new Map(
    paged.map((name) => [name, openPagedMemory(file.paged(name), { arena, position: place(name) })]),
  )
  const need: NeedPostings = (field, start, end) => {
    const tfBytes = header.fields[field]?.tfBytes ?? 1
    pages.get(`docs-${field}`)?.need(start * 4, end * 4)
    pages.get(`tfs-${field}`)?.need(start * tfBytes, end * tfBytes)
  }
  const views = viewsInMemory(arena, () =>
    viewsOf(header, (name) => arena.bytes(positions.get(name) ?? 0, file.sizeOf(name))),
  )
  const postings = postingsSourceOf(header, views, need)
  const lookup = createTermLookup(postings)
  const { fields } = header
  const cache = createImpactCache({ arena, kernel, fields, source: postings, lookup, views, need, bytesMax })
  return { arena, kernel, postings, views, lookup, cache, live, liveAt, allowedAt }
}

/** Views made again whenever the memory has grown, which empties the old ones. */
function viewsInMemory({ memory }: Arena, make: () => SegmentViews): () => SegmentViews {
  let { buffer } = memory
  let views = make()
  return () => {
    if (buffer !== memory.buffer) {
      buffer = memory.buffer
      views = make()
    }
    return views
  }
}

interface WeightedList {
  readonly list: TermImpacts
  readonly weight: number
}

function searchSegment(
  segment: LoadedSegment,
  query: WeightedQuery,
  { norms, floor, hasDeleted }: SealedSearchOptions & { readonly hasDeleted: boolean },
): RankedOrdinals {
  const lists = listsOf(segment, query, norms)
  if (lists.length === 0) return nothingFound
  const { arena, kernel, postings } = segment
  const k = Math.min(query.k, postings.documents)
  const allowed = allow(segment, query, hasDeleted)
  const reached = allowed.position === 0 ? Math.max(floor, reachedBy(segment, lists, { k, query })) : floor
  const scratch = arena.end()
  const heap = placeQuery(segment, lists, k)
  kernel.useAllowed(allowed.position)
  const lookups = allowed.count * lists.length
  const postingsTotal = lists.reduce((sum, { list }) => sum + list.length, 0)
  const search = lookups * POSTINGS_PER_LOOKUP < postingsTotal ? kernel.searchAllowed : kernel.search
  const found = search(heap, k, justBelow(reached), query.constant)
  const { numbers, scores } = readEntries(arena.memory, heap, found)
  arena.release(scratch)
  const { ordinals } = postings
  return { ordinals: numbers.map((local) => ordinals[local] ?? 0), scores }
}

/** In the query's order, without terms that add nothing. */
function listsOf({ cache }: LoadedSegment, query: WeightedQuery, norms: Float64Array | undefined): WeightedList[] {
  cache.prepare(query)
  const lists: WeightedList[] = []
  const request = { query, norms }
  for (const { term, weight, group } of query.terms) {
    if (weight === 0) continue
    const list = group === undefined ? cache.listOf(term, request) : cache.groupListOf(term, group, request)
    if (list !== undefined) lists.push({ list, weight })
  }
  return lists
}

/**
 * A score that k documents reach by one term alone: what is below need not be looked at.
 *
 * @returns -Infinity where no term has k documents
 */
function reachedBy(
  { cache }: LoadedSegment,
  lists: readonly WeightedList[],
  { k, query: { constant } }: { readonly k: number; readonly query: WeightedQuery },
): number {
  let reached = -Infinity
  // Rare terms first: they weigh more, which often spares finding the k-th of a long list.
  for (const { list, weight } of lists.toSorted((a, b) => a.list.length - b.list.length)) {
    if (list.length < k || constant + weight * list.highest <= reached) continue
    reached = Math.max(reached, Math.fround(constant + weight * cache.kthHighest(list, k)))
  }
  return reached
}

/** Writes the terms where the kernel reads them. @returns the position of a heap of k entries */
function placeQuery({ arena, kernel }: LoadedSegment, lists: readonly WeightedList[], k: number): number {
  const cursors = arena.take(lists.length * CURSOR_BYTES)
  const order = arena.take(lists.length * 4)
  const heap = arena.take(k * ENTRY_BYTES)
  for (const [i, { list, weight }] of lists.entries()) {
    const { docs, impacts, length, blockMaxima, blockLasts, bits, ranks, windowMaxima } = list
    const at = cursors + i * CURSOR_BYTES
    kernel.writeTerm(at, weight, docs, impacts, length, blockMaxima, blockLasts, bits, ranks, windowMaxima)
  }
  kernel.useTerms(cursors, lists.length, order)
  return heap
}

/** Which documents may be returned: bits at a position, or 0 for all; and how many, where it was worth counting. */
function allow(
  { arena, postings, live, liveAt, allowedAt }: LoadedSegment,
  { filter }: WeightedQuery,
  hasDeleted: boolean,
): { readonly position: number; readonly count: number } {
  if (filter === undefined) return { position: hasDeleted ? liveAt : 0, count: postings.documents }
  const target = arena.uint32(allowedAt, live().length)
  const { ordinals } = postings
  return { position: allowedAt, count: fillAllowed(target, { ordinals, live: live(), filter }) }
}

const scratchFloat = new Float32Array(1)
const scratchBits = new Uint32Array(scratchFloat.buffer)

/** The next float32 below a positive one: the kernel wants what is above, and an equal score may still win by its ordinal. */
function justBelow(floor: number): number {
  if (floor <= 0) return -1
  scratchFloat[0] = floor
  scratchBits[0] = (scratchBits[0] ?? 1) - 1
  return scratchFloat[0]
}
