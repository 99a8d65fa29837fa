/**
 * @file The sizes that kernels and their callers have to agree on. AssemblyScript and TypeScript both read this file, so a line holds a name
 * and a whole number, nothing else.
 */

/** Vectors and codes are padded to a multiple of this many numbers: what SIMD takes in one step. */
export const DIM_MULTIPLE = 16

/** Rows that are read from a file together: 2 to the power of this. */
export const GROUP_ROWS_BITS = 6

/** Stands for no row. */
export const NO_ROW = 0xffffffff

/** Bytes of one entry of a heap: a score and a number. */
export const ENTRY_BYTES = 8

/** Rows that `scanCodes` fetches before the first of them is compared. */
export const SCAN_BATCH_ROWS = 32

/** Postings are summarised in blocks of 2 to the power of this: small enough for tight bounds, large enough that summaries stay in cache. */
export const BLOCK_POSTINGS_BITS = 7

/** Documents of a window, 2 to the power of this: as many sums as fit a first-level cache (32 KiB). */
export const WINDOW_DOCUMENTS_BITS = 13

/** Sums are checked in groups of 2 to the power of this, where few documents of a window have any. */
export const SUM_GROUP_BITS = 4

/** Bytes of one TermCursor. */
export const CURSOR_BYTES = 64

/** Bytes of one FieldList. */
export const FIELD_LIST_BYTES = 32
