/** @file Writes one new segment from others: sealing the live one, and merging sealed ones. Terms are copied; texts are never analysed again. */
import type { Bitmap } from '../../base/bitmap.ts'
import { encodeSegmentFile, type SegmentBlock } from '../segment-file.ts'
import type { FieldPostings, PostingsSource } from './postings.ts'
import { FORMAT_VERSION, SEGMENT_KIND, type SegmentField, type TfBytes } from './segment-format.ts'
import { termBytes, forEachTerm } from './term-dictionary.ts'

/** A query has few terms, and after some hundreds of queries all pages are in memory. */
const POSTINGS_PAGE_BYTES = 2 ** 16

/**
 * The chunks of a segment file of all documents that are not deleted. Needs memory for the output and four bytes more per posting.
 *
 * @param sources any order; their ordinals are distinct and may interleave
 */
export function encodeLexicalSegment(sources: readonly PostingsSource[], deleted: Bitmap): Uint8Array[] {
  const { ordinals, renumbered } = renumber(sources, deleted)
  const fieldNames = [...new Set(sources.flatMap((source) => source.fieldNames))]
  const collected = fieldNames.map((name) => collectField(name, sources, { renumbered, documents: ordinals.length }))
  const terms = collectTerms(sources, collected)
  const fields = collected.filter(({ count }) => count > 0)
  return encodeSegmentFile({
    kind: SEGMENT_KIND,
    formatVersion: FORMAT_VERSION,
    header: { documents: ordinals.length, terms: terms.count, fields: fields.map(describeField) },
    blocks: [
      { name: 'ordinals', bytes: bytesOf(ordinals) },
      { name: 'terms', bytes: terms.bytes },
      { name: 'term-starts', bytes: bytesOf(terms.starts) },
      ...fields.flatMap((field, i) => fieldBlocks(field, i, terms.count)),
    ],
  })
}

const DELETED = 0xffffffff

interface Renumbering {
  /** Of the surviving documents, ascending. */
  readonly ordinals: Uint32Array
  /** For each source, its documents' new local numbers, or DELETED. */
  readonly renumbered: readonly Uint32Array[]
}

function renumber(sources: readonly PostingsSource[], deleted: Bitmap): Renumbering {
  const renumbered = sources.map(({ documents }) => new Uint32Array(documents).fill(DELETED))
  const ordinals = new Uint32Array(sources.reduce((sum, { documents }) => sum + documents, 0))
  const at = sources.map(() => 0)
  let count = 0
  for (;;) {
    let next = Infinity
    let from = 0
    for (const [s, { ordinals: own }] of sources.entries()) {
      const ordinal = own[at[s] ?? 0] ?? Infinity
      if (ordinal < next) [next, from] = [ordinal, s]
    }
    const table = renumbered[from]
    if (next === Infinity || table === undefined) return { ordinals: ordinals.subarray(0, count), renumbered }
    const local = at[from] ?? 0
    at[from] = local + 1
    if (deleted.has(next)) continue
    table[local] = count
    ordinals[count++] = next
  }
}

/** A field of the new segment, growing term by term. */
interface CollectedField {
  readonly name: string
  readonly lengths: Uint32Array
  /** Room for all terms of all sources. */
  readonly starts: Uint32Array
  readonly docs: Uint32Array
  readonly tfs: Uint32Array
  readonly renumbered: readonly Uint32Array[]
  count: number
}

function collectField(
  name: string,
  sources: readonly PostingsSource[],
  { renumbered, documents }: { readonly renumbered: readonly Uint32Array[]; readonly documents: number },
): CollectedField {
  const lengths = new Uint32Array(documents)
  for (const [s, source] of sources.entries()) {
    const own = source.fieldLengths(name)
    renumbered[s]?.forEach((doc, local) => {
      if (doc !== DELETED) lengths[doc] = own?.[local] ?? 0
    })
  }
  const postings = sources.reduce((sum, source) => sum + source.postingsTotal(name), 0)
  const terms = sources.reduce((sum, source) => sum + source.sortedTerms().count, 0)
  return {
    name,
    lengths,
    starts: new Uint32Array(terms + 1),
    docs: new Uint32Array(postings),
    tfs: new Uint32Array(postings),
    renumbered,
    count: 0,
  }
}

interface CollectedTerms {
  readonly count: number
  readonly bytes: Uint8Array
  readonly starts: Uint32Array
}

