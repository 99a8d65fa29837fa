/**
 * @file The k documents of one segment with the highest sums of weight × impact, skipping most of the others.
 *
 * MaxScore (Turtle and Flood, Information Processing and Management 31(6), 1995) over windows of documents. In each window the terms with
 * the lowest possible contributions, which even together cannot lift a document into the result, are optional: the others are added up
 * document by document, and optional ones are looked up only for documents that might still make it.
 *
 * Additions in float32 and in any order decide who might make it, with a margin for their rounding. Whoever might is scored again in
 * float64 in the query's order, so that scores and ties are exactly those of scoring every document.
 */
import { SUM_GROUP_BITS } from '../layout'
import {
  BLOCK_BITS,
  blockLast,
  blockMax,
  blocksOf,
  CURSOR_BYTES,
  docAt,
  impactAt,
  lookUp,
  rankOf,
  seek,
  TermCursor,
  WINDOW,
  WINDOW_BITS,
} from './_bm25-cursor'
import { entryAt, entryOf, pushWorstFirst, replaceWorst, scoreOf, sortBestFirst } from './_heap'

export {
  impactsOfField,
  impactsOfFields,
  kthImpact,
  summariseBlocks,
  summariseWindows,
  useFields,
  useSaturation,
  writeFieldList,
} from './_bm25-impacts'
export { writeTerm } from './_bm25-cursor'

const NO_DOC: u32 = u32.MAX_VALUE
/** A float32 operation is off by at most this, relatively. */
const ROUNDING: f64 = 1.0 / 16777216.0

const GROUP_BITS: u32 = SUM_GROUP_BITS

let sums: usize = 0
/** A byte for each group, 1 where something was added. */
let touched: usize = 0
let documents: u32 = 0
let cursors: usize = 0
let cursorCount: u32 = 0
let order: usize = 0
let allowed: usize = 0
let heap: usize = 0
let found: i32 = 0
let wanted: i32 = 0
let constant: f64 = 0
let margin: f64 = 0
/** Only scores above this enter. */
let threshold: f32 = 0
/** A document whose sum of weight × impact, roughly computed, is not above this has no score above the threshold. */
let bar: f32 = 0

/** @param sumsAt room for a float32 per document and a byte per 16 documents of a window, all zero and left so by every search */
export function useSegment(sumsAt: usize, documentCount: u32): void {
  sums = sumsAt
  touched = sumsAt + ((<usize>WINDOW) << 2)
  documents = documentCount
}

/**
 * @param cursorsAt one TermCursor per term, in the query's order, positions 0; good for one search
 * @param orderAt   room for one uint32 per term
 */
export function useTerms(cursorsAt: usize, count: u32, orderAt: usize): void {
  cursors = cursorsAt
  cursorCount = count
  order = orderAt
}

/** @param bits one for each document that may be returned, in words of 32; 0 where all may */
export function useAllowed(bits: usize): void {
  allowed = bits
}

function begin(heapAt: usize, k: i32, floor: f32, added: f64): void {
  heap = heapAt
  found = 0
  wanted = k
  constant = added
  // Each sum of so many terms, rough and exact, and a few operations around them may each be off once.
  margin = 1.0 - <f64>(4 * cursorCount + 32) * ROUNDING
  raiseThreshold(floor)
}

/**
 * @param heapAt room for k entries (score, document)
 * @param k      > 0
 * @param floor  only scores above it are found
 * @param added  what every score has beside its terms' contributions
 * @returns how many entries there are, best first, equal scores in ascending order of documents
 */
export function search(heapAt: usize, k: i32, floor: f32, added: f64): i32 {
  begin(heapAt, k, floor, added)
  let start: u32 = 0
  while (start < documents) {
    const end = min(start + WINDOW, documents)
    const active = enterWindow(start, end)
    if (active == 0) {
      const next = nextPosting(end)
      if (next == NO_DOC) break
      // Not before `end`: postings of no impact may still lie in this window.
      start = max(end, next - (next % WINDOW))
      continue
    }
    const optional = countOptional(active)
    if (optional + 1 == active) scanTerm(orderedAt(optional), optional, start, end)
    else if (optional < active) scanTerms(active, optional, start, end)
    start = end
  }
  sortBestFirst(heap, found)
  return found
}

