/**
 * @file What the vector kernels compare with: rows in f32, the same rows as int8 codes with one scale each, and a
 * query.
 *
 * A code is round(x / scale) with scale = max |x| / 127 of its own row, so that long vectors do not coarsen short ones
 * and a row's code never depends on its neighbours. The query's codes have 16 bits: it is one row, and its precision
 * costs nothing. All positions are bytes in linear memory. Rows are padded with zeros to a multiple of 16 numbers.
 */

let dim: usize = 0
let rowsAt: usize = 0
let codesAt: usize = 0
let scalesAt: usize = 0
let ordinalsAt: usize = 0
let queryAt: usize = 0
let queryCodesAt: usize = 0
let queryScale: f32 = 0
/** Bit (ordinal - filterFirst) says whether a document may be returned; 0 when all may. */
let filterAt: usize = 0
let filterFirst: u32 = 0

export function useRows(dimPadded: i32, rows: usize, codes: usize, scales: usize, ordinals: usize): void {
  dim = <usize>dimPadded
  rowsAt = rows
  codesAt = codes
  scalesAt = scales
  ordinalsAt = ordinals
}

export function useFilter(words: usize, firstOrdinal: u32): void {
  filterAt = words
  filterFirst = firstOrdinal
}

@inline
export function hasFilter(): bool {
  return filterAt != 0
}

@inline
export function ordinalOf(id: u32): u32 {
  return load<u32>(ordinalsAt + ((<usize>id) << 2))
}

@inline
export function isAllowed(id: u32): bool {
  if (filterAt == 0) return true
  const bit = ordinalOf(id) - filterFirst
  return ((load<u32>(filterAt + ((<usize>(bit >>> 5)) << 2)) >>> (bit & 31)) & 1) != 0
}

@inline
function absMaxOf(row: usize): f32 {
  let most = f32x4.splat(0)
  for (let at: usize = 0; at < dim << 2; at += 16) most = f32x4.pmax(most, f32x4.abs(v128.load(row + at)))
  return max(
    max(f32x4.extract_lane(most, 0), f32x4.extract_lane(most, 1)),
    max(f32x4.extract_lane(most, 2), f32x4.extract_lane(most, 3)),
  )
}

/** Four numbers times `factor`, rounded to whole ones. */
@inline
function rounded(at: usize, factor: v128): v128 {
  return i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.mul(v128.load(at), factor)))
}

/** Below this a row counts as zero: 127 / max would overflow. */
const TINY: f32 = 1e-30

/** Makes codes and scales of rows [from, to). */
export function encodeRows(from: i32, to: i32): void {
  for (let id = from; id < to; id++) {
    const row = rowsAt + (<usize>id) * (dim << 2)
    const code = codesAt + (<usize>id) * dim
    const most = absMaxOf(row)
    store<f32>(scalesAt + ((<usize>id) << 2), most > TINY ? most / 127 : 0)
    const factor = f32x4.splat(most > TINY ? 127 / most : 0)
    for (let i: usize = 0; i < dim; i += 16) {
      const at = row + (i << 2)
      const low = i16x8.narrow_i32x4_s(rounded(at, factor), rounded(at + 16, factor))
      const high = i16x8.narrow_i32x4_s(rounded(at + 32, factor), rounded(at + 48, factor))
      v128.store(code + i, i8x16.narrow_i16x8_s(low, high))
    }
  }
}

/** The row at `query` is what `similarity` compares with; `codes` has room for its int16 codes. */
export function useQuery(query: usize, codes: usize): void {
  queryAt = query
  queryCodesAt = codes
  // 127 * levels * dim fits in 31 bits, and a level in 16.
  const levels = min<f32>(32767, Mathf.floor(16_900_000 / <f32>dim))
  const most = absMaxOf(query)
  queryScale = most > TINY ? most / levels : 0
  const factor = f32x4.splat(most > TINY ? levels / most : 0)
  for (let i: usize = 0; i < dim; i += 8) {
    const at = query + (i << 2)
    v128.store(codes + (i << 1), i16x8.narrow_i32x4_s(rounded(at, factor), rounded(at + 16, factor)))
  }
}

/** A stored row as the query. */
export function useRowAsQuery(id: u32, codes: usize): void {
  useQuery(rowsAt + (<usize>id) * (dim << 2), codes)
}

/** A stored row's codes as the query: less exact than the row, and ready at once. */
export function useCodesAsQuery(id: u32, codes: usize): void {
  queryCodesAt = codes
  queryScale = scaleOf(id)
  const code = codeAt(id)
  for (let i: usize = 0; i < dim; i += 8) v128.store(codes + (i << 1), v128.load_ext<i8>(code + i))
}

@inline
function sumF32(lanes: v128): f32 {
  return (
    f32x4.extract_lane(lanes, 0) +
    f32x4.extract_lane(lanes, 1) +
    (f32x4.extract_lane(lanes, 2) + f32x4.extract_lane(lanes, 3))
  )
}

