/**
 * @file A vocabulary that is looked up where it lies: tokens one after the other and a hash table of their ids, as typed arrays that need no
 * parsing. A map of 30,000 tokens takes longer to fill than a short command takes otherwise.
 */
import { invariant } from '../base/errors.ts'

export interface PackedVocabulary {
  /** UTF-16 code units of all tokens, in the order of their ids. */
  readonly units: Uint16Array
  /** Where each token ends in `units`. */
  readonly ends: Uint32Array
  /** Open addressing, a power of two: one more than the id, 0 where free. */
  readonly slots: Int32Array
}

export interface Vocabulary {
  readonly size: number
  readonly idOf: (token: string) => number | undefined
  readonly token: (id: number) => string | undefined
}

/** @param tokens by id, each once */
export function packVocabulary(tokens: readonly string[]): PackedVocabulary {
  const ends = new Uint32Array(tokens.length)
  let length = 0
  for (const [id, token] of tokens.entries()) ends[id] = length += token.length
  const units = new Uint16Array(length)
  const slots = new Int32Array(2 ** Math.ceil(Math.log2(Math.max(1, tokens.length) * 2)))
  for (const [id, token] of tokens.entries()) {
    const start = (ends[id] ?? 0) - token.length
    for (let i = 0; i < token.length; i++) units[start + i] = token.charCodeAt(i)
    let slot = hashOf(token) & (slots.length - 1)
    while (slots[slot] !== 0) slot = (slot + 1) & (slots.length - 1)
    slots[slot] = id + 1
  }
  return { units, ends, slots }
}

export function openVocabulary({ units, ends, slots }: PackedVocabulary): Vocabulary {
  invariant(slots.length > ends.length, 'a table of tokens has free slots')
  const startOf = (id: number): number => (id === 0 ? 0 : (ends[id - 1] ?? 0))
  const isAt = (id: number, token: string): boolean => {
    const start = startOf(id)
    if ((ends[id] ?? 0) - start !== token.length) return false
    for (let i = 0; i < token.length; i++) if (units[start + i] !== token.charCodeAt(i)) return false
    return true
  }
  return {
    size: ends.length,
    idOf: (token) => {
      let slot = hashOf(token) & (slots.length - 1)
      for (let entry = slots[slot] ?? 0; entry !== 0; entry = slots[slot] ?? 0) {
        if (isAt(entry - 1, token)) return entry - 1
        slot = (slot + 1) & (slots.length - 1)
      }
      return undefined
    },
    token: (id) => (ends[id] === undefined ? undefined : String.fromCharCode(...units.subarray(startOf(id), ends[id]))),
  }
}

/** FNV-1a over code units, its high bits folded into the low ones that choose the slot. */
function hashOf(token: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < token.length; i++) hash = Math.imul(hash ^ token.charCodeAt(i), 0x01000193)
  return (hash ^ (hash >>> 15)) >>> 0
}
