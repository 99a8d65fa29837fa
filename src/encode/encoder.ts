/** @file The interface of encoders, which turn texts into vectors. Code outside this directory uses encoders only through it. */
import type { Matrix } from '../base/matrix.ts'
import type { WorkOptions } from '../base/progress.ts'

/** An input of an encoder, distinguished by its keys: a text today; images, and texts with images, are planned. */
export interface EncoderInput {
  readonly text: string
}

/**
 * Which side of a search an input is on: many models have a separate prompt for each. `plain` is on neither side: texts that are compared with
 * each other, clustered or classified.
 */
export type EncodeRole = 'query' | 'document' | 'plain'

export interface EncodeOptions extends WorkOptions {
  readonly role: EncodeRole
}

/** The usage of the model by an encoding. */
export interface EncodeUsage {
  /** Tokens that the model read, prompts and special tokens included. */
  readonly tokens: number
  /** Indices of inputs that were longer than the model reads; their remainder is not in the vector. */
  readonly truncated: readonly number[]
}

export interface Encoding {
  /** `[inputs, dim]`, row i for input i. */
  readonly vectors: Matrix
  readonly usage: EncodeUsage
}

/** The output of an encoder: one vector per input today; weighted terms (sparse) and a vector per token (multi) are planned. */
export type EncoderKind = 'dense'

export interface Encoder {
  readonly kind: EncoderKind
  /** As the user named it: `bundled:default`, a folder, `hub:owner/name@revision`. */
  readonly ref: string
  /** Hex SHA-256 over files, prompts, pooling and dimension: equal fingerprints give equal vectors. */
  readonly fingerprint: string
  /** Length of every vector. */
  readonly dim: number
  /** Whether vectors have unit length, so that their dot product is the cosine. A text without tokens may still give zeros. */
  readonly isNormalized: boolean
  /** Maximum number of tokens that the model reads, prompt and special tokens included; undefined if there is no limit. */
  readonly tokensMax: number | undefined
  /**
   * The weight of this encoder's vectors in hybrid search, 0 to 1, in a linear combination of min-max scores in which words have the
   * remainder. Measured by the model's maker, otherwise the default for its kind.
   */
  readonly hybridWeight: number
  /** @throws ENCODE_CLOSED after `close`; the signal's reason when aborted */
  readonly encode: (inputs: readonly EncoderInput[], options: EncodeOptions) => Promise<Encoding>
  /**
   * Tokens of each input as the model would read it, prompt and special tokens included, before truncation.
   *
   * @throws ENCODE_CLOSED
   */
  readonly countTokens: (inputs: readonly EncoderInput[], options: { readonly role: EncodeRole }) => Promise<Int32Array>
  /** Frees threads and memory. Rejects work in progress; closing again does nothing. */
  readonly close: () => Promise<void>
}

/** Texts as inputs. */
export const textInputs = (texts: readonly string[]): EncoderInput[] => texts.map((text) => ({ text }))

/** The combined usage of several encodings in sequence. `firstInput` is the index of the second one's first input. */
export const addUsage = (sum: EncodeUsage, next: EncodeUsage, firstInput: number): EncodeUsage => ({
  tokens: sum.tokens + next.tokens,
  truncated: [...sum.truncated, ...next.truncated.map((index) => firstInput + index)],
})

export const noUsage: EncodeUsage = { tokens: 0, truncated: [] }