/** Fills the fields' postings, and gives the terms that still have any. */
function collectTerms(sources: readonly PostingsSource[], fields: readonly CollectedField[]): CollectedTerms {
  const dictionaries = sources.map((source) => source.sortedTerms())
  const bytes = new Uint8Array(dictionaries.reduce((sum, terms) => sum + terms.bytes.length, 0))
  const starts = new Uint32Array(dictionaries.reduce((sum, terms) => sum + terms.count, 1))
  let count = 0
  let end = 0
  forEachTerm(dictionaries, (indexes) => {
    let added = 0
    for (const field of fields) added += collectPostings(field, sources, indexes)
    if (added === 0) return
    const owner = indexes.findIndex((index) => index >= 0)
    const dictionary = dictionaries[owner]
    const term = dictionary === undefined ? new Uint8Array() : termBytes(dictionary, indexes[owner] ?? 0)
    bytes.set(term, end)
    end += term.length
    starts[++count] = end
    for (const field of fields) field.starts[count] = field.count
  })
  return { count, bytes: bytes.subarray(0, end), starts: starts.subarray(0, count + 1) }
}

/** Adds one term's postings of all sources. @returns how many */
function collectPostings(field: CollectedField, sources: readonly PostingsSource[], indexes: Int32Array): number {
  const start = field.count
  for (const [s, source] of sources.entries()) {
    const index = indexes[s] ?? -1
    const postings = index < 0 ? undefined : source.postingsAt(index, field.name)
    const table = field.renumbered[s]
    if (postings === undefined || table === undefined) continue
    const added = field.count
    appendSurvivors(field, postings, table)
    mergeAdded(field, start, added)
  }
  return field.count - start
}

function appendSurvivors(field: CollectedField, { docs, tfs }: FieldPostings, table: Uint32Array): void {
  for (let i = 0; i < docs.length; i++) {
    const doc = table[docs[i] ?? 0] ?? DELETED
    if (doc === DELETED) continue
    field.docs[field.count] = doc
    field.tfs[field.count++] = tfs[i] ?? 0
  }
}

/** Two ascending runs, from `start` and from `added` on, become one. Sources in the order of their ordinals are there already. */
function mergeAdded(field: CollectedField, start: number, added: number): void {
  if (added === start || added === field.count || (field.docs[added - 1] ?? 0) < (field.docs[added] ?? 0)) return
  const docs = field.docs.slice(added, field.count)
  const tfs = field.tfs.slice(added, field.count)
  let old = added - 1
  let from = docs.length - 1
  for (let at = field.count - 1; from >= 0; at--) {
    const doc = docs[from] ?? 0
    const isOldLast = old >= start && (field.docs[old] ?? 0) > doc
    field.docs[at] = isOldLast ? (field.docs[old] ?? 0) : doc
    field.tfs[at] = isOldLast ? (field.tfs[old] ?? 0) : (tfs[from] ?? 0)
    if (isOldLast) old--
    else from--
  }
}

const describeField = (field: CollectedField): SegmentField => ({
  name: field.name,
  total: field.lengths.reduce((sum, length) => sum + length, 0),
  tfBytes: tfBytesOf(field),
})

function tfBytesOf({ tfs, count }: CollectedField): TfBytes {
  let max = 0
  for (let i = 0; i < count; i++) max = Math.max(max, tfs[i] ?? 0)
  if (max < 2 ** 8) return 1
  return max < 2 ** 16 ? 2 : 4
}

function fieldBlocks(field: CollectedField, i: number, terms: number): SegmentBlock[] {
  return [
    { name: `lengths-${i}`, bytes: bytesOf(field.lengths) },
    { name: `starts-${i}`, bytes: bytesOf(field.starts.subarray(0, terms + 1)) },
    { name: `docs-${i}`, bytes: bytesOf(field.docs.subarray(0, field.count)), pageBytes: POSTINGS_PAGE_BYTES },
    {
      name: `tfs-${i}`,
      bytes: bytesOf(narrow(field.tfs.subarray(0, field.count), tfBytesOf(field))),
      pageBytes: POSTINGS_PAGE_BYTES,
    },
  ]
}

function narrow(tfs: Uint32Array, tfBytes: TfBytes): Uint8Array | Uint16Array | Uint32Array {
  if (tfBytes === 1) return new Uint8Array(tfs)
  return tfBytes === 2 ? new Uint16Array(tfs) : tfs
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Uint8Array | Uint16Array | Uint32Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength)
