/** @file Terms as sorted UTF-8 bytes: found by binary search and merged as streams, so that opening a segment builds nothing. */
import type { SortedTerms } from './postings.ts'

const encoder = new TextEncoder()

/** @param terms distinct, in UTF-8 order (compareUtf8) */
export function packTerms(terms: readonly string[]): SortedTerms {
  const starts = new Uint32Array(terms.length + 1)
  // A UTF-16 unit takes at most three bytes.
  const bytes = new Uint8Array(terms.reduce((sum, term) => sum + term.length * 3, 0))
  let end = 0
  for (const [i, term] of terms.entries()) {
    end += encoder.encodeInto(term, bytes.subarray(end)).written
    starts[i + 1] = end
  }
  return { count: terms.length, bytes: bytes.slice(0, end), starts }
}

/** The term's index, or -1. */
export function findTerm(terms: SortedTerms, term: string): number {
  const wanted = encoder.encode(term)
  const low = lowerBoundOfTerms(terms, wanted)
  return low < terms.count && compareAt(terms, low, wanted) === 0 ? low : -1
}

/** Where the first term is that is not below these bytes. */
export function lowerBoundOfTerms(terms: SortedTerms, wanted: Uint8Array): number {
  let low = 0
  let high = terms.count
  while (low < high) {
    const middle = (low + high) >>> 1
    if (compareAt(terms, middle, wanted) < 0) low = middle + 1
    else high = middle
  }
  return low
}

export const termBytes = ({ bytes, starts }: SortedTerms, index: number): Uint8Array =>
  bytes.subarray(starts[index], starts[index + 1])

function compareAt({ bytes, starts }: SortedTerms, index: number, wanted: Uint8Array): number {
  const start = starts[index] ?? 0
  return compareBytes(bytes, { start, end: starts[index + 1] ?? start }, wanted)
}

function compareBytes(
  bytes: Uint8Array,
  range: { readonly start: number; readonly end: number },
  b: Uint8Array,
): number {
  const length = Math.min(range.end - range.start, b.length)
  for (let i = 0; i < length; i++) {
    const difference = (bytes[range.start + i] ?? 0) - (b[i] ?? 0)
    if (difference !== 0) return difference
  }
  return range.end - range.start - b.length
}

/**
 * Merges several dictionaries: visits the terms of all of them, in order.
 *
 * @param visit gets each distinct term's index in every dictionary, -1 where it is missing. The array is reused for the next term.
 */
export function forEachTerm(dictionaries: readonly SortedTerms[], visit: (indexes: Int32Array) => void): void {
  const at = dictionaries.map(() => 0)
  const indexes = new Int32Array(dictionaries.length)
  for (;;) {
    const smallest = smallestTerm(dictionaries, at)
    if (smallest === undefined) return
    for (const [d, terms] of dictionaries.entries()) {
      const index = at[d] ?? 0
      const isHere = index < terms.count && compareAt(terms, index, smallest) === 0
      indexes[d] = isHere ? index : -1
      if (isHere) at[d] = index + 1
    }
    visit(indexes)
  }
}

function smallestTerm(dictionaries: readonly SortedTerms[], at: readonly number[]): Uint8Array | undefined {
  let smallest: Uint8Array | undefined
  for (const [d, terms] of dictionaries.entries()) {
    const index = at[d] ?? 0
    if (index < terms.count && (smallest === undefined || compareAt(terms, index, smallest) < 0))
      smallest = termBytes(terms, index)
  }
  return smallest
}
