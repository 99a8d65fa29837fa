/**
 * @file What a lexical segment file holds, read in place.
 *
 * Blocks, all numbers little-endian: `ordinals` uint32 [documents], ascending; `terms` the distinct terms' UTF-8 bytes in order and
 * `term-starts` uint32 [terms + 1] where each begins; for each field i of the header `lengths-i` uint32 [documents], `starts-i` uint32
 * [terms + 1] where each term's postings begin, `docs-i` uint32 [postings] local document numbers, and `tfs-i` [postings] numbers of
 * the header's width; these two have pages, which are read when a term is searched. Impacts are not stored: they depend on the fields'
 * weights and on the mean length over all segments.
 */
import type { ByteSource } from '../segment.ts'
import { openSegmentFile, type SegmentFile } from '../segment-file.ts'
import type { FieldPostings, PostingsSource } from './postings.ts'
import { findTerm } from './term-dictionary.ts'

export const SEGMENT_KIND = 'lexical'
/** 4: segments of 3 hold no names such as "c++11" and ".net", and other terms of German umlauts. */
export const FORMAT_VERSION = 4

/** Term frequencies of a field take as many bytes as its largest one needs. */
export type TfBytes = 1 | 2 | 4

export interface SegmentField {
  readonly name: string
  /** Terms of all documents. */
  readonly total: number
  readonly tfBytes: TfBytes
}

export interface SegmentHeader {
  readonly documents: number
  readonly terms: number
  readonly fields: readonly SegmentField[]
}

interface FieldViews {
  readonly lengths: Uint32Array
  readonly starts: Uint32Array
  readonly docs: Uint32Array
  readonly tfs: Uint8Array | Uint16Array | Uint32Array
}

/** The file's blocks as typed arrays. */
export interface SegmentViews {
  readonly ordinals: Uint32Array
  readonly termBytes: Uint8Array
  readonly termStarts: Uint32Array
  /** In the order of the header's fields. */
  readonly fields: readonly FieldViews[]
}

/** Blocks that are read at opening, and those of which a search reads its terms' parts. */
export const blockNames = ({ fields }: SegmentHeader): { readonly whole: string[]; readonly paged: string[] } => ({
  whole: ['ordinals', 'terms', 'term-starts', ...fields.flatMap((_, i) => [`lengths-${i}`, `starts-${i}`])],
  paged: fields.flatMap((_, i) => [`docs-${i}`, `tfs-${i}`]),
})

/** @throws INDEX_SEGMENT_CORRUPT, INDEX_SEGMENT_VERSION */
export const openLexicalFile = (source: ByteSource): SegmentFile<SegmentHeader> =>
  openSegmentFile<SegmentHeader>(source, { kind: SEGMENT_KIND, formatVersion: FORMAT_VERSION })

/** @param block gives a block's bytes, at an address that is a multiple of 4 */
export function viewsOf({ fields }: SegmentHeader, block: (name: string) => Uint8Array): SegmentViews {
  const numbers = (name: string): Uint32Array => uint32Of(block(name))
  return {
    ordinals: numbers('ordinals'),
    termBytes: block('terms'),
    termStarts: numbers('term-starts'),
    fields: fields.map(({ tfBytes }, i) => ({
      lengths: numbers(`lengths-${i}`),
      starts: numbers(`starts-${i}`),
      docs: numbers(`docs-${i}`),
      tfs: narrowView(block(`tfs-${i}`), tfBytes),
    })),
  }
}

const uint32Of = ({ buffer, byteOffset, byteLength }: Uint8Array): Uint32Array =>
  new Uint32Array(buffer, byteOffset, byteLength / 4)

function narrowView(bytes: Uint8Array, tfBytes: TfBytes): FieldViews['tfs'] {
  if (tfBytes === 1) return bytes
  return tfBytes === 2 ? new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2) : uint32Of(bytes)
}

/** Makes sure that postings [start, end) of a field, by its number, are where the views show them. */
export type NeedPostings = (field: number, start: number, end: number) => void

/**
 * @param views requested at each use, because a WebAssembly memory that grows detaches its views
 * @param need  for views that do not hold everything from the start
 */
export function postingsSourceOf(
  header: SegmentHeader,
  views: () => SegmentViews,
  need: NeedPostings = () => undefined,
): PostingsSource {
  const fieldNames = header.fields.map(({ name }) => name)
  const places = new Map(fieldNames.map((name, i) => [name, i]))
  const fieldViews = (field: string): FieldViews | undefined => views().fields[places.get(field) ?? -1]
  const postingsAt = (termIndex: number, field: string): FieldPostings | undefined => {
    const postings = fieldViews(field)
    if (postings === undefined) return undefined
    const start = postings.starts[termIndex] ?? 0
    const end = postings.starts[termIndex + 1] ?? 0
    if (start === end) return undefined
    need(places.get(field) ?? -1, start, end)
    return { docs: postings.docs.subarray(start, end), tfs: postings.tfs.subarray(start, end) }
  }
  const sortedTerms: PostingsSource['sortedTerms'] = () => {
    const { termBytes, termStarts } = views()
    return { count: header.terms, bytes: termBytes, starts: termStarts }
  }
  return {
    documents: header.documents,
    get ordinals() {
      return views().ordinals
    },
    fieldNames,
    fieldLengths: (field) => fieldViews(field)?.lengths,
    fieldTotal: (field) => header.fields[places.get(field) ?? -1]?.total ?? 0,
    postingsTotal: (field) => fieldViews(field)?.docs.length ?? 0,
    sortedTerms,
    dfAt: (termIndex, field) => {
      const starts = fieldViews(field)?.starts
      return starts === undefined ? 0 : (starts[termIndex + 1] ?? 0) - (starts[termIndex] ?? 0)
    },
    dfIn: (fields) => {
      const all = fields.flatMap((field) => fieldViews(field)?.starts ?? [])
      return (index) => {
        let df = 0
        for (const starts of all) df += (starts[index + 1] ?? 0) - (starts[index] ?? 0)
        return df
      }
    },
    postingsAt,
    postingsOf: (term, field) => {
      const place = findTerm(sortedTerms(), term)
      return place < 0 ? undefined : postingsAt(place, field)
    },
  }
}
