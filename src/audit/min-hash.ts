/** @file Texts that probably resemble each other, in linear time: MinHash signatures, of which equal bands meet in buckets (LSH). */
import { mixBits } from '../base/bits.ts'

/**
 * 24 bands of 3: two texts with a resemblance of 0.6 meet with a probability of 0.997, with 0.8 nearly always, with 0.2 in one of six cases (and
 * are told apart by their texts then).
 */
const BANDS = 24
const ROWS = 3
export const PLACES: number = BANDS * ROWS

/** `[places]`: for each of as many hash functions the least value of any shingle. */
export function signatureOf(shingles: ReadonlySet<number>): Uint32Array {
  const signature = new Uint32Array(PLACES).fill(0xffffffff)
  for (const shingle of shingles)
    for (let place = 0; place < PLACES; place++) {
      const value = mixBits((shingle ^ Math.imul(place + 1, 0x9e3779b1)) >>> 0) >>> 0
      if (value < (signature[place] as number)) signature[place] = value
    }
  return signature
}

/** How alike the sets are, estimated: the share of equal places. */
export function estimateResemblance(a: Uint32Array, b: Uint32Array): number {
  let equal = 0
  for (let place = 0; place < PLACES; place++) if (a[place] === b[place]) equal++
  return equal / PLACES
}

/** Of one bucket: a set in which everything is alike would have as many pairs as its square. */
const BUCKET_NEIGHBOURS = 4

/**
 * Pairs that share a band. In a full bucket a text is paired with a few others only, which suffices to join all that are alike.
 *
 * @returns pairs of indices, each once, the smaller first
 */
export function candidatePairs(signatures: readonly Uint32Array[]): [number, number][] {
  const pairs = new Set<number>()
  const count = signatures.length
  for (let band = 0; band < BANDS; band++) {
    const buckets = new Map<number, number[]>()
    for (const [index, signature] of signatures.entries()) {
      let key = band
      for (let row = 0; row < ROWS; row++)
        key = mixBits((Math.imul(key, 31) ^ (signature[band * ROWS + row] as number)) >>> 0)
      const bucket = buckets.get(key)
      if (bucket === undefined) buckets.set(key, [index])
      else {
        for (const other of bucket) pairs.add(other * count + index)
        if (bucket.length === BUCKET_NEIGHBOURS) bucket.pop()
        bucket.push(index)
      }
    }
  }
  return Array.from(pairs, (pair) => [Math.floor(pair / count), pair % count])
}
