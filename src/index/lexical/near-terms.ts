/**
 * @file The terms of a sorted dictionary within an edit distance of a word: one walk in order, in which terms that begin alike share the rows of
 * the distance table, and whatever begins with something too far away is skipped. No index of its own is needed.
 *
 * @see Schulz and Mihov, "Fast string correction with Levenshtein automata", IJDAR 5(1), 2002, for the same walk with an automaton
 */
import type { SortedTerms } from './postings.ts'

export interface NearOptions {
  readonly word: string
  /** Insertions, deletions, replacements and swaps of neighbours, at most. */
  readonly editsMax: number
  /** Letters at the word's end that a term may lack for nothing: terms are stems. Default: 0. */
  readonly ending?: number
  readonly visit: (index: number, edits: number) => void
}

interface Walk {
  readonly word: readonly number[]
  readonly editsMax: number
  /** Cells on each side of the diagonal. */
  readonly band: number
  /** Of the distance table, one for each character of the term that the walk is at; the first is of none. */
  readonly rows: Uint8Array[]
  readonly characters: number[]
  /** Where each character ends in the term's bytes. */
  readonly ends: number[]
}

/** Of a cell outside the band, small enough for a byte to count on from. */
const TOO_FAR = 100

/** Longer terms are no words. */
const CHARACTERS_MAX = 64

export function forEachNear(terms: SortedTerms, { word, editsMax, ending = 0, visit }: NearOptions): void {
  const characters = Array.from(word, (character) => character.codePointAt(0) ?? 0)
  if (characters.length === 0 || characters.length > CHARACTERS_MAX) return
  const rows = Array.from({ length: characters.length + editsMax + 2 }, () => new Uint8Array(characters.length + 1))
  rows[0]?.set(characters.map((_, i) => i))
  rows[0]?.set([characters.length], characters.length)
  const walk: Walk = { word: characters, editsMax, band: editsMax + ending + 1, rows, characters: [], ends: [] }
  let index = 0
  let walked = 0
  while (index < terms.count) {
    rewind(walk, terms, [walked, index])
    walked = index
    const start = terms.starts[index] ?? 0
    const end = terms.starts[index + 1] ?? start
    const tooFar = descend(walk, terms.bytes, { start, end })
    if (tooFar > 0) {
      index = behindPrefix(terms, index, tooFar)
      continue
    }
    const edits = leastAtEnd(walk, ending)
    if (edits <= editsMax) visit(index, edits)
    index++
  }
}

/** Of the cells in the last columns that are within the band. */
function leastAtEnd({ rows, characters, word, band }: Walk, ending: number): number {
  const row = rows[characters.length] as Uint8Array
  let least = Infinity
  for (let i = Math.max(0, word.length - ending); i <= word.length; i++)
    if (Math.abs(i - characters.length) <= band) least = Math.min(least, row[i] ?? Infinity)
  return least
}

/** Adds rows up to the end of the term. @returns bytes of the beginning that is too far from the word already, or 0 */
function descend(
  walk: Walk,
  bytes: Uint8Array,
  { start, end }: { readonly start: number; readonly end: number },
): number {
  const { ends, characters, word, editsMax } = walk
  let at = ends.at(-1) ?? 0
  while (start + at < end) {
    const size = sizeOf(bytes[start + at] ?? 0)
    if (characters.length > word.length + editsMax) return at
    characters.push(characterAt(bytes, start + at, size))
    at += size
    ends.push(at)
    if (addRow(walk) > editsMax) return at
  }
  return 0
}

/** @returns the least distance that any term with this beginning can have */
function addRow({ rows, characters, word, band }: Walk): number {
  const depth = characters.length
  const row = rows[depth] as Uint8Array
  const last = rows[depth - 1] as Uint8Array
  const beforeLast = depth > 1 ? (rows[depth - 2] as Uint8Array) : undefined
  const character = characters[depth - 1]
  const previous = characters[depth - 2]
  // Farther from the diagonal than the distance allows nothing can be near: those cells hold what is too far.
  const from = Math.max(1, depth - band)
  const to = Math.min(word.length, depth + band)
  let least = from === 1 ? depth : TOO_FAR
  row[from - 1] = from === 1 ? depth : TOO_FAR
  if (to < word.length) row[to + 1] = TOO_FAR
  for (let j = from; j <= to; j++) {
    const replaced = (last[j - 1] ?? 0) + (character === word[j - 1] ? 0 : 1)
    let edits = Math.min(replaced, (last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1)
    if (beforeLast !== undefined && j > 1 && character === word[j - 2] && previous === word[j - 1])
      edits = Math.min(edits, (beforeLast[j - 2] ?? 0) + 1)
    row[j] = edits
    if (edits < least) least = edits
  }
  // The next character may be swapped with this one.
  for (let j = Math.max(0, from - 2); j + 2 <= word.length && j <= to; j++) {
    const swapped = (last[j] ?? 0) + 1
    if (swapped < least && character === word[j + 1]) least = swapped
  }
  return least
}

/** Keeps the rows of the beginning that a term shares with the one that was walked last; whole characters, as `ends` has no other places. */
function rewind(
  { characters, ends }: Walk,
  { bytes, starts }: SortedTerms,
  [walked, index]: readonly [number, number],
): void {
  const before = starts[walked] ?? 0
  const start = starts[index] ?? 0
  const length = Math.min((starts[index + 1] ?? 0) - start, ends.at(-1) ?? 0)
  let shared = 0
  while (shared < length && bytes[before + shared] === bytes[start + shared]) shared++
  while ((ends.at(-1) ?? 0) > shared) {
    ends.pop()
    characters.pop()
  }
}

/** The first term after `index` that does not begin with the same bytes: in growing steps, then by halves. */
function behindPrefix(terms: SortedTerms, index: number, prefix: number): number {
  const begins = (other: number): boolean => other < terms.count && sharesPrefix(terms, [index, other], prefix)
  let step = 1
  while (begins(index + step)) step *= 2
  let low = index + (step >>> 1)
  let high = Math.min(index + step, terms.count)
  while (low + 1 < high) {
    const middle = (low + high) >>> 1
    if (begins(middle)) low = middle
    else high = middle
  }
  return high
}

function sharesPrefix({ bytes, starts }: SortedTerms, [a, b]: readonly [number, number], length: number): boolean {
  const startA = starts[a] ?? 0
  const startB = starts[b] ?? 0
  if ((starts[b + 1] ?? 0) - startB < length) return false
  for (let i = 0; i < length; i++) if (bytes[startA + i] !== bytes[startB + i]) return false
  return true
}

/** Bytes of the UTF-8 character that begins with this one. */
const sizeOf = (lead: number): number => (lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4)

function characterAt(bytes: Uint8Array, at: number, size: number): number {
  if (size === 1) return bytes[at] ?? 0
  let code = (bytes[at] ?? 0) & (0xff >> (size + 1))
  for (let i = 1; i < size; i++) code = (code << 6) | ((bytes[at + i] ?? 0) & 0x3f)
  return code
}
