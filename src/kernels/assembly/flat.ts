/** @file Scanning every row, by codes or exactly. */
import { SCAN_BATCH_ROWS } from '../layout'
import { entryAt, entryOf, numberOf, pushWorstFirst, replaceWorst, sortBestFirst } from './_heap'
import {
  exactSimilarity,
  hasFilter,
  isAllowed,
  ordinalOf,
  similarity,
  similarity0,
  similarity1,
  similarity2,
  similarity3,
  similarityOfFour,
  touchRow,
} from './_rows'

export { encodeRows, useFilter, useQuery, useRows } from './_rows'

let heapAt: usize = 0
let found: i32 = 0
let wanted: i32 = 0

@inline
function startHeap(heap: usize, k: i32): void {
  heapAt = heap
  found = 0
  wanted = k
}

@inline
function offer(entry: i64): void {
  if (found < wanted) pushWorstFirst(heapAt, found++, entry)
  else if (entry > entryAt(heapAt, 0)) replaceWorst(heapAt, found, entry)
}

@inline
function finish(): i32 {
  sortBestFirst(heapAt, found)
  return found
}

@inline
function idAt(list: usize, i: i32): u32 {
  return list == 0 ? <u32>i : load<u32>(list + ((<usize>i) << 2))
}

const BATCH: usize = SCAN_BATCH_ROWS

/** Keeps the compiler from leaving out loads whose only purpose is that the memory is near when it is needed. */
let touched: u32 = 0

/**
 * The k best by codes among the first n of `list` (row ids; 0 stands for 0, 1, 2, ...), of those that the filter
 * allows. `heap` has room for k entries and gets (score, id), best first; `batch` for SCAN_BATCH_ROWS uint32.
 */
export function scanCodes(list: usize, n: i32, k: i32, heap: usize, batch: usize): i32 {
  startHeap(heap, k)
  // Rows side by side are fetched ahead by the machine itself.
  const isSparse = list != 0 || hasFilter()
  let waiting: usize = 0
  for (let i = 0; i < n; i++) {
    const id = idAt(list, i)
    if (!isAllowed(id)) continue
    if (isSparse) touched = touchRow(id)
    store<u32>(batch + (waiting << 2), id)
    if (++waiting < BATCH) continue
    offerBatch(batch, waiting)
    waiting = 0
  }
  offerBatch(batch, waiting)
  return finish()
}

@inline
function offerBatch(batch: usize, count: usize): void {
  let i: usize = 0
  for (; i + 4 <= count; i += 4) {
    const four = batch + (i << 2)
    similarityOfFour(four)
    offer(entryOf(similarity0, load<u32>(four)))
    offer(entryOf(similarity1, load<u32>(four, 4)))
    offer(entryOf(similarity2, load<u32>(four, 8)))
    offer(entryOf(similarity3, load<u32>(four, 12)))
  }
  for (; i < count; i++) {
    const id = load<u32>(batch + (i << 2))
    offer(entryOf(similarity(id), id))
  }
}

/** As `scanCodes`, in f32; `heap` gets (score, ordinal), so that equal scores put the lower ordinal first. */
export function scanExact(list: usize, n: i32, k: i32, heap: usize): i32 {
  startHeap(heap, k)
  for (let i = 0; i < n; i++) {
    const id = idAt(list, i)
    if (isAllowed(id)) offer(entryOf(exactSimilarity(id), ordinalOf(id)))
  }
  return finish()
}

/** The k exactly best of n entries that name row ids; `heap` gets (score, ordinal), best first. */
export function rescore(entries: usize, n: i32, k: i32, heap: usize): i32 {
  startHeap(heap, k)
  for (let i = 0; i < n; i++) {
    const id = numberOf(entryAt(entries, i))
    offer(entryOf(exactSimilarity(id), ordinalOf(id)))
  }
  return finish()
}

/** Exact score of one row. */
export function scoreRow(id: u32): f32 {
  return exactSimilarity(id)
}
