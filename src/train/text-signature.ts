/** @file Near-duplicate texts: signatures that agree in so many places as their sets of tokens have in common (MinHash; Broder, 1997). */
import type { Tokens } from './training-text.ts'

export const SIGNATURE_PLACES = 24
/** Sets of which some two thirds are common. */
const PLACES_ALIKE_MIN = 17

/** `[places]`: for each the smallest of the tokens' hashes. */
export function signatureOf(tokens: Tokens): Uint32Array {
  const signature = new Uint32Array(SIGNATURE_PLACES).fill(0xffffffff)
  for (const token of new Set(tokens)) {
    let hash = Math.imul(token + 1, 0x9e3779b1)
    for (let place = 0; place < SIGNATURE_PLACES; place++) {
      hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b)
      hash = (hash ^ (hash >>> 13)) + 0x6d2b79f5
      const value = Math.imul(hash, 0xc2b2ae35) >>> 0
      if (value < (signature[place] as number)) signature[place] = value
    }
  }
  return signature
}

export function areNearDuplicates(a: Uint32Array, b: Uint32Array): boolean {
  let alike = 0
  for (let place = 0; place < SIGNATURE_PLACES; place++) {
    if (a[place] === b[place]) alike++
    if (alike + SIGNATURE_PLACES - place - 1 < PLACES_ALIKE_MIN) return false
  }
  return true
}

/** One number for a sequence of tokens. */
export function sequenceHash(tokens: Tokens): number {
  let hash = tokens.length
  for (const token of tokens) hash = Math.imul(hash ^ token, 0x9e3779b1) ^ (hash >>> 15)
  return hash >>> 0
}
