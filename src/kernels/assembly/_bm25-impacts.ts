/** @file What each posting of a term adds to its document: the formula computed once per term, and summaries of blocks of postings. */
import { FIELD_LIST_BYTES } from '../layout'
import { BLOCK_POSTINGS, WINDOW_BITS } from './_bm25-cursor'
import { entryAt, entryOf, pushWorstFirst, replaceWorst, scoreOf } from './_heap'

/** One searched field of one term, made by `writeFieldList`. */
@unmanaged
class FieldList {
  weight: f64
  /** Address of the field's lengths, uint32 per document of the segment. */
  lengths: u32
  /** Address of the term's documents in this field, uint32. */
  docs: u32
  /** Address of their term frequencies, 1, 2 or 4 bytes each. */
  tfs: u32
  tfBytes: u32
  count: u32
  position: u32
}

const FIELD_BYTES: usize = FIELD_LIST_BYTES

/** Makes the list of a term's postings in one field, in FIELD_LIST_BYTES at `at`. */
export function writeFieldList(
  at: usize,
  weight: f64,
  lengths: u32,
  docs: u32,
  tfs: u32,
  tfBytes: u32,
  count: u32,
): void {
  if (offsetof<FieldList>() != FIELD_BYTES) ERROR('FIELD_LIST_BYTES is not the size of a FieldList')
  const field = changetype<FieldList>(at)
  field.weight = weight
  field.lengths = lengths
  field.docs = docs
  field.tfs = tfs
  field.tfBytes = tfBytes
  field.count = count
  field.position = 0
}

let fields: usize = 0
let fieldCount: u32 = 0
let gain: f64 = 0
let k1: f64 = 0
let base: f64 = 0
let slope: f64 = 0

/** The formula of the next impacts: gain·tf / (tf + k1·(base + length·slope)). */
export function useSaturation(newGain: f64, newK1: f64, newBase: f64, newSlope: f64): void {
  gain = newGain
  k1 = newK1
  base = newBase
  slope = newSlope
}

/** All searched fields of one term, `count` FieldLists, positions 0: those without the term, too, for the documents' lengths. */
export function useFields(table: usize, count: u32): void {
  fields = table
  fieldCount = count
}

@inline
function fieldAt(i: u32): FieldList {
  return changetype<FieldList>(fields + (<usize>i) * FIELD_BYTES)
}

@inline
function tfAt(field: FieldList, position: u32): f64 {
  const at = <usize>field.tfs
  if (field.tfBytes == 1) return <f64>load<u8>(at + <usize>position)
  if (field.tfBytes == 2) return <f64>load<u16>(at + ((<usize>position) << 1))
  return <f64>load<u32>(at + ((<usize>position) << 2))
}

@inline
function postedDoc(field: FieldList, position: u32): u32 {
  return load<u32>(<usize>field.docs + ((<usize>position) << 2))
}

/** Sums over fields are made in their order, as the plain implementation makes them: both round alike. */
@inline
function lengthOf(doc: u32): f64 {
  let length: f64 = 0
  for (let i: u32 = 0; i < fieldCount; i++) {
    const field = fieldAt(i)
    length += field.weight * <f64>load<u32>(<usize>field.lengths + ((<usize>doc) << 2))
  }
  return length
}

@inline
function impactOf(tf: f64, length: f64): f32 {
  return <f32>((gain * tf) / (tf + k1 * (base + length * slope)))
}

/** Impacts of a term that occurs in one field only, for the postings as they are stored. */
export function impactsOfField(which: u32, impacts: usize): void {
  const field = fieldAt(which)
  if (fieldCount == 1) {
    impactsOfOnlyField(field, impacts)
    return
  }
  for (let i: u32 = 0; i < field.count; i++) {
    const impact = impactOf(field.weight * tfAt(field, i), lengthOf(postedDoc(field, i)))
    store<f32>(impacts + ((<usize>i) << 2), impact)
  }
}

/** The common case, without the inner loop. */
function impactsOfOnlyField(field: FieldList, impacts: usize): void {
  const weight = field.weight
  const lengths = <usize>field.lengths
  const count = field.count
  for (let i: u32 = 0; i < count; i++) {
    const length = weight * <f64>load<u32>(lengths + ((<usize>postedDoc(field, i)) << 2))
    store<f32>(impacts + ((<usize>i) << 2), impactOf(weight * tfAt(field, i), length))
  }
}

