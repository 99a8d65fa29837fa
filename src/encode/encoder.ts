/** @file The interface of encoders, which turn texts into vectors. Code outside this directory uses encoders only through it. */
import type { Matrix } from '../base/matrix.ts'
import type { WorkOptions } from '../base/progress.ts'

/** What can be encoded, told apart by its keys: a text today; an image, and a text with an image, are to come. */
export interface EncoderInput {
  readonly text: string
}

/** Which side of a search an input is on: many models want their own prompt before each. */
export type EncodeRole = 'query' | 'document'

export interface EncodeOptions extends WorkOptions {
  readonly role: EncodeRole
}

/** What an encoding took of the model. */
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

/** What an encoder makes of an input: one vector today; weighted terms (sparse) and a vector for each token (multi) are to come. */
export type EncoderKind = 'dense'

export interface Encoder {
  readonly kind: EncoderKind
  /** As the user named it: `bundled:default`, a folder, `hub:owner/name@revision`. */
  readonly ref: string
  /** Hex SHA-256 over files, prompts, pooling and dimension: equal fingerprints give equal vectors. */
  readonly fingerprint: string
  /** Length of every vector. */
  readonly dim: number
  /** Whether vectors are of unit length, so that their dot product is the cosine. A text without tokens may still give zeros. */
  readonly isNormalized: boolean
  /** Tokens that the model reads of an input at most, prompt and special tokens included; undefined where there is no limit. */
  readonly tokensMax: number | undefined
  /**
   * What the encoder's dense leg is worth beside words, 0 to 1: its weight in a linear combination of min-max scores, where words have the
   * remainder. Measured by the model's maker, else the default of its kind.
   */
  readonly hybridWeight: number
  /** @throws ENCODE_CLOSED after `close`; the signal's reason when aborted */
  readonly encode: (inputs: readonly EncoderInput[], options: EncodeOptions) => Promise<Encoding>
  /**
   * Tokens of each input as the model would read it, prompt and special tokens included, before anything is cut off.
   *
   * @throws ENCODE_CLOSED
   */
  readonly countTokens: (inputs: readonly EncoderInput[], options: { readonly role: EncodeRole }) => Promise<Int32Array>
  /** Frees threads and memory. Work under way is rejected; closing again does nothing. */
  readonly close: () => Promise<void>
}

/** Texts as inputs. */
export const textInputs = (texts: readonly string[]): EncoderInput[] => texts.map((text) => ({ text }))

/** The usage of several encodings, one after the other. `firstInput` is the index of the second one's first input. */
export const addUsage = (sum: EncodeUsage, next: EncodeUsage, firstInput: number): EncodeUsage => ({
  tokens: sum.tokens + next.tokens,
  truncated: [...sum.truncated, ...next.truncated.map((index) => firstInput + index)],
})

export const noUsage: EncodeUsage = { tokens: 0, truncated: [] }
