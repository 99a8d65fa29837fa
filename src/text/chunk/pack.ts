/** @file Pieces of a text into chunks of a limited size: as many whole sentences as fit, words where a sentence is too long. */
import { type Span, wholeCharacterPlace } from './chunk.ts'
import { sentenceSpans } from './sentence-spans.ts'

export interface PackOptions {
  readonly sizeMax: number
  /** Less than `sizeMax`. */
  readonly overlap: number
  /** Of a piece of text, in the unit of `sizeMax`. */
  readonly sizeOf: (text: string) => number
}

interface Piece extends Span {
  /** At least 1: pieces that a tokenizer counts as nothing are something together. */
  readonly size: number
}

const WORD_WITH_SPACE = /\s*\S+\s*|\s+/g

/** @returns spans of at most `sizeMax`, unless a single character is larger; they ascend, leave no gap and overlap by whole pieces */
export function packSpans(text: string, options: PackOptions): Span[] {
  const pieces = sentenceSpans(text).flatMap((span) => smallPieces(text, span, options))
  const spans: Span[] = []
  let from = 0
  while (from < pieces.length) {
    const to = lastFitting(text, { pieces, from, options })
    spans.push(spanOf(pieces, from, { to }))
    from = to < pieces.length ? overlapStart(pieces, { from, to, options }) : to
  }
  return spans
}

/** A sentence that fits, else its words, else halves of a word. */
function smallPieces(text: string, span: Span, options: PackOptions): Piece[] {
  const sentence = text.slice(span.start, span.end)
  const size = options.sizeOf(sentence)
  if (size <= options.sizeMax) return [pieceOf(span, size)]
  const words = Array.from(sentence.matchAll(WORD_WITH_SPACE), ({ 0: word, index }) => ({
    start: span.start + index,
    end: span.start + index + word.length,
  }))
  return words.flatMap((word) => halves(text, word, options))
}

const pieceOf = ({ start, end }: Span, size: number): Piece => ({ start, end, size: Math.max(1, size) })

function halves(text: string, { start, end }: Span, options: PackOptions): Piece[] {
  const size = options.sizeOf(text.slice(start, end))
  const middle = wholeCharacterPlace(text, Math.ceil((start + end) / 2))
  if (size <= options.sizeMax || middle <= start || middle >= end) return [pieceOf({ start, end }, size)]
  return [...halves(text, { start, end: middle }, options), ...halves(text, { start: middle, end }, options)]
}

interface Packing {
  readonly pieces: readonly Piece[]
  readonly from: number
  readonly options: PackOptions
}

/** Sizes are added up; what was added is measured again as a whole, since tokens of neighbours may differ from those of each alone. */
function lastFitting(text: string, { pieces, from, options: { sizeMax, sizeOf } }: Packing): number {
  let to = from
  let size = 0
  while (to < pieces.length && (to === from || size + (pieces[to]?.size ?? 0) <= sizeMax))
    size += pieces[to++]?.size ?? 0
  const fits = (end: number): boolean => {
    const span = spanOf(pieces, from, { to: end })
    return sizeOf(text.slice(span.start, span.end)) <= sizeMax
  }
  return to === from + 1 || fits(to) ? to : lastThat(fits, { from: from + 1, to })
}

/** By bisection: the last place from `from` on that fits, where `from` counts as fitting and `to` does not fit. */
function lastThat(
  fits: (place: number) => boolean,
  { from, to }: { readonly from: number; readonly to: number },
): number {
  let low = from
  let high = to
  while (low + 1 < high) {
    const middle = (low + high) >> 1
    if (fits(middle)) low = middle
    else high = middle
  }
  return low
}

/** The first piece to repeat: as many as the overlap allows, so that the next new one still fits; `to` where none is repeated. */
function overlapStart(
  pieces: readonly Piece[],
  { from, to, options: { sizeMax, overlap } }: Omit<Packing, 'pieces'> & { readonly to: number },
): number {
  const room = Math.min(overlap, sizeMax - (pieces[to]?.size ?? 0))
  let start = to
  let size = 0
  while (start - 1 > from && size + (pieces[start - 1]?.size ?? 0) <= room) size += pieces[--start]?.size ?? 0
  return start
}

const spanOf = (pieces: readonly Piece[], from: number, { to }: { readonly to: number }): Span => ({
  start: pieces[from]?.start ?? 0,
  end: pieces[to - 1]?.end ?? 0,
})
