/**
 * @file One field of the live segment: postings appended to one list as they come, and chained by term.
 *
 * Typed arrays only: tens of thousands of small arrays that grow and die would keep the garbage collector busy while others search.
 */
import { append, type GrowingUint32, growingUint32 } from './growing-array.ts'
import type { FieldPostings } from './postings.ts'

export interface LiveField {
  /** Terms of each document. */
  readonly lengths: GrowingUint32
  total: number
  /** Postings in the order they came: documents ascend. */
  readonly terms: GrowingUint32
  readonly docs: GrowingUint32
  readonly tfs: GrowingUint32
  /** The next posting of the same term. */
  readonly next: GrowingUint32
  /** By term: its first and last posting, and how many there are. */
  readonly first: GrowingUint32
  readonly last: GrowingUint32
  readonly counts: GrowingUint32
}

/** A field that appears late is empty in the documents before. */
export function createLiveField(documents: number): LiveField {
  const lengths = growingUint32()
  for (let i = 0; i < documents; i++) append(lengths, 0)
  return {
    lengths,
    total: 0,
    terms: growingUint32(),
    docs: growingUint32(),
    tfs: growingUint32(),
    next: growingUint32(),
    first: growingUint32(),
    last: growingUint32(),
    counts: growingUint32(),
  }
}

/** One more occurrence of a term in the last document. */
export function countOccurrence(field: LiveField, term: number, doc: number): void {
  while (field.counts.length <= term) {
    append(field.first, 0)
    append(field.last, 0)
    append(field.counts, 0)
  }
  const known = field.counts.data[term] ?? 0
  const last = field.last.data[term] ?? 0
  if (known > 0 && field.docs.data[last] === doc) field.tfs.data[last] = (field.tfs.data[last] ?? 0) + 1
  else appendPosting(field, { term, doc, tf: 1 })
}

/** To a field whose arrays by term reach the term. */
function appendPosting(
  field: LiveField,
  posting: { readonly term: number; readonly doc: number; readonly tf: number },
): void {
  const { term, doc, tf } = posting
  const place = field.docs.length
  append(field.terms, term)
  append(field.docs, doc)
  append(field.tfs, tf)
  append(field.next, 0)
  const count = field.counts.data[term] ?? 0
  if (count === 0) field.first.data[term] = place
  else field.next.data[field.last.data[term] ?? 0] = place
  field.last.data[term] = place
  field.counts.data[term] = count + 1
}

export function postingsOfTerm(field: LiveField, term: number): FieldPostings | undefined {
  const count = term < field.counts.length ? (field.counts.data[term] ?? 0) : 0
  if (count === 0) return undefined
  const docs = new Uint32Array(count)
  const tfs = new Uint32Array(count)
  let place = field.first.data[term] ?? 0
  for (let i = 0; i < count; i++) {
    docs[i] = field.docs.data[place] ?? 0
    tfs[i] = field.tfs.data[place] ?? 0
    place = field.next.data[place] ?? 0
  }
  return { docs, tfs }
}

/** All postings, each term's together. */
export interface OrderedPostings {
  /** `[terms + 1]` */
  readonly starts: Uint32Array
  readonly docs: Uint32Array
  readonly tfs: Uint32Array
}

/** @param ranks the new order: each term's place in it */
export function orderPostings(field: LiveField, ranks: Uint32Array): OrderedPostings {
  const starts = new Uint32Array(ranks.length + 1)
  for (let term = 0; term < field.counts.length; term++) starts[(ranks[term] ?? 0) + 1] = field.counts.data[term] ?? 0
  for (let rank = 0; rank < ranks.length; rank++) starts[rank + 1] = (starts[rank + 1] ?? 0) + (starts[rank] ?? 0)
  const ends = starts.slice()
  const docs = new Uint32Array(field.docs.length)
  const tfs = new Uint32Array(field.docs.length)
  for (let place = 0; place < field.docs.length; place++) {
    const rank = ranks[field.terms.data[place] ?? 0] ?? 0
    const at = ends[rank] ?? 0
    ends[rank] = at + 1
    docs[at] = field.docs.data[place] ?? 0
    tfs[at] = field.tfs.data[place] ?? 0
  }
  return { starts, docs, tfs }
}