@inline
function sumI32(lanes: v128): i32 {
  const pairs = i32x4.add(lanes, i8x16.shuffle(lanes, lanes, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7))
  return i32x4.extract_lane(pairs, 0) + i32x4.extract_lane(pairs, 1)
}

/** Query . row in f32. */
@inline
export function exactSimilarity(id: u32): f32 {
  let a = rowsAt + (<usize>id) * (dim << 2)
  let b = queryAt
  const end = a + (dim << 2)
  let s0 = f32x4.splat(0)
  let s1 = s0
  let s2 = s0
  let s3 = s0
  while (a < end) {
    s0 = f32x4.add(s0, f32x4.mul(v128.load(a), v128.load(b)))
    s1 = f32x4.add(s1, f32x4.mul(v128.load(a, 16), v128.load(b, 16)))
    s2 = f32x4.add(s2, f32x4.mul(v128.load(a, 32), v128.load(b, 32)))
    s3 = f32x4.add(s3, f32x4.mul(v128.load(a, 48), v128.load(b, 48)))
    a += 64
    b += 64
  }
  return sumF32(f32x4.add(f32x4.add(s0, s1), f32x4.add(s2, s3)))
}

@inline
function codeAt(id: u32): usize {
  return codesAt + (<usize>id) * dim
}

@inline
function scaled(sum: v128, id: u32): f32 {
  return <f32>sumI32(sum) * (queryScale * scaleOf(id))
}

/** s + the dot product of eight int8 numbers at `code` with eight int16 ones. */
@inline
function addEight(s: v128, code: usize, query: v128): v128 {
  return i32x4.add(s, i32x4.dot_i16x8_s(v128.load_ext<i8>(code), query))
}

/** Query . row by codes. */
export function similarity(id: u32): f32 {
  let a = codeAt(id)
  let b = queryCodesAt
  const end = a + dim
  let s0 = i32x4.splat(0)
  let s1 = s0
  while (a < end) {
    s0 = addEight(s0, a, v128.load(b))
    s1 = addEight(s1, a + 8, v128.load(b, 16))
    a += 16
    b += 32
  }
  return scaled(i32x4.add(s0, s1), id)
}

const CACHE_LINE_BYTES: usize = 64

/**
 * Loads a byte of every cache line of a row's codes. WebAssembly cannot prefetch; loads that nothing waits for come
 * close.
 */
@inline
export function touchRow(id: u32): u32 {
  const code = codeAt(id)
  let bytes: u32 = 0
  for (let i: usize = 0; i < dim; i += CACHE_LINE_BYTES) bytes += load<u8>(code + i)
  return bytes
}

/** What `similarityOfFour` found. */
export let similarity0: f32 = 0
export let similarity1: f32 = 0
export let similarity2: f32 = 0
export let similarity3: f32 = 0

/**
 * Four rows in one pass: the query is loaded once, and four misses of the cache are waited for together. `ids` points
 * to four uint32.
 */
export function similarityOfFour(ids: usize): void {
  const id0 = load<u32>(ids)
  const id1 = load<u32>(ids, 4)
  const id2 = load<u32>(ids, 8)
  const id3 = load<u32>(ids, 12)
  let a0 = codeAt(id0)
  let a1 = codeAt(id1)
  let a2 = codeAt(id2)
  let a3 = codeAt(id3)
  let b = queryCodesAt
  const end = b + (dim << 1)
  let s0 = i32x4.splat(0)
  let s1 = s0
  let s2 = s0
  let s3 = s0
  while (b < end) {
    const low = v128.load(b)
    s0 = addEight(s0, a0, low)
    s1 = addEight(s1, a1, low)
    s2 = addEight(s2, a2, low)
    s3 = addEight(s3, a3, low)
    const high = v128.load(b, 16)
    s0 = addEight(s0, a0 + 8, high)
    s1 = addEight(s1, a1 + 8, high)
    s2 = addEight(s2, a2 + 8, high)
    s3 = addEight(s3, a3 + 8, high)
    a0 += 16
    a1 += 16
    a2 += 16
    a3 += 16
    b += 32
  }
  similarity0 = scaled(s0, id0)
  similarity1 = scaled(s1, id1)
  similarity2 = scaled(s2, id2)
  similarity3 = scaled(s3, id3)
}

@inline
function scaleOf(id: u32): f32 {
  return load<f32>(scalesAt + ((<usize>id) << 2))
}

/** Is nothing in the row? */
@inline
export function isZero(id: u32): bool {
  return scaleOf(id) == 0
}

/** Equal codes, and lengths that differ by rounding only: the same text encoded in another batch is a copy, too. */
export function isCopy(x: u32, y: u32): bool {
  const a = codeAt(x)
  const b = codeAt(y)
  for (let i: usize = 0; i < dim; i += 16)
    if (v128.any_true(v128.xor(v128.load(a + i), v128.load(b + i)))) return false
  return abs(scaleOf(x) - scaleOf(y)) <= scaleOf(x) * 1e-4
}
