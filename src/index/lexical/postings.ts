/** @file The postings of a term, field by field and summed over the searched fields: the plain form that every segment can provide. */
import { lowerBound } from '../../base/lower-bound.ts'

/** Documents of a segment are numbered from 0 in the order of their ordinals: `local` numbers. */
export interface FieldPostings {
  /** Local numbers of the documents that have the term in this field, ascending. */
  readonly docs: ArrayLike<number>
  /** How often each has it, ≥ 1. */
  readonly tfs: ArrayLike<number>
}

export interface WeightedField {
  readonly name: string
  /** > 0. */
  readonly weight: number
}

/** What searching, explaining, counting and merging read of a segment, live or sealed. */
export interface PostingsSource {
  /** Deleted documents included. */
  readonly documents: number
  /** `[documents]`, ascending. */
  readonly ordinals: Uint32Array
  readonly fieldNames: readonly string[]
  /** Terms per document in a field, `[documents]`; undefined for a field no document has. */
  readonly fieldLengths: (field: string) => ArrayLike<number> | undefined
  /** Sum of `fieldLengths`. */
  readonly fieldTotal: (field: string) => number
  /** Postings of all terms in a field. */
  readonly postingsTotal: (field: string) => number
  readonly sortedTerms: () => SortedTerms
  /** Documents with a term in a field. */
  readonly dfAt: (termIndex: number, field: string) => number
  /** `dfAt` summed over fields, for a walk over many terms; good until the segment is searched or grows. */
  readonly dfIn: (fields: readonly string[]) => (termIndex: number) => number
  /** By the term's index in `sortedTerms`. */
  readonly postingsAt: (termIndex: number, field: string) => FieldPostings | undefined
  readonly postingsOf: (term: string, field: string) => FieldPostings | undefined
}

/** Distinct terms in the order of their UTF-8 bytes. Term i is `bytes.subarray(starts[i], starts[i + 1])`. */
export interface SortedTerms {
  readonly count: number
  readonly bytes: Uint8Array
  readonly starts: Uint32Array
}

/** A term's documents in the searched fields. */
export interface WeightedPostings {
  readonly docs: Uint32Array
  /** Sum over fields of weight × tf. */
  readonly tfs: Float64Array
}

/**
 * Sums are made in the order of `fields`, so that every implementation rounds alike.
 *
 * @param postings one per field of `fields`; undefined where the field lacks the term
 */
export function weighPostings(
  postings: readonly (FieldPostings | undefined)[],
  fields: readonly WeightedField[],
): WeightedPostings {
  const lists = postings.flatMap((list, i) => (list === undefined ? [] : { ...list, weight: fields[i]?.weight ?? 0 }))
  const [first] = lists
  const docs = lists.length === 1 && first !== undefined ? copyOf(first.docs) : unionOf(lists)
  const tfs = new Float64Array(docs.length)
  for (const list of lists) addWeighted(list, { docs, tfs })
  return { docs, tfs }
}

/** `TypedArray.from` would be ten times slower. */
function copyOf(numbers: ArrayLike<number>): Uint32Array {
  const copy = new Uint32Array(numbers.length)
  copy.set(numbers)
  return copy
}

function addWeighted(list: FieldPostings & { readonly weight: number }, { docs, tfs }: WeightedPostings): void {
  let at = 0
  for (let i = 0; i < list.docs.length; i++) {
    const doc = list.docs[i]
    while (docs[at] !== doc) at++
    tfs[at] = (tfs[at] ?? 0) + list.weight * (list.tfs[i] ?? 0)
  }
}

/** The documents in any of the lists, ascending. */
function unionOf(lists: readonly FieldPostings[]): Uint32Array {
  const merged = new Uint32Array(lists.reduce((sum, { docs }) => sum + docs.length, 0))
  const count = forEachInUnion(lists, (doc, i) => (merged[i] = doc))
  return merged.subarray(0, count)
}

export const countUnion = (lists: readonly FieldPostings[]): number =>
  lists.length === 1 ? (lists[0]?.docs.length ?? 0) : forEachInUnion(lists, () => {})

function forEachInUnion(lists: readonly FieldPostings[], visit: (doc: number, index: number) => void): number {
  const at = lists.map(() => 0)
  let count = 0
  for (;;) {
    let next = Infinity
    for (let l = 0; l < lists.length; l++) next = Math.min(next, lists[l]?.docs[at[l] ?? 0] ?? Infinity)
    if (next === Infinity) return count
    visit(next, count++)
    for (let l = 0; l < lists.length; l++) if (lists[l]?.docs[at[l] ?? 0] === next) at[l] = (at[l] ?? 0) + 1
  }
}

/** Sum over fields of weight × terms in the field, in the order of `fields`. */
export function weightedLength(
  lengths: readonly (ArrayLike<number> | undefined)[],
  fields: readonly WeightedField[],
  local: number,
): number {
  let sum = 0
  for (let i = 0; i < fields.length; i++) sum += (fields[i]?.weight ?? 0) * (lengths[i]?.[local] ?? 0)
  return sum
}

/** The local number of an ordinal, or -1. */
export function localOf({ ordinals, documents }: PostingsSource, ordinal: number): number {
  const local = lowerBound(ordinals, ordinal, { to: documents })
  return ordinals[local] === ordinal && local < documents ? local : -1
}
