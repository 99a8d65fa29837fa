/** @file Sums of weighted term impacts over postings: the k best documents of a segment. Written in src/kernels/assembly/bm25.ts. */
import { wasmBase64 } from './generated/bm25.ts'
import { BLOCK_POSTINGS_BITS, SUM_GROUP_BITS, WINDOW_DOCUMENTS_BITS } from './layout.ts'
import { compileKernel, runKernel } from './memory.ts'

/** Postings in a block, of which each has a summary. */
export const BLOCK_POSTINGS: number = 2 ** BLOCK_POSTINGS_BITS
/** Documents in a window, of which each has a summary. */
export const WINDOW_DOCUMENTS: number = 2 ** WINDOW_DOCUMENTS_BITS
/** Room that a segment's searches need for partial sums, to be zero: a float32 for each document of a window, a byte for each group. */
export const SUMS_BYTES: number = WINDOW_DOCUMENTS * 4 + WINDOW_DOCUMENTS / 2 ** SUM_GROUP_BITS

/** Parameters are positions in bytes, unless they count something. Positions of results are to be read with `>>> 0`. */
export interface Bm25Kernel {
  /** Where SUMS_BYTES of zeros are. Lasts until called again, as with all that begins with `use`. */
  readonly useSegment: (sums: number, documents: number) => void
  /** The formula of impacts: gain·tf / (tf + k1·(base + length·slope)). */
  readonly useSaturation: (gain: number, k1: number, base: number, slope: number) => void
  /** One FieldList in FIELD_LIST_BYTES at `at`. */
  readonly writeFieldList: (
    at: number,
    weight: number,
    lengths: number,
    docs: number,
    tfs: number,
    tfBytes: number,
    count: number,
  ) => void
  /** The FieldLists of one term, one for each searched field. Good for one call of `impactsOf...`. */
  readonly useFields: (table: number, count: number) => void
  /** Impacts (f32) of the postings of the only field that has the term. */
  readonly impactsOfField: (which: number, impacts: number) => void
  /** Documents (uint32) and impacts (f32) of a term that several fields have. @returns how many */
  readonly impactsOfFields: (docs: number, impacts: number) => number
  /** Highest impact (f32) and last document (uint32) of each block. @returns the highest of all */
  readonly summariseBlocks: (docs: number, impacts: number, count: number, maxima: number, lasts: number) => number
  /**
   * A bit for each of `documents` (words of 64, zero before), postings before each word (uint32), and the highest impact of each window
   * (f32, zero before). @returns the highest of all
   */
  readonly summariseWindows: (
    docs: number,
    impacts: number,
    count: number,
    documents: number,
    bits: number,
    ranks: number,
    maxima: number,
  ) => number
  /** The k-th highest of `count` impacts, k of them at least; `heap` has room for k entries. */
  readonly kthImpact: (impacts: number, count: number, k: number, heap: number) => number
  /** One TermCursor in CURSOR_BYTES at `at`. */
  readonly writeTerm: (
    at: number,
    weight: number,
    docs: number,
    impacts: number,
    length: number,
    blockMaxima: number,
    blockLasts: number,
    bits: number,
    ranks: number,
    windowMaxima: number,
  ) => void
  /** The query's TermCursors, and room for a uint32 each. Good for one search. */
  readonly useTerms: (cursors: number, count: number, order: number) => void
  /** Only documents whose bit is set are found; 0 lifts that. */
  readonly useAllowed: (bits: number) => void
  /** The k best with a score above `floor`: entries (score, document) in `heap`. `constant` is added to every score. @returns how many */
  readonly search: (heap: number, k: number, floor: number, constant: number) => number
  /** The same by looking up each allowed document. */
  readonly searchAllowed: (heap: number, k: number, floor: number, constant: number) => number
}

let module: WebAssembly.Module | undefined

export function createBm25Kernel(memory: WebAssembly.Memory): Bm25Kernel {
  module ??= compileKernel(wasmBase64)
  return runKernel<Bm25Kernel>(module, memory)
}

/** A term's postings in a memory, positions as TermCursor in the kernel has them. */
export interface PostingList {
  readonly docs: number
  readonly impacts: number
  /** Either these two or the three below are 0. */
  readonly blockMaxima: number
  readonly blockLasts: number
  readonly bits: number
  readonly ranks: number
  readonly windowMaxima: number
  readonly length: number
}
