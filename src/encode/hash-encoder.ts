/** @file The smallest real encoder: a bag of words, each hashed to a place in the vector. For tests and examples that need vectors but no model. */
import { type DisposableEncoder, disposable } from './disposable-encoder.ts'
import { noUsage } from './encoder.ts'
import { encoderClosed } from './errors.ts'

/**
 * Each word (letters and digits, lower case) adds 1 or -1 at the place that its hash says; the vector is then of unit length. Texts that share
 * words are near each other. Queries and documents are treated alike.
 *
 * @param options.dim default 64: few words collide in a sentence
 */
export function createHashEncoder({ dim = 64 }: { readonly dim?: number } = {}): DisposableEncoder {
  const ref = `hash:${dim}`
  let isClosed = false
  return disposable({
    kind: 'dense',
    ref,
    fingerprint: dim.toString(16).padStart(64, '0'),
    dim,
    isNormalized: true,
    tokensMax: undefined,
    hybridWeight: 0.2,
    encode: async (inputs, { signal, onProgress }) => {
      signal?.throwIfAborted()
      if (isClosed) throw encoderClosed({ ref })
      const data = new Float32Array(inputs.length * dim)
      for (const [index, { text }] of inputs.entries()) hashWords(text, data.subarray(index * dim, (index + 1) * dim))
      onProgress?.({ stage: 'encoding', done: inputs.length, total: inputs.length, unit: 'texts' })
      return { vectors: { data, rows: inputs.length, dim }, usage: noUsage }
    },
    countTokens: async (inputs) => Int32Array.from(inputs, ({ text }) => wordsOf(text).length),
    close: async () => {
      isClosed = true
    },
  })
}

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []

function hashWords(text: string, vector: Float32Array): void {
  for (const word of wordsOf(text)) {
    const hash = fnv1a(word)
    const place = (hash >>> 1) % vector.length
    vector[place] = (vector[place] ?? 0) + (hash & 1 ? 1 : -1)
  }
  const length = Math.hypot(...vector)
  if (length > 0) for (let i = 0; i < vector.length; i++) vector[i] = (vector[i] ?? 0) / length
}

/** FNV-1a over UTF-16 units, 32 bits. */
function fnv1a(word: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < word.length; i++) hash = Math.imul(hash ^ word.charCodeAt(i), 0x01000193)
  return hash >>> 0
}
