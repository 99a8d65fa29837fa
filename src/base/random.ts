/** @file Seeded random numbers, so that a figure can be made again. xoshiro128** seeded by splitmix32 (Blackman and Vigna, 2018). */
import { mixBits } from './bits.ts'

export interface Random {
  /** Uniform in [0, 1), 32 bits of resolution. */
  next(): number
  /** Uniform whole number in [0, limit). */
  below(limit: number): number
  /** Standard normal. */
  normal(): number
}

/** The same seed gives the same numbers on every machine. */
export function createRandom(seed: number): Random {
  const state = new Int32Array(4)
  let mixed = seed >>> 0
  for (let i = 0; i < 4; i++) {
    mixed = (mixed + 0x9e3779b9) >>> 0
    state[i] = mixBits(mixed)
  }
  const next32 = (): number => {
    // Element by element: destructuring walks an iterator and takes five times as long.
    const b = state[1] as number
    const c = (state[2] as number) ^ (state[0] as number)
    const d = (state[3] as number) ^ b
    state[1] = b ^ c
    state[0] = (state[0] as number) ^ d
    state[2] = c ^ (b << 9)
    state[3] = rotate(d, 11)
    return Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0
  }
  const next = (): number => next32() / 2 ** 32
  return {
    next,
    below: (limit) => Math.floor(next() * limit),
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
  }
}

const rotate = (value: number, bits: number): number => (value << bits) | (value >>> (32 - bits))

/** Fisher-Yates, in place. */
export function shuffle<T>(items: T[], random: Random): T[] {
  for (let i = items.length - 1; i > 0; i--) {
    const j = random.below(i + 1)
    const held = items[i] as T
    items[i] = items[j] as T
    items[j] = held
  }
  return items
}
