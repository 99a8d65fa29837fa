/**
 * @file The random draws of Python's `random` and of numpy's `RandomState`, number for number: protocols that are defined by
 * their draws can be followed only with the same generator. For everything of our own, `random.ts` is smaller and faster.
 *
 * @see Matsumoto and Nishimura, "Mersenne Twister", ACM TOMACS 8(1), 1998
 */

const SIZE = 624
const SHIFT = 397

export interface MersenneTwister {
  /** 32 random bits. */
  readonly next32: () => number
  /** In [0, 1), with 53 random bits. */
  readonly next: () => number
}

/** Seeded as numpy's `RandomState(seed)`. */
export const numpyRandom = (seed: number): MersenneTwister => generate(stateOf(seed))

/** Seeded as Python's `random.Random(seed)`, for seeds below 2^32. */
export function pythonRandom(seed: number): MersenneTwister {
  const state = stateOf(19_650_218)
  let i = 1
  const mix = (factor: number, add: number): void => {
    const before = state[i - 1] as number
    state[i] = ((state[i] as number) ^ Math.imul(before ^ (before >>> 30), factor)) + add
    if (++i < SIZE) return
    state[0] = state[SIZE - 1] as number
    i = 1
  }
  for (let k = 0; k < SIZE; k++) mix(1_664_525, seed)
  for (let k = 1; k < SIZE; k++) mix(1_566_083_941, -i)
  state[0] = 0x8000_0000
  return generate(state)
}

function stateOf(seed: number): Uint32Array {
  const state = new Uint32Array(SIZE)
  state[0] = seed
  for (let i = 1; i < SIZE; i++) {
    const before = state[i - 1] as number
    state[i] = Math.imul(before ^ (before >>> 30), 1_812_433_253) + i
  }
  return state
}

function generate(state: Uint32Array): MersenneTwister {
  let at = SIZE
  const next32 = (): number => {
    if (at === SIZE) {
      twist(state)
      at = 0
    }
    let bits = state[at++] as number
    bits ^= bits >>> 11
    bits ^= (bits << 7) & 0x9d2c_5680
    bits ^= (bits << 15) & 0xefc6_0000
    return (bits ^ (bits >>> 18)) >>> 0
  }
  const next = (): number => {
    const high = next32() >>> 5
    return (high * 2 ** 26 + (next32() >>> 6)) / 2 ** 53
  }
  return { next32, next }
}

function twist(state: Uint32Array): void {
  for (let i = 0; i < SIZE; i++) {
    const bits = ((state[i] as number) & 0x8000_0000) | ((state[(i + 1) % SIZE] as number) & 0x7fff_ffff)
    state[i] = (state[(i + SHIFT) % SIZE] as number) ^ (bits >>> 1) ^ ((bits & 1) === 0 ? 0 : 0x9908_b0df)
  }
}

/** numpy's `RandomState.randint(0, limit)`: as many bits as needed, drawn again where they say too much. */
export function numpyBelow(limit: number, { next32 }: MersenneTwister): number {
  const bits = 32 - Math.clz32(limit - 1)
  if (bits === 0) return 0
  for (;;) {
    const value = bits === 32 ? next32() : (next32() & (2 ** bits - 1)) >>> 0
    if (value < limit) return value
  }
}

/** numpy's `RandomState.shuffle`, in place. */
export function numpyShuffle<Item>(items: Item[], random: MersenneTwister): Item[] {
  for (let i = items.length - 1; i > 0; i--) {
    const j = numpyBelow(i + 1, random)
    const held = items[i] as Item
    items[i] = items[j] as Item
    items[j] = held
  }
  return items
}

/** Python's `random.choices(range(limit), k=count)`: with replacement. */
export const pythonChoices = (
  limit: number,
  { count, random }: { readonly count: number; readonly random: MersenneTwister },
): number[] => Array.from({ length: count }, () => Math.floor(random.next() * limit))

/** Python's `random.sample(range(limit), k=count)`: without replacement. */
export function pythonSample(
  limit: number,
  { count, random }: { readonly count: number; readonly random: MersenneTwister },
): number[] {
  // CPython draws from a list while that is small, and otherwise again where a number has been drawn before.
  const listMax = 21 + (count > 5 ? 4 ** Math.ceil(Math.log(count * 3) / Math.log(4)) : 0)
  if (limit > listMax) {
    const drawn = new Set<number>()
    while (drawn.size < count) drawn.add(pythonBelow(limit, random))
    return [...drawn]
  }
  const pool = Array.from({ length: limit }, (_, i) => i)
  return Array.from({ length: count }, (_, i) => {
    const j = pythonBelow(limit - i, random)
    const picked = pool[j] as number
    pool[j] = pool[limit - i - 1] as number
    return picked
  })
}

/** Python takes the high bits, of which `limit` itself needs as many. */
function pythonBelow(limit: number, { next32 }: MersenneTwister): number {
  const bits = 32 - Math.clz32(limit)
  for (;;) {
    const value = next32() >>> (32 - bits)
    if (value < limit) return value
  }
}
