/** @file A text as what near-duplicates share: its words without case and punctuation, and their sequences ("shingles") as numbers. */
import { mixBits } from '../base/bits.ts'

/** Scripts that write no spaces between words: a character is as good as a word. */
const UNSPACED = String.raw`\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmr}\p{sc=Mymr}`
const WORDS = new RegExp(String.raw`[${UNSPACED}]|(?:(?![${UNSPACED}])[\p{L}\p{M}\p{N}])+`, 'gu')

export const wordsOf = (text: string): string[] => text.normalize('NFKC').toLowerCase().match(WORDS) ?? []

/**
 * Sequences of `length` words, each as a 32-bit number; a shorter text is one sequence.
 *
 * @see Broder, "On the resemblance and containment of documents", 1997
 */
export function shinglesOf(words: readonly string[], length: number): Set<number> {
  const hashes = words.map(hashWord)
  const shingles = new Set<number>()
  const last = Math.max(0, hashes.length - length)
  for (let at = 0; at <= last && hashes.length > 0; at++) {
    let hash = length
    for (const word of hashes.slice(at, at + length)) hash = mixBits((Math.imul(hash, 31) ^ word) >>> 0)
    shingles.add(hash >>> 0)
  }
  return shingles
}

/** FNV-1a over UTF-16 units. */
function hashWord(word: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < word.length; at++) hash = Math.imul(hash ^ word.charCodeAt(at), 0x01000193)
  return hash >>> 0
}

/** Jaccard's coefficient. */
export function resemblance(a: ReadonlySet<number>, b: ReadonlySet<number>): number {
  let common = 0
  for (const shingle of a) if (b.has(shingle)) common++
  const all = a.size + b.size - common
  return all === 0 ? 0 : common / all
}

/** The same where shingles count by their weights. */
export function weightedResemblance(
  a: ReadonlySet<number>,
  b: ReadonlySet<number>,
  weightOf: (shingle: number) => number,
): number {
  let [common, all] = [0, 0]
  for (const shingle of new Set([...a, ...b])) {
    const weight = weightOf(shingle)
    all += weight
    if (a.has(shingle) && b.has(shingle)) common += weight
  }
  return all === 0 ? 0 : common / all
}
