/** @file A small real encoder for tests. */
import { type Encoder, noUsage } from '../../encode/encoder.ts'

export const DIM = 16

/** A small real encoder: counts letters, so that texts with the same letters are near each other. */
export function createLetterEncoder(fingerprint = 'letters-1', dim = DIM): Encoder {
  const vectorOf = (text: string): Float32Array => {
    const counts = new Float32Array(dim)
    for (const letter of text.toLowerCase()) {
      const at = (letter.codePointAt(0) ?? 0) % dim
      counts[at] = (counts[at] ?? 0) + 1
    }
    const norm = Math.hypot(...counts) || 1
    return counts.map((count) => count / norm)
  }
  return {
    kind: 'dense',
    ref: `test:${fingerprint}`,
    fingerprint,
    dim,
    isNormalized: true,
    tokensMax: undefined,
    hybridWeight: 0.5,
    encode: async (inputs) => {
      const data = new Float32Array(inputs.length * dim)
      inputs.forEach(({ text }, i) => data.set(vectorOf(text), i * dim))
      return { vectors: { data, rows: inputs.length, dim }, usage: noUsage }
    },
    countTokens: async (inputs) => Int32Array.from(inputs, ({ text }) => text.length),
    close: async () => undefined,
  }
}
