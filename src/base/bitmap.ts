/** @file A set of small whole numbers (document ordinals), one bit each. */
import { lowestBit, popcount } from './bits.ts'

/** Grows on `add`; numbers beyond its end are simply not in it. */
export class Bitmap {
  /** Bit `n & 31` of word `n >>> 5`. Public for the kernels, which copy whole words. */
  words: Uint32Array

  constructor(capacity = 0) {
    this.words = new Uint32Array((capacity + 31) >>> 5)
  }

  static of(numbers: Iterable<number>): Bitmap {
    const bitmap = new Bitmap()
    for (const n of numbers) bitmap.add(n)
    return bitmap
  }

  has(n: number): boolean {
    return ((this.words[n >>> 5] ?? 0) & (1 << (n & 31))) !== 0
  }

  add(n: number): void {
    const word = n >>> 5
    if (word >= this.words.length) this.grow(word + 1)
    this.words[word] = (this.words[word] ?? 0) | (1 << (n & 31))
  }

  delete(n: number): void {
    const word = n >>> 5
    if (word < this.words.length) this.words[word] = (this.words[word] ?? 0) & ~(1 << (n & 31))
  }

  count(): number {
    let total = 0
    for (const word of this.words) total += popcount(word)
    return total
  }

  and(other: Bitmap): Bitmap {
    return combine(Math.min(this.words.length, other.words.length), (i) => wordOf(this, i) & wordOf(other, i))
  }

  or(other: Bitmap): Bitmap {
    return combine(Math.max(this.words.length, other.words.length), (i) => wordOf(this, i) | wordOf(other, i))
  }

  /** Members of this set that are not in `other`. */
  andNot(other: Bitmap): Bitmap {
    return combine(this.words.length, (i) => wordOf(this, i) & ~wordOf(other, i))
  }

  /** Ascending. */
  *[Symbol.iterator](): Generator<number> {
    for (let i = 0; i < this.words.length; i++) {
      let word = wordOf(this, i)
      while (word !== 0) {
        yield i * 32 + lowestBit(word)
        word &= word - 1
      }
    }
  }

  private grow(wordsNeeded: number): void {
    const wider = new Uint32Array(Math.max(wordsNeeded, this.words.length * 2))
    wider.set(this.words)
    this.words = wider
  }
}

const wordOf = (bitmap: Bitmap, i: number): number => bitmap.words[i] ?? 0

function combine(length: number, word: (i: number) => number): Bitmap {
  const result = new Bitmap(length * 32)
  for (let i = 0; i < length; i++) result.words[i] = word(i)
  return result
}