/** The same, by looking up each allowed document: faster where few are allowed. */
export function searchAllowed(heapAt: usize, k: i32, floor: f32, added: f64): i32 {
  begin(heapAt, k, floor, added)
  const words = (documents + 31) >> 5
  for (let w: u32 = 0; w < words; w++) {
    let word = load<u32>(allowed + ((<usize>w) << 2))
    while (word != 0) {
      offer((w << 5) + ctz(word))
      word &= word - 1
    }
  }
  sortBestFirst(heap, found)
  return found
}

@inline
function cursorAt(i: u32): TermCursor {
  return changetype<TermCursor>(cursors + (<usize>i) * CURSOR_BYTES)
}

@inline
function orderedAt(place: u32): TermCursor {
  return changetype<TermCursor>(<usize>load<u32>(order + ((<usize>place) << 2)))
}

@inline
function isAllowed(doc: u32): bool {
  if (allowed == 0) return true
  return (load<u32>(allowed + (((<usize>doc) >> 5) << 2)) & (1 << (doc & 31))) != 0
}

function raiseThreshold(score: f32): void {
  threshold = score
  const needed = (<f64>score - constant) * margin
  // What is left over after the constant is taken away carries the constant's own rounding, far below the margin of everything else.
  bar = <f32>max(0.0, needed - Math.abs(constant) * 1e-14)
}

/** Puts the terms with postings in the window in ascending order of what they can add there. @returns how many there are */
function enterWindow(start: u32, end: u32): u32 {
  let active: u32 = 0
  for (let i: u32 = 0; i < cursorCount; i++) {
    const cursor = cursorAt(i)
    const highest = <f32>cursor.weight * highestImpact(cursor, start, end)
    if (highest <= 0) continue
    cursor.windowMax = highest
    let place = active++
    while (place > 0 && orderedAt(place - 1).windowMax > highest) {
      store<u32>(order + ((<usize>place) << 2), load<u32>(order + ((<usize>(place - 1)) << 2)))
      place--
    }
    store<u32>(order + ((<usize>place) << 2), <u32>changetype<usize>(cursor))
  }
  return active
}

/** Of the postings in the window, or in blocks that reach into it. */
@inline
function highestImpact(cursor: TermCursor, start: u32, end: u32): f32 {
  if (cursor.bits != 0) return load<f32>(<usize>cursor.windowMaxima + ((<usize>(start >>> WINDOW_BITS)) << 2))
  seek(cursor, start)
  if (cursor.position >= cursor.length || docAt(cursor, cursor.position) >= end) return 0
  const blocks = blocksOf(cursor)
  let highest: f32 = 0
  for (let block = cursor.position >> BLOCK_BITS; block < blocks; block++) {
    highest = max(highest, blockMax(cursor, block))
    if (blockLast(cursor, block) >= end - 1) break
  }
  return highest
}

/** The first document that any cursor may still have before it, of those from `end` on. */
function nextPosting(end: u32): u32 {
  let next = NO_DOC
  for (let i: u32 = 0; i < cursorCount; i++) {
    const cursor = cursorAt(i)
    // Windows that a list with bits is not in are few.
    if (cursor.bits != 0) return end
    if (cursor.position < cursor.length) next = min(next, docAt(cursor, cursor.position))
  }
  return next
}

/** How many terms, from the weakest on, cannot lift a document over the bar even together. */
function countOptional(active: u32): u32 {
  let total: f32 = 0
  let optional: u32 = 0
  for (; optional < active; optional++) {
    const cursor = orderedAt(optional)
    total += cursor.windowMax
    if (total > bar) break
    cursor.bound = total
  }
  return optional
}

/** What a document needs from the required terms. */
@inline
function requiredSum(optional: u32): f32 {
  return optional == 0 ? bar : bar - orderedAt(optional - 1).bound
}

/** The first posting of the window that `start` begins. */
@inline
function firstPosting(cursor: TermCursor, start: u32): u32 {
  return cursor.bits != 0 ? rankOf(cursor, start) : cursor.position
}

/** One required term: its postings are the candidates. */
function scanTerm(cursor: TermCursor, optional: u32, start: u32, end: u32): void {
  const weight = <f32>cursor.weight
  let required = requiredSum(optional)
  let position = firstPosting(cursor, start)
  for (; position < cursor.length; position++) {
    const doc = docAt(cursor, position)
    if (doc >= end) break
    const sum = weight * impactAt(cursor, position)
    if (sum <= required) continue
    cursor.position = position
    if (consider(doc, sum, optional)) required = requiredSum(optional)
  }
  cursor.position = position
}

/**
 * Several required terms: their contributions are added up for the whole window, then checked, or only where any were added if those
 * are few.
 */
