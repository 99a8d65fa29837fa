/**
 * @file One field of the live segment: every term's postings side by side in one growing pool.
 *
 * A term owns a region of the pool, with room for a power of two of documents and then as many frequencies; a full region moves to the
 * pool's end with twice the room. Typed arrays only: tens of thousands of small arrays that grow and die would keep the garbage collector
 * busy while others search, and chains through the pool would miss the cache at each posting.
 */
import { append, type GrowingUint32, growingUint32 } from './growing-array.ts'
import type { FieldPostings } from './postings.ts'

export interface LiveField {
  /** Terms of each document. */
  readonly lengths: GrowingUint32
  total: number
  postings: number
  readonly pool: GrowingUint32
  /** By term: where its region begins, and how many documents are in it. */
  readonly starts: GrowingUint32
  readonly counts: GrowingUint32
}

/** A field that appears late is empty in the documents before. */
export function createLiveField(documents: number): LiveField {
  const lengths = growingUint32()
  extend(lengths, documents)
  return {
    lengths,
    total: 0,
    postings: 0,
    pool: growingUint32(),
    starts: growingUint32(),
    counts: growingUint32(),
  }
}

/** Room of a region with this many documents, > 0: regions are full when a power of two is reached. */
const roomFor = (documents: number): number => (documents === 1 ? 1 : 1 << (32 - Math.clz32(documents - 1)))

/** One more occurrence of a term in the last document. */
export function countOccurrence(field: LiveField, term: number, doc: number): void {
  const { counts, starts, pool } = field
  if (counts.length <= term) {
    extend(counts, term + 1 - counts.length)
    extend(starts, term + 1 - starts.length)
  }
  const count = counts.data[term] ?? 0
  const room = count === 0 ? 0 : roomFor(count)
  const start = starts.data[term] ?? 0
  if (count > 0 && pool.data[start + count - 1] === doc) {
    const tf = start + room + count - 1
    pool.data[tf] = (pool.data[tf] ?? 0) + 1
    return
  }
  const roomNow = roomFor(count + 1)
  const place = roomNow === room ? start : moveRegion(field, { start, room, roomNow })
  starts.data[term] = place
  counts.data[term] = count + 1
  pool.data[place + count] = doc
  pool.data[place + roomNow + count] = 1
  field.postings++
}

/** @returns where the wider region begins */
function moveRegion(
  { pool }: LiveField,
  { start, room, roomNow }: { readonly start: number; readonly room: number; readonly roomNow: number },
): number {
  const place = pool.length
  extend(pool, 2 * roomNow)
  pool.data.copyWithin(place, start, start + room)
  pool.data.copyWithin(place + roomNow, start + room, start + 2 * room)
  return place
}

export const documentsWith = ({ counts }: LiveField, term: number): number =>
  term < counts.length ? (counts.data[term] ?? 0) : 0

/** Views of the pool, good until the next document. */
export function postingsWith(field: LiveField, term: number): FieldPostings | undefined {
  const count = documentsWith(field, term)
  if (count === 0) return undefined
  const { data } = field.pool
  const start = field.starts.data[term] ?? 0
  const tfs = start + roomFor(count)
  return { docs: data.subarray(start, start + count), tfs: data.subarray(tfs, tfs + count) }
}

/** Appends zeros. */
function extend(array: GrowingUint32, by: number): void {
  for (let i = 0; i < by; i++) append(array, 0)
}
