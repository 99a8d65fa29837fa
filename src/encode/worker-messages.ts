/** @file The functions of the encoder's worker thread. */
import type { EncodeUsage } from './encoder.ts'
import type { Prompts } from './prompts.ts'

/** `vectors` is `[texts, dim]` row-major. */
export interface EncodedTexts {
  readonly vectors: Float32Array
  readonly usage: EncodeUsage
}

export interface ModelPlace {
  readonly folder: string
  readonly threads: number | undefined
}

export interface OpenedModel {
  readonly dim: number
  readonly isNormalized: boolean
  readonly prompts: Prompts
  readonly tokensMax: number
  readonly hybridWeight: number
  readonly fingerprint: string
}

export interface PromptedTexts {
  readonly texts: readonly string[]
  readonly prompt: string
}

export interface EncoderFunctions {
  /** Called first, once. */
  readonly open: (place: ModelPlace) => OpenedModel
  readonly encode: (texts: PromptedTexts) => EncodedTexts
  /** Tokens of each text. */
  readonly count: (texts: PromptedTexts) => Int32Array
}