/**
 * Merges a term's postings of several fields.
 *
 * @param docs    room for as many documents as the fields have postings together
 * @param impacts as much room
 * @returns how many documents there are
 */
export function impactsOfFields(docs: usize, impacts: usize): u32 {
  let written: u32 = 0
  while (true) {
    const doc = nextDoc()
    if (doc == u32.MAX_VALUE) return written
    store<u32>(docs + ((<usize>written) << 2), doc)
    store<f32>(impacts + ((<usize>written) << 2), impactOf(takeTf(doc), lengthOf(doc)))
    written++
  }
  return written
}

@inline
function nextDoc(): u32 {
  let next: u32 = u32.MAX_VALUE
  for (let i: u32 = 0; i < fieldCount; i++) {
    const field = fieldAt(i)
    if (field.position < field.count) next = min(next, postedDoc(field, field.position))
  }
  return next
}

@inline
function takeTf(doc: u32): f64 {
  let tf: f64 = 0
  for (let i: u32 = 0; i < fieldCount; i++) {
    const field = fieldAt(i)
    if (field.position >= field.count || postedDoc(field, field.position) != doc) continue
    tf += field.weight * tfAt(field, field.position)
    field.position++
  }
  return tf
}

/** Per block of 128 postings: the highest impact and the last document. @returns the highest of all */
export function summariseBlocks(docs: usize, impacts: usize, count: u32, maxima: usize, lasts: usize): f32 {
  let highestOfAll: f32 = 0
  for (let start: u32 = 0; start < count; start += BLOCK_POSTINGS) {
    const end = min(start + BLOCK_POSTINGS, count)
    let highest: f32 = 0
    for (let i = start; i < end; i++) highest = max(highest, load<f32>(impacts + ((<usize>i) << 2)))
    store<f32>(maxima, highest)
    store<u32>(lasts, load<u32>(docs + ((<usize>(end - 1)) << 2)))
    maxima += 4
    lasts += 4
    highestOfAll = max(highestOfAll, highest)
  }
  return highestOfAll
}

/**
 * Of a list that a good part of all documents is in: a bit for each document, how many postings come before each word of 64 bits, and the
 * highest impact of each window of documents. `bits` and `maxima` are zero before. @returns the highest of all
 */
export function summariseWindows(
  docs: usize,
  impacts: usize,
  count: u32,
  documents: u32,
  bits: usize,
  ranks: usize,
  maxima: usize,
): f32 {
  let highestOfAll: f32 = 0
  for (let i: u32 = 0; i < count; i++) {
    const doc = load<u32>(docs + ((<usize>i) << 2))
    const word = bits + ((<usize>(doc >>> 6)) << 3)
    store<u64>(word, load<u64>(word) | ((<u64>1) << (doc & 63)))
    const window = maxima + ((<usize>(doc >>> WINDOW_BITS)) << 2)
    const impact = load<f32>(impacts + ((<usize>i) << 2))
    store<f32>(window, max(load<f32>(window), impact))
    highestOfAll = max(highestOfAll, impact)
  }
  let before: u32 = 0
  for (let word: u32 = 0; word < (documents + 63) >>> 6; word++) {
    store<u32>(ranks + ((<usize>word) << 2), before)
    before += <u32>popcnt(load<u64>(bits + ((<usize>word) << 3)))
  }
  return highestOfAll
}

/** The k-th highest impact of a list of at least k. @param heap room for k entries */
export function kthImpact(impacts: usize, count: u32, k: i32, heap: usize): f32 {
  let found = 0
  let kth: f32 = 0
  for (let i: u32 = 0; i < count; i++) {
    const impact = load<f32>(impacts + ((<usize>i) << 2))
    if (found == k) {
      if (impact <= kth) continue
      replaceWorst(heap, k, entryOf(impact, i))
    } else {
      pushWorstFirst(heap, found++, entryOf(impact, i))
    }
    if (found == k) kth = scoreOf(entryAt(heap, 0))
  }
  return kth
}
