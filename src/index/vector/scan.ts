/**
 * @file The k best rows of one segment by comparing all that may be returned.
 */
import type { Bitmap } from '../../base/bitmap.ts'
import { lowestBit, popcount } from '../../base/bits.ts'
import { lowerBound } from '../../base/lower-bound.ts'
import { BATCH_BYTES, readEntries } from '../../kernels/flat.ts'
import { ENTRY_BYTES } from '../../kernels/layout.ts'
import type { RankedOrdinals } from '../ranked.ts'
import { ascendingOrdinals, idAt, needAllRows, needRows, type Rows } from './rows.ts'

export interface RowSearch {
  /** [dim] */
  readonly vector: Float32Array
  readonly k: number
  readonly exact: boolean
  /** Undefined when every row may be returned. */
  readonly allowed?: Allowed | undefined
}

/** Documents of one segment that may be returned, as bits of their ordinals. */
export interface Allowed {
  /** Bit (ordinal - firstOrdinal). */
  readonly words: Uint32Array
  /** A multiple of 32. */
  readonly firstOrdinal: number
  /** Bits that are set; some may belong to documents of other segments. */
  readonly count: number
}

/** The documents in [first, last] that the filter has and that are not deleted. */
export function allowedBetween(
  { first, last }: { readonly first: number; readonly last: number },
  { filter, deleted }: { readonly filter: Bitmap | undefined; readonly deleted: Bitmap },
): Allowed {
  const start = first >>> 5
  const words = new Uint32Array((last >>> 5) - start + 1)
  let count = 0
  for (let i = 0; i < words.length; i++) {
    const wanted = filter === undefined ? -1 : (filter.words[start + i] ?? 0)
    const word = wanted & ~(deleted.words[start + i] ?? 0)
    words[i] = word
    count += popcount(word)
  }
  return { words, firstOrdinal: start * 32, count }
}

/** Up to this share the allowed rows are listed first; above, the scan tests each row. */
const LISTED_SHARE_MAX = 0.1

/**
 * Codes are rounded: the best k by them are not quite the best k, so this many are rescored in f32. Measured
 * with 100,000 sentence vectors of 384 dimensions: 0.9995 of the true ten are among the 25 best by codes.
 */
export const candidatesOfGraph = (k: number): number => k + 10 + (k >> 1)

/** Beside a scan, more rescoring costs nothing noticeable. */
const candidatesOfScan = (k: number): number => 3 * k + 10

/** Rounding errors add up to a normal distribution; one row in 16,000 is off by more standard deviations than this. */
const DEVIATIONS = 4

/**
 * Compares every row that may be returned: by codes, the best of these again in f32. Where rows beyond the candidates
 * could be among the k best, because scores are closer together than codes can tell, all are compared in f32.
 */
export function scanRows(rows: Rows, count: number, search: RowSearch): RankedOrdinals {
  const { arena, kernel } = rows
  return withQuery(rows, search, () => {
    const list = listAllowed(rows, count, search.allowed)
    const n = list === undefined ? count : list.length
    const listAt = list === undefined ? 0 : arena.take(n * 4)
    if (list !== undefined) arena.uint32(listAt, n).set(list)
    const k = Math.min(search.k, n)
    const heap = arena.take(k * ENTRY_BYTES)
    const scanExact = (): RankedOrdinals => {
      if (list === undefined) needAllRows(rows, 'rescoring')
      else needRows(rows, list, 'rescoring')
      return ranked(rows, heap, kernel.scanExact(listAt, n, k, heap))
    }
    if (search.exact) return scanExact()
    if (list === undefined) needAllRows(rows, 'comparing')
    else needRows(rows, list, 'comparing')
    const candidates = Math.min(n, candidatesOfScan(k))
    const entries = arena.take(candidates * ENTRY_BYTES)
    const found = kernel.scanCodes(listAt, n, candidates, entries, arena.take(BATCH_BYTES))
    const byCodes = readEntries(arena.memory, entries, found)
    const best = rescore(rows, entries, found, { k, heap })
    if (found < candidates || candidates === n) return best
    const margin = DEVIATIONS * rows.storage.scoreError(rows, search.vector, { ids: byCodes.numbers })
    const isSure = (best.scores.at(-1) ?? 0) >= (byCodes.scores.at(-1) ?? 0) + margin
    return isSure ? best : scanExact()
  })
}

/** The query and the filter are in place while `find` runs; what it takes from the arena is given back. */
export function withQuery<T>(
  rows: Rows,
  { vector, allowed }: Pick<RowSearch, 'vector' | 'allowed'>,
  find: (at: QueryPlace) => T,
): T {
  const { arena, kernel, dimPadded } = rows
  const end = arena.end()
  const query = arena.take(dimPadded * 4)
  const codes = arena.take(dimPadded * 2)
  const view = arena.float32(query, dimPadded).fill(0)
  view.set(vector)
  kernel.useQuery(query, codes)
  const words = allowed === undefined ? 0 : arena.take(allowed.words.byteLength)
  if (allowed !== undefined) arena.uint32(words, allowed.words.length).set(allowed.words)
  const filter = { words, firstOrdinal: allowed?.firstOrdinal ?? 0 }
  kernel.useFilter(filter.words, filter.firstOrdinal)
  try {
    return find({ query, codes, ...filter })
  } finally {
    arena.release(end)
  }
}

export interface QueryPlace {
  readonly query: number
  readonly codes: number
  readonly words: number
  readonly firstOrdinal: number
}

/** The k exactly best of `count` entries (score by codes, id). */
export function rescore(
  rows: Rows,
  entries: number,
  count: number,
  { k, heap }: { readonly k: number; readonly heap: number },
): RankedOrdinals {
  needRows(rows, readEntries(rows.arena.memory, entries, count).numbers, 'rescoring')
  return ranked(rows, heap, rows.kernel.rescore(entries, count, k, heap))
}

function ranked({ arena }: Rows, heap: number, count: number): RankedOrdinals {
  const { numbers, scores } = readEntries(arena.memory, heap, count)
  return { ordinals: numbers, scores }
}

/** Ids of the allowed rows where that is quicker than asking row by row. */
function listAllowed(rows: Rows, count: number, allowed: Allowed | undefined): Uint32Array | undefined {
  if (allowed === undefined || allowed.count > count * LISTED_SHARE_MAX) return undefined
  const { words, firstOrdinal } = allowed
  const ordinals = ascendingOrdinals(rows, count)
  const ids = new Uint32Array(allowed.count)
  let found = 0
  let from = 0
  for (let i = 0; i < words.length; i++) {
    for (let word = words[i] ?? 0; word !== 0; word &= word - 1) {
      const ordinal = firstOrdinal + i * 32 + lowestBit(word)
      // Ordinals ascend by at least one a row: this one is at most that many rows further.
      const rowsOn = Math.max(0, ordinal - (ordinals[from] ?? 0))
      from = lowerBound(ordinals, ordinal, { from, to: Math.min(count, from + rowsOn + 1) })
      if (ordinals[from] === ordinal) ids[found++] = idAt(rows, from)
    }
  }
  return ids.subarray(0, found)
}
