/**
 * @file SentencePiece's character maps ("precompiled_charsmap"), which XLM-RoBERTa, ALBERT's kin and T5 normalise with: a double-array trie from
 * UTF-8 bytes to replacements.
 *
 * `@huggingface/tokenizers` approximates them by NFKC and a list of spaces; this reads the map itself.
 *
 * @see https://github.com/google/sentencepiece/blob/master/doc/normalization.md
 * @see https://github.com/s-yata/darts-clone for the layout of a unit
 */

/** Longer clusters are replaced character by character, as in the reference. */
const CLUSTER_BYTES_MAX = 5
const PRINTABLE_ASCII = /^[ -~]*$/
/** With the character before, which an accent may belong to. */
const BEYOND_ASCII = /[ -~]?[^ -~]+/g

/** @param base64 the map as tokenizer.json holds it: size of the trie in bytes, trie, replacements ended by NUL */
export function charsmapNormalizer(base64: string): (text: string) => string {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
  const view = new DataView(bytes.buffer)
  const trieBytes = view.getUint32(0, true)
  const trie = Uint32Array.from({ length: trieBytes / 4 }, (_, i) => view.getUint32(4 + i * 4, true))
  const replacements = bytes.subarray(4 + trieBytes)
  const replacementOf = createLookUp(trie, replacements)
  const normalize = (text: string): string => {
    let result = ''
    for (const { segment } of graphemes().segment(text)) result += normalizeCluster(segment, replacementOf)
    return result
  }
  const keepsAscii = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)).every((c) => normalize(c) === c)
  if (!keepsAscii) return normalize
  return (text) => (PRINTABLE_ASCII.test(text) ? text : text.replace(BEYOND_ASCII, normalize))
}

let segmenter: Intl.Segmenter | undefined
const graphemes = (): Intl.Segmenter => (segmenter ??= new Intl.Segmenter('und', { granularity: 'grapheme' }))

const encoder = new TextEncoder()
const decoder = new TextDecoder()

type LookUp = (bytes: Uint8Array) => string | undefined

function normalizeCluster(cluster: string, replacementOf: LookUp): string {
  const bytes = encoder.encode(cluster)
  const whole = bytes.length <= CLUSTER_BYTES_MAX ? replacementOf(bytes) : undefined
  if (whole !== undefined) return whole
  return Array.from(cluster, (character) => replacementOf(encoder.encode(character)) ?? character).join('')
}

/** @returns the replacement of the shortest entry that the bytes begin with, as in the reference */
function createLookUp(trie: Uint32Array, replacements: Uint8Array): LookUp {
  const unitAt = (node: number): number => trie[node] ?? 0
  return (bytes) => {
    let node = offsetOf(unitAt(0))
    for (const byte of bytes) {
      node ^= byte
      const unit = unitAt(node)
      if (byte === 0 || (unit & 0x800000ff) >>> 0 !== byte) return undefined
      node ^= offsetOf(unit)
      if ((unit >>> 8) & 1) return textAt(replacements, unitAt(node) & 0x7fffffff)
    }
    return undefined
  }
}

const offsetOf = (unit: number): number => (unit >>> 10) << ((unit & 0x200) >>> 6)

function textAt(replacements: Uint8Array, start: number): string {
  const end = replacements.indexOf(0, start)
  return decoder.decode(replacements.subarray(start, end < 0 ? undefined : end))
}
