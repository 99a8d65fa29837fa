/** @file Messages between two threads: calls of functions that one of them offers, and the answers. Used by call-thread.ts and answer-calls.ts. */
import { AttuneError, type ErrorReport } from './errors.ts'

/** What a thread offers. Requests and answers travel as structured clones. */
export type Offered<Functions> = { readonly [Name in keyof Functions]: (request: never) => unknown }

export type ToThread =
  | { readonly kind: 'call'; readonly id: number; readonly name: string; readonly request: unknown }
  | { readonly kind: 'abort'; readonly id: number }
  | { readonly kind: 'close' }

export type FromThread =
  | { readonly kind: 'answer'; readonly id: number; readonly answer: unknown }
  | { readonly kind: 'failure'; readonly id: number; readonly error: PackedError }

/** A thread boundary strips errors of their class and fields: they travel as plain data. */
export type PackedError =
  | { readonly isOurs: true; readonly report: Omit<ErrorReport, 'cause'> }
  | { readonly isOurs: false; readonly message: string }

export function packError(error: unknown): PackedError {
  if (!(error instanceof AttuneError))
    return { isOurs: false, message: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  const { code, kind, message, hint, details, isRebuildable } = error
  return { isOurs: true, report: { code, kind, message, hint, details, isRebuildable } }
}

export const unpackError = (packed: PackedError): Error =>
  packed.isOurs ? new AttuneError(packed.report) : new Error(packed.message)
