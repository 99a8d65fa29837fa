/** @file A term's postings with their impacts, read front to back. */

import { BLOCK_POSTINGS_BITS, CURSOR_BYTES as CURSOR_SIZE, WINDOW_DOCUMENTS_BITS } from '../layout'

export const BLOCK_BITS: u32 = BLOCK_POSTINGS_BITS
export const BLOCK_POSTINGS: u32 = 1 << BLOCK_BITS
export const WINDOW_BITS: u32 = WINDOW_DOCUMENTS_BITS
export const WINDOW: u32 = 1 << WINDOW_BITS
export const CURSOR_BYTES: usize = CURSOR_SIZE

/**
 * Made by `writeTerm`. Fields from `position` on belong to the running search.
 *
 * A list that a good part of all documents is in has `bits`, so that any document is looked up in a few instructions; the others have
 * summaries of their blocks.
 */
@unmanaged
export class TermCursor {
  /** Factor of the impacts, > 0. */
  weight: f64
  /** Addresses: uint32 documents ascending, float32 impacts. */
  docs: u32
  impacts: u32
  /** Highest impact and last document of each block of postings; only for lists without `bits`. */
  blockMaxima: u32
  blockLasts: u32
  /** A bit for each document of the segment that is in the list, in words of 64; 0 where there are none. */
  bits: u32
  /** Per word of `bits`: postings before it. */
  ranks: u32
  /** Highest impact of each window of documents; only for lists with `bits`. */
  windowMaxima: u32
  length: u32
  /** Index of the first posting not yet passed; meaningless if there are `bits`. */
  position: u32
  /** Index after the last posting already added up in this window. */
  scanned: u32
  /** No posting of the window scores more. */
  windowMax: f32
  /** Sum of `windowMax` of this term and of all that come before it in the window's order. */
  bound: f32
  private padding: u64
}

/** Makes the cursor of a term, in CURSOR_BYTES at `at`. */
export function writeTerm(
  at: usize,
  weight: f64,
  docs: u32,
  impacts: u32,
  length: u32,
  blockMaxima: u32,
  blockLasts: u32,
  bits: u32,
  ranks: u32,
  windowMaxima: u32,
): void {
  if (offsetof<TermCursor>() != CURSOR_BYTES) ERROR('CURSOR_BYTES is not the size of a TermCursor')
  const cursor = changetype<TermCursor>(at)
  cursor.weight = weight
  cursor.docs = docs
  cursor.impacts = impacts
  cursor.blockMaxima = blockMaxima
  cursor.blockLasts = blockLasts
  cursor.bits = bits
  cursor.ranks = ranks
  cursor.windowMaxima = windowMaxima
  cursor.length = length
  cursor.position = 0
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

@inline
function wordAt(cursor: TermCursor, doc: u32): u64 {
  return load<u64>(<usize>cursor.bits + ((<usize>(doc >>> 6)) << 3))
}

/** How many postings come before a document, in a list with `bits`. */
@inline
export function rankOf(cursor: TermCursor, doc: u32): u32 {
  const before = wordAt(cursor, doc) & (((<u64>1) << (doc & 63)) - 1)
  return load<u32>(<usize>cursor.ranks + ((<usize>(doc >>> 6)) << 2)) + <u32>popcnt(before)
}

/** What the term adds to a document before it is weighted, 0 where the document lacks it. Documents have to come in ascending order. */
@inline
export function lookUp(cursor: TermCursor, doc: u32): f32 {
  if (cursor.bits != 0) {
    if (((wordAt(cursor, doc) >> (doc & 63)) & 1) == 0) return 0
    return impactAt(cursor, rankOf(cursor, doc))
  }
  seek(cursor, doc)
  const position = cursor.position
  return position < cursor.length && docAt(cursor, position) == doc ? impactAt(cursor, position) : 0
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
