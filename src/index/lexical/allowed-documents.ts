/** @file Which documents of a segment a search may return: the caller's filter over ordinals becomes bits over local numbers. */
import { popcount } from '../../base/bits.ts'
import type { Bitmap } from '../../base/bitmap.ts'

export interface AllowedOptions {
  readonly ordinals: Uint32Array
  /** A bit for each document that is not deleted. */
  readonly live: Uint32Array
  readonly filter: Bitmap
}

/** Fills `target`, one bit per document. @returns how many are set */
export function fillAllowed(target: Uint32Array, { ordinals, live, filter: { words } }: AllowedOptions): number {
  let count = 0
  for (let w = 0; w < target.length; w++) {
    const start = w * 32
    const documents = Math.min(32, ordinals.length - start)
    const first = ordinals[start] ?? 0
    const isRun = (ordinals[start + documents - 1] ?? 0) - first === documents - 1
    const bits = isRun ? runOf(words, first) : gather(words, ordinals.subarray(start, start + documents))
    // Bits beyond the last document are never live.
    const word = bits & (live[w] ?? 0)
    target[w] = word
    count += popcount(word)
  }
  return count
}

/** 32 bits from any bit on: most documents were added in one go. */
function runOf(words: Uint32Array, first: number): number {
  const word = first >>> 5
  const shift = first & 31
  const low = (words[word] ?? 0) >>> shift
  return shift === 0 ? low : low | ((words[word + 1] ?? 0) << (32 - shift))
}

function gather(words: Uint32Array, ordinals: Uint32Array): number {
  let bits = 0
  for (let i = 0; i < ordinals.length; i++) {
    const ordinal = ordinals[i] ?? 0
    bits |= (((words[ordinal >>> 5] ?? 0) >>> (ordinal & 31)) & 1) << i
  }
  return bits
}
