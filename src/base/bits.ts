/** @file Arithmetic on 32-bit words that JavaScript has no operator for. */

/** How many bits of the word are set. */
export function popcount(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555)
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333)
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}

/** The position of the lowest bit that is set, -1 for 0. */
export const lowestBit = (word: number): number => 31 - Math.clz32(word & -word)

/**
 * MurmurHash3's 32-bit finaliser, which splitmix32 uses too: a bijection in which every input bit reaches every output bit, so that
 * close numbers get hashes that are far apart.
 */
export function mixBits(word: number): number {
  let mixed = word
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return (mixed ^ (mixed >>> 16)) >>> 0
}
