/**
 * @file A term's impacts in one segment, computed when a query first asks for them, then cached.
 *
 * Impacts depend on the fields' weights, the formula and the mean length over the whole index, so they cannot be in the file. A query on an
 * index that has not changed finds them; after a write only the searched terms are computed again.
 */
import type { Bm25Kernel, PostingList } from '../../kernels/bm25.ts'
import { ENTRY_BYTES, FIELD_LIST_BYTES } from '../../kernels/layout.ts'
import type { Arena } from '../../kernels/memory.ts'
import { groupImpacts, type ImpactList } from './group-impacts.ts'
import { impactsOf } from './impacts.ts'
import { fillSummary, placeSummary, summaryBytes } from './list-summary.ts'
import { type PostingsSource, weighPostings } from './postings.ts'
import type { Saturation } from './scoring.ts'
import type { WeightedGroup, WeightedQuery } from './weighted-query.ts'
import type { NeedPostings, SegmentField, SegmentViews } from './segment-format.ts'
import type { TermLookup } from './term-lookup.ts'

export interface ImpactCache {
  /** Before a search: drops what no longer holds, and everything when the cache is full. */
  readonly prepare: (query: WeightedQuery) => void
  /** A term's postings in the query's fields, if it has any. May grow the memory, which detaches the segment's views. */
  readonly listOf: (term: string, options: ListRequest) => TermImpacts | undefined
  /** The same of a word with alternatives. @param key which other groups do not have */
  readonly groupListOf: (key: string, group: WeightedGroup, options: ListRequest) => TermImpacts | undefined
  /** The k-th highest impact of a list of at least k postings. */
  readonly kthHighest: (list: TermImpacts, k: number) => number
}

export interface TermImpacts extends PostingList {
  /** The highest impact. */
  readonly highest: number
}

interface ListRequest {
  readonly query: WeightedQuery
  readonly norms: Float64Array | undefined
}

interface ImpactRequest extends ListRequest {
  /** The term's index in the dictionary. */
  readonly termIndex: number
  /** Documents with the term in any of the query's fields, > 0. */
  readonly df: number
}

export interface ImpactCacheOptions {
  /** Its end belongs to the cache. */
  readonly arena: Arena
  readonly kernel: Bm25Kernel
  readonly fields: readonly SegmentField[]
  readonly source: PostingsSource
  readonly lookup: TermLookup
  readonly views: () => SegmentViews
  readonly need: NeedPostings
  readonly bytesMax: number
}

export function createImpactCache(options: ImpactCacheOptions): ImpactCache {
  const { arena, bytesMax, fields, kernel, lookup } = options
  const fieldTable = arena.take(fields.length * FIELD_LIST_BYTES)
  const start = arena.end()
  const lists = new Map<string, Map<string, TermImpacts>>()
  // Most searches of one server ask for the same k.
  const kthOf = new Map<TermImpacts, { readonly k: number; readonly impact: number }>()
  let epoch = -1
  const remembered = (
    { impactKey }: WeightedQuery,
    key: string,
    make: () => TermImpacts | undefined,
  ): TermImpacts | undefined => {
    const known = lists.get(impactKey)?.get(key)
    if (known !== undefined) return known
    const list = make()
    if (list === undefined) return undefined
    const ofKey = lists.get(impactKey)
    if (ofKey === undefined) lists.set(impactKey, new Map([[key, list]]))
    else ofKey.set(key, list)
    return list
  }
  const listOf: ImpactCache['listOf'] = (term, { query, norms }) =>
    remembered(query, term, () => {
      const df = lookup.documentFrequency(term, query.fields)
      if (df === 0) return undefined
      return makeList({ query, norms, termIndex: lookup.indexOf(term), df }, { ...options, fieldTable })
    })
  return {
    prepare: (query) => {
      if (query.epoch === epoch && arena.end() - start <= bytesMax) return
      epoch = query.epoch
      lists.clear()
      kthOf.clear()
      arena.release(start)
    },
    listOf,
    groupListOf: (key, group, request) =>
      remembered(request.query, key, () =>
        makeGroupList(group, { ...options, listOf: (term) => listOf(term, request) }),
      ),
    kthHighest: (list, k) => {
      const known = kthOf.get(list)
      if (known?.k === k) return known.impact
      const heap = arena.take(k * ENTRY_BYTES)
      const impact = kernel.kthImpact(list.impacts, list.length, k, heap)
      arena.release(heap)
      kthOf.set(list, { k, impact })
      return impact
    },
  }
}

