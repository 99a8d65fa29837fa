/** @file What turns texts into vectors. Everything above this room knows encoders only through this interface. */
import type { Matrix } from '../base/matrix.ts'
import type { WorkOptions } from '../base/progress.ts'

/** What can be encoded. */
export type EncoderInput = string

/** Which side of a search a text is on: many models want their own prompt before each. */
export type EncodeRole = 'query' | 'document'

export interface EncodeOptions extends WorkOptions {
  readonly role: EncodeRole
}

export interface Encoder {
  /** As the user named it: `bundled:default`, a folder, `hub:owner/name@revision`. */
  readonly ref: string
  /** Hex SHA-256 over files, prompts, pooling and dimension: equal fingerprints give equal vectors. */
  readonly fingerprint: string
  /** Length of every vector. */
  readonly dim: number
  /** Whether vectors are of unit length, so that their dot product is the cosine. A text without tokens may still give zeros. */
  readonly isNormalized: boolean
  /**
   * @returns `[inputs, dim]`, row i for input i
   * @throws ENCODE_CLOSED after `close`; the signal's reason when aborted
   */
  readonly encode: (inputs: readonly EncoderInput[], options: EncodeOptions) => Promise<Matrix>
  /** Frees threads and memory. Work under way is rejected; closing again does nothing. */
  readonly close: () => Promise<void>
}
