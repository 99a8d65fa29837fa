/**
 * @file Summaries that let a search skip most of a term's postings, kept next to the posting list in the segment's memory: for a rare term the highest
 * impact and the last document of each block of postings; for a frequent one a bit for each document and the highest impact of each window.
 */
import type { Bm25Kernel, PostingList } from '../../kernels/bm25.ts'
import { BLOCK_POSTINGS, WINDOW_DOCUMENTS } from '../../kernels/bm25.ts'
import type { Arena } from '../../kernels/memory.ts'

/** Positions; 0 for what a list of this length does not have. */
export type ListSummary = Pick<PostingList, 'blockMaxima' | 'blockLasts' | 'bits' | 'ranks' | 'windowMaxima'>

interface ListSize {
  /** Postings. */
  readonly length: number
  /** Of the segment. */
  readonly documents: number
}

/**
 * A term that at least this share of documents has gets bits: they take about as much memory as its impacts, and a document is looked up in a few
 * instructions.
 */
const FREQUENT_SHARE = 1 / 32
/** Bits are words of 64. */
const WORD_BYTES = 8

const isFrequent = ({ length, documents }: ListSize): boolean => length >= documents * FREQUENT_SHARE
const wordsOf = ({ documents }: ListSize): number => Math.ceil(documents / 64)
const blocksOf = ({ length }: ListSize): number => Math.ceil(length / BLOCK_POSTINGS)
const windowsOf = ({ documents }: ListSize): number => Math.ceil(documents / WINDOW_DOCUMENTS)

/** Room for the summary of a list of this size. */
export const summaryBytes = (size: ListSize): number =>
  isFrequent(size) ? wordsOf(size) * (WORD_BYTES + 4) + windowsOf(size) * 4 : blocksOf(size) * 8

/** @param position a multiple of 8 */
export function placeSummary(position: number, size: ListSize): ListSummary {
  if (!isFrequent(size)) {
    const blockLasts = position + blocksOf(size) * 4
    return { blockMaxima: position, blockLasts, bits: 0, ranks: 0, windowMaxima: 0 }
  }
  const ranks = position + wordsOf(size) * WORD_BYTES
  return { blockMaxima: 0, blockLasts: 0, bits: position, ranks, windowMaxima: ranks + wordsOf(size) * 4 }
}

/** @returns the highest impact */
export function fillSummary(
  list: PostingList,
  documents: number,
  { arena, kernel }: { readonly arena: Arena; readonly kernel: Bm25Kernel },
): number {
  const { docs, impacts, length, blockMaxima, blockLasts, bits, ranks, windowMaxima } = list
  if (bits === 0) return kernel.summariseBlocks(docs, impacts, length, blockMaxima, blockLasts)
  arena.bytes(bits, summaryBytes({ length, documents })).fill(0)
  return kernel.summariseWindows(docs, impacts, length, documents, bits, ranks, windowMaxima)
}