/** Made in memory of its own and then placed where the kernel reads it: placing may move the lists that it is made of. */
function makeGroupList(
  group: WeightedGroup,
  options: ImpactCacheOptions & { readonly listOf: (term: string) => TermImpacts | undefined },
): TermImpacts | undefined {
  const { arena, source } = options
  const { documents } = source
  const names = new Set(group.alternatives.flatMap(({ terms }) => terms.map(({ term }) => term)))
  const placed = new Map([...names].map((term) => [term, options.listOf(term)]))
  const listOf = (term: string): ImpactList | undefined => {
    const list = placed.get(term)
    return list && { docs: arena.uint32(list.docs, list.length), impacts: arena.float32(list.impacts, list.length) }
  }
  const { docs, impacts } = groupImpacts(group, { documents, listOf })
  const { length } = docs
  if (length === 0) return undefined
  const room = takeRoom(arena, summaryBytes({ length, documents }) + length * 8)
  const at = room + summaryBytes({ length, documents })
  const list = { impacts: at, docs: at + length * 4, length, ...placeSummary(room, { length, documents }) }
  arena.uint32(list.docs, length).set(docs)
  arena.float32(list.impacts, length).set(impacts)
  return { ...list, highest: fillSummary(list, documents, options) }
}

type ListOptions = ImpactCacheOptions & { readonly fieldTable: number }

interface StoredPostings {
  readonly weight: number
  readonly field: number
  readonly start: number
  readonly count: number
}

/** The query's fields that the segment has, with the term's postings in them, if any; these are in memory then. */
const storedPostings = ({ query, termIndex }: ImpactRequest, { fields, views, need }: ListOptions): StoredPostings[] =>
  query.fields.flatMap(({ name, weight }) => {
    const field = fields.findIndex((own) => own.name === name)
    const starts = views().fields[field]?.starts
    if (starts === undefined) return []
    const start = starts[termIndex] ?? 0
    const end = starts[termIndex + 1] ?? 0
    need(field, start, end)
    return [{ weight, field, start, count: end - start }]
  })

function makeList(request: ImpactRequest, options: ListOptions): TermImpacts {
  const { arena, source, views } = options
  const { df: length, query } = request
  const { documents } = source
  const stored = storedPostings(request, options)
  const only = stored.filter(({ count }) => count > 0)
  const [single] = only
  const isSingle = only.length === 1 && single !== undefined
  const room = takeRoom(arena, summaryBytes({ length, documents }) + length * (isSingle ? 4 : 8))
  const impacts = room + summaryBytes({ length, documents })
  const docs = isSingle ? (views().fields[single.field]?.docs.byteOffset ?? 0) + single.start * 4 : impacts + length * 4
  const list = { docs, impacts, length, ...placeSummary(room, { length, documents }) }
  const { saturation } = query.scorer
  if (saturation === undefined) fillPlainly(list, request, options)
  else fillSaturated(list, { ...request, stored, saturation, isSingle }, options)
  return { ...list, highest: fillSummary(list, documents, options) }
}

/** Growing costs new views of everything and a garbage collection, so the memory grows in steps; pages that are not used yet take no room. */
const GROWTH_BYTES = 2 ** 23

function takeRoom(arena: Arena, sizeBytes: number): number {
  const end = arena.end()
  if (end + sizeBytes > arena.memory.buffer.byteLength) {
    arena.take(Math.max(sizeBytes, GROWTH_BYTES))
    arena.release(end)
  }
  return arena.take(sizeBytes)
}

interface SaturatedRequest extends ImpactRequest {
  readonly stored: readonly StoredPostings[]
  readonly saturation: Saturation
  readonly isSingle: boolean
}

function fillSaturated(
  { docs, impacts }: PostingList,
  { query, stored, saturation, isSingle }: SaturatedRequest,
  { kernel, fields, fieldTable, views }: ListOptions,
): void {
  for (const [i, { weight, field, start, count }] of stored.entries()) {
    const own = views().fields[field]
    const tfBytes = fields[field]?.tfBytes ?? 1
    if (own === undefined) continue
    const at = fieldTable + i * FIELD_LIST_BYTES
    const [docs, tfs] = [own.docs.byteOffset + start * 4, own.tfs.byteOffset + start * tfBytes]
    kernel.writeFieldList(at, weight, own.lengths.byteOffset, docs, tfs, tfBytes, count)
  }
  const { gain, k1, b } = saturation
  kernel.useSaturation(gain, k1, 1 - b, b / query.averageLength)
  kernel.useFields(fieldTable, stored.length)
  if (isSingle) {
    const which = stored.findIndex(({ count }) => count > 0)
    kernel.impactsOfField(which, impacts)
  } else {
    kernel.impactsOfFields(docs, impacts)
  }
}

/** Any formula, by its own function. */
function fillPlainly(
  list: PostingList,
  { query, termIndex, norms }: ImpactRequest,
  { arena, source }: ListOptions,
): void {
  const postings = weighPostings(
    query.fields.map(({ name }) => source.postingsAt(termIndex, name)),
    query.fields,
  )
  arena.uint32(list.docs, list.length).set(postings.docs)
  arena.float32(list.impacts, list.length).set(impactsOf(postings, source, { ...query, norms }))
}
