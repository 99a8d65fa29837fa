/** @file A chunk: a part of a text that is encoded and found on its own. */

export interface Chunk {
  /** `input.slice(start, end)`: together the chunks hold the whole input, but for white space that would be a chunk by itself. */
  readonly text: string
  /** In UTF-16 units of the input; chunks ascend by it. No chunk begins or ends inside a surrogate pair. */
  readonly start: number
  readonly end: number
  /** Titles of the headings above it, outermost first; absent for chunkers without headings. */
  readonly heading?: readonly string[]
}

/** Splits a text into chunks; a text of only white space has none. */
export type Chunker = (text: string) => Chunk[]

export interface Span {
  readonly start: number
  readonly end: number
}

/** @returns a chunk for each span that holds more than white space */
export const chunksOf = (text: string, spans: readonly Span[]): Chunk[] =>
  spans
    .map(({ start, end }) => ({ text: text.slice(start, end), start, end }))
    .filter((chunk) => HOLDS_TEXT.test(chunk.text))

const HOLDS_TEXT = /\S/

/** @returns the place itself, or one unit before where it would tear a surrogate pair */
export function wholeCharacterPlace(text: string, place: number): number {
  const before = text.charCodeAt(place - 1)
  const after = text.charCodeAt(place)
  return before >= 0xd800 && before <= 0xdbff && after >= 0xdc00 && after <= 0xdfff ? place - 1 : place
}
