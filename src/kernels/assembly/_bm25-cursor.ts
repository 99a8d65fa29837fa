/** @file A term's postings with their impacts, read front to back. */

/** Postings are summarised in blocks of 128: small enough for tight bounds, large enough that the summaries stay in cache. */
export const BLOCK_BITS: u32 = 7
export const BLOCK_POSTINGS: u32 = 1 << BLOCK_BITS

/** Made by the host, 48 bytes. Fields from `position` on belong to the running search. */
@unmanaged
export class TermCursor {
  /** What impacts are multiplied with, > 0. */
  weight: f64
  /** Addresses: uint32 documents ascending, float32 impacts, and per block the highest impact and the last document. */
  docs: u32
  impacts: u32
  blockMaxima: u32
  blockLasts: u32
  length: u32
  /** Index of the first posting not yet passed. */
  position: u32
  /** Index after the last posting already added up in this window. */
  scanned: u32
  /** No posting of the window scores more. */
  windowMax: f32
  /** Sum of `windowMax` of this term and of all that come before it in the window's order. */
  bound: f32
  private padding: u32
}

@inline
export function docAt(cursor: TermCursor, position: u32): u32 {
  return load<u32>(<usize>cursor.docs + ((<usize>position) << 2))
}

@inline
export function impactAt(cursor: TermCursor, position: u32): f32 {
  return load<f32>(<usize>cursor.impacts + ((<usize>position) << 2))
}

@inline
export function blockLast(cursor: TermCursor, block: u32): u32 {
  return load<u32>(<usize>cursor.blockLasts + ((<usize>block) << 2))
}

@inline
export function blockMax(cursor: TermCursor, block: u32): f32 {
  return load<f32>(<usize>cursor.blockMaxima + ((<usize>block) << 2))
}

@inline
export function blocksOf(cursor: TermCursor): u32 {
  return (cursor.length + BLOCK_POSTINGS - 1) >> BLOCK_BITS
}

/** Moves to the first posting whose document is not before `doc`. */
export function seek(cursor: TermCursor, doc: u32): void {
  let low = cursor.position
  if (low >= cursor.length || docAt(cursor, low) >= doc) return
  let block = low >> BLOCK_BITS
  if (blockLast(cursor, block) < doc) {
    block = seekBlock(cursor, block, doc)
    if (block == blocksOf(cursor)) {
      cursor.position = cursor.length
      return
    }
    low = block << BLOCK_BITS
  }
  let high = min((block + 1) << BLOCK_BITS, cursor.length)
  while (low < high) {
    const middle = (low + high) >> 1
    if (docAt(cursor, middle) < doc) low = middle + 1
    else high = middle
  }
  cursor.position = low
}

/** The first block after `block` that reaches `doc`: doubling steps, then halving ones, because most seeks are short. */
function seekBlock(cursor: TermCursor, block: u32, doc: u32): u32 {
  const end = blocksOf(cursor)
  let step: u32 = 1
  while (block + step < end && blockLast(cursor, block + step) < doc) {
    block += step
    step <<= 1
  }
  let low = block + 1
  let high = min(block + step, end)
  while (low < high) {
    const middle = (low + high) >> 1
    if (blockLast(cursor, middle) < doc) low = middle + 1
    else high = middle
  }
  return low
}