function scanTerms(active: u32, optional: u32, start: u32, end: u32): void {
  let postings: u32 = 0
  for (let place = optional; place < active; place++) postings += orderedAt(place).length
  // Most postings of few fall into groups of their own.
  const isSparse = <u64>postings * 2 * WINDOW < (<u64>documents) * (WINDOW >>> GROUP_BITS)
  for (let place = optional; place < active; place++) {
    if (isSparse) addTerm(orderedAt(place), start, end, true)
    else addTerm(orderedAt(place), start, end, false)
  }
  if (isSparse) lookThroughTouched(optional, start)
  // The sums of the last, shorter window are zero beyond its end.
  else lookThrough(0, (end - start + 3) & ~3, optional, start)
  for (let place = optional; place < active; place++) {
    const cursor = orderedAt(place)
    cursor.position = cursor.scanned
  }
}

/** Eight groups at a time. */
function lookThroughTouched(optional: u32, start: u32): void {
  for (let at: u32 = 0; at < WINDOW >>> GROUP_BITS; at += 8) {
    const eight = touched + <usize>at
    let marks = load<u64>(eight)
    if (marks == 0) continue
    store<u64>(eight, 0)
    for (; marks != 0; marks &= marks - 1) {
      const group = at + <u32>(ctz(marks) >>> 3)
      lookThrough(group << GROUP_BITS, (group + 1) << GROUP_BITS, optional, start)
    }
  }
}

/** Considers the sums in [from, to) of the window, a multiple of four of them, and leaves zeros. */
@inline
function lookThrough(from: u32, to: u32, optional: u32, start: u32): void {
  let required = requiredSum(optional)
  let least = f32x4.splat(max(required, 0))
  const zero = f32x4.splat(0)
  for (let offset = from; offset < to; offset += 4) {
    const at = sums + ((<usize>offset) << 2)
    const four = v128.load(at)
    if (v128.any_true(f32x4.gt(four, least))) {
      for (let lane: u32 = 0; lane < 4; lane++) {
        const sum = load<f32>(at + ((<usize>lane) << 2))
        if (sum <= required || sum <= 0) continue
        if (consider(start + offset + lane, sum, optional)) {
          required = requiredSum(optional)
          least = f32x4.splat(max(required, 0))
        }
      }
    }
    v128.store(at, zero)
  }
}

/** The cursor stays where it is: candidates are looked up again from there. */
@inline
function addTerm(cursor: TermCursor, start: u32, end: u32, isTouching: bool): void {
  const weight = <f32>cursor.weight
  const first = sums - ((<usize>start) << 2)
  const impactOffset = <usize>cursor.impacts - <usize>cursor.docs
  const last = <usize>cursor.docs + ((<usize>cursor.length) << 2)
  let posting = <usize>cursor.docs + ((<usize>firstPosting(cursor, start)) << 2)
  for (; posting < last; posting += 4) {
    const doc = load<u32>(posting)
    if (doc >= end) break
    const sum = first + ((<usize>doc) << 2)
    store<f32>(sum, load<f32>(sum) + weight * load<f32>(posting + impactOffset))
    if (isTouching) store<u8>(touched + (<usize>(doc - start) >>> GROUP_BITS), 1)
  }
  cursor.scanned = <u32>((posting - <usize>cursor.docs) >> 2)
}

/** Adds optional terms as long as the document has a chance. @returns whether the bar rose */
@inline
function consider(doc: u32, sum: f32, optional: u32): bool {
  if (!isAllowed(doc)) return false
  for (let place = optional; place > 0; place--) {
    const cursor = orderedAt(place - 1)
    if (sum + cursor.bound <= bar) return false
    sum += <f32>cursor.weight * lookUp(cursor, doc)
  }
  return sum > bar && offer(doc)
}

/** Scores a document exactly. Documents come in ascending order, so an equal score never displaces one. @returns whether the bar rose */
function offer(doc: u32): bool {
  let matched: f64 = 0
  for (let i: u32 = 0; i < cursorCount; i++) {
    const cursor = cursorAt(i)
    matched += cursor.weight * <f64>lookUp(cursor, doc)
  }
  const score = <f32>(constant + matched)
  if (matched <= 0 || score <= threshold) return false
  const entry = entryOf(score, doc)
  if (found < wanted) pushWorstFirst(heap, found++, entry)
  else replaceWorst(heap, found, entry)
  const worst = scoreOf(entryAt(heap, 0))
  if (found < wanted || worst <= threshold) return false
  raiseThreshold(worst)
  return true
}
