/** @file What the encoder's two threads say to each other. */
import { AttuneError, type ErrorReport } from '../base/errors.ts'
import type { EncodeUsage } from './encoder.ts'
import type { Prompts } from './prompts.ts'

/** `vectors` is `[texts, dim]` row-major. */
export interface EncodedTexts {
  readonly vectors: Float32Array
  readonly usage: EncodeUsage
}

/** Of `encode` the vectors, of `count` the tokens of each text. */
export type WorkerAnswer = EncodedTexts | Int32Array

/** What the worker is started with. */
export interface WorkerStart {
  readonly folder: string
  readonly threads: number | undefined
}

export type ToWorker =
  | {
      readonly kind: 'encode' | 'count'
      readonly id: number
      readonly texts: readonly string[]
      readonly prompt: string
    }
  | { readonly kind: 'abort'; readonly id: number }
  | { readonly kind: 'close' }

export interface OpenedModel {
  readonly dim: number
  readonly isNormalized: boolean
  readonly prompts: Prompts
  readonly tokensMax: number
  readonly hybridWeight: number
  readonly fingerprint: string
}

export type FromWorker =
  | { readonly kind: 'opened'; readonly model: OpenedModel }
  /** `answer` is missing when the work was aborted. */
  | { readonly kind: 'answered'; readonly id: number; readonly answer: WorkerAnswer | undefined }
  /** Without an id: the model could not be opened. */
  | { readonly kind: 'failed'; readonly id?: number; readonly error: PackedError }

export interface PackedError extends Omit<ErrorReport, 'cause'> {
  readonly isOurs: boolean
}

/** A thread boundary strips errors of their class and fields: they travel as plain data. */
export function packError(error: unknown): PackedError {
  if (error instanceof AttuneError) {
    const { code, kind, message, hint, details } = error
    return { isOurs: true, code, kind, message, hint, details }
  }
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return { isOurs: false, code: '', kind: 'external', message, hint: '', details: {} }
}

export function unpackError({ isOurs, ...report }: PackedError): Error {
  return isOurs ? new AttuneError(report) : new Error(report.message)
}
