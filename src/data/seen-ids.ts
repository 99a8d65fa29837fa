/** @file Which ids have been seen, in a few bytes for each: hashes instead of texts, so a suspicion must be confirmed by reading again. */
import { mixBits } from '../base/bits.ts'

/** 64 bits of an id, as two unsigned 32-bit halves written into `out`. */
export type HashId = (id: string, out: Uint32Array) => void

export interface SeenIds {
  /**
   * Adds an id.
   *
   * @param ordinal where it stood, from 0, below 2^32 - 1
   * @returns ordinals of earlier ids with the same hash: equal ids, or (one in 2^64 for each pair) different ones
   */
  readonly add: (id: string, ordinal: number) => readonly number[]
}

/** Words of an entry: two of the hash, then ordinal + 1, of which 0 marks a free slot. */
const ENTRY_WORDS = 3
/** A table of its own for each value of these bits: tables grow at different times, so old and new never double the memory. */
const TABLE_BITS = 6
const SLOTS_FIRST = 64
const LOAD_MAX = 0.75
/** Slower than doubling, so that tables stay fuller: 16 to 24 bytes for each id. */
const GROWTH = 1.5

interface Table {
  entries: Uint32Array
  slots: number
  used: number
}

/**
 * A set of ids by open addressing with linear probing in typed arrays.
 *
 * @param hashId other hashes make sets whose mistakes are independent of one another's
 */
export function createSeenIds(hashId: HashId = createIdHash(0)): SeenIds {
  const tables = Array.from({ length: 2 ** TABLE_BITS }, () => emptyTable(SLOTS_FIRST))
  const hash = new Uint32Array(2)
  return {
    add: (id, ordinal) => {
      hashId(id, hash)
      const high = hash[0] as number
      const low = hash[1] as number
      const index = high >>> (32 - TABLE_BITS)
      let table = tables[index] as Table
      if (table.used + 1 > table.slots * LOAD_MAX) {
        table = grown(table)
        tables[index] = table
      }
      return insert(table, { high, low, ordinal })
    },
  }
}

const emptyTable = (slots: number): Table => ({ entries: new Uint32Array(slots * ENTRY_WORDS), slots, used: 0 })

interface Entry {
  readonly high: number
  readonly low: number
  readonly ordinal: number
}

function insert(table: Table, { high, low, ordinal }: Entry): readonly number[] {
  const { entries, slots } = table
  const same: number[] = []
  let slot = low % slots
  for (;;) {
    const at = slot * ENTRY_WORDS
    const stored = entries[at + 2] as number
    if (stored === 0) {
      entries[at] = high
      entries[at + 1] = low
      entries[at + 2] = ordinal + 1
      table.used++
      return same
    }
    if (entries[at] === high && entries[at + 1] === low) same.push(stored - 1)
    slot = slot + 1 === slots ? 0 : slot + 1
  }
}

function grown({ entries, slots }: Table): Table {
  const table = emptyTable(Math.ceil(slots * GROWTH))
  for (let at = 0; at < entries.length; at += ENTRY_WORDS) {
    const stored = entries[at + 2] as number
    if (stored !== 0)
      insert(table, { high: entries[at] as number, low: entries[at + 1] as number, ordinal: stored - 1 })
  }
  return table
}

/**
 * A 64-bit hash of UTF-16 units: two 32-bit lanes by multiplication and rotation, each finished with MurmurHash3's 32-bit finaliser (whose
 * constants make every input bit reach every output bit) and mixed with the other lane.
 *
 * @param seed different seeds give independent hashes
 */
export function createIdHash(seed: number): HashId {
  return (id, out) => {
    let a = seed ^ 0x9e3779b9
    let b = Math.imul(seed + 1, 0x7feb352d) ^ id.length
    for (let i = 0; i < id.length; i++) {
      const unit = id.charCodeAt(i)
      a = Math.imul(rotate(a ^ unit, 15), 0xcc9e2d51)
      b = Math.imul(rotate(b + unit, 13), 0x1b873593) ^ a
    }
    a = mixBits(a ^ rotate(b, 16))
    b = mixBits(b + a)
    out[0] = a
    out[1] = b
  }
}

const rotate = (value: number, bits: number): number => (value << bits) | (value >>> (32 - bits))
