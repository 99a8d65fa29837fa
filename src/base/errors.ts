/** @file The one error class: what happened, why, and what the caller can do. Every directory builds its errors in its own errors.ts. */

import type { ErrorCode } from './error-codes.ts'

/** Why an error happened, from the caller's side. `serve/` maps it to an HTTP status, `cli/` to an exit code. */
export type ErrorKind = 'invalid-input' | 'not-found' | 'unsupported' | 'overloaded' | 'corrupt' | 'external'

export interface ErrorReport {
  /** Permanent and unique, `AREA_WHAT`: users search for it. Never renamed, never reused. */
  readonly code: string
  readonly kind: ErrorKind
  /** What happened and why: full sentences, with the offending values. */
  readonly message: string
  /** What the caller can do about it. Starts with a verb. */
  readonly hint: string
  readonly details: Readonly<Record<string, unknown>>
  /** The damaged file was derived from data that still exists: rebuilding it fixes the error. Default false. */
  readonly isRebuildable?: boolean
  readonly cause?: unknown
}

/** The only error this package throws on purpose. */
export class AttuneError extends Error {
  override readonly name: string = 'AttuneError'
  readonly isAttuneError: true = true
  /** One of `ErrorCode`; a later version may have more. */
  readonly code: ErrorCode | (string & Record<never, never>)
  readonly kind: ErrorKind
  readonly hint: string
  readonly details: Readonly<Record<string, unknown>>
  readonly isRebuildable: boolean

  constructor({ code, kind, message, hint, details, isRebuildable = false, cause }: ErrorReport) {
    super(message, { cause })
    this.code = code
    this.kind = kind
    this.hint = hint
    this.details = details
    this.isRebuildable = isRebuildable
  }
}

/** Programmer errors only: a broken invariant is a bug in this package, never bad user input. */
export function invariant(condition: boolean, what: string): asserts condition {
  if (!condition) throw new Error(`Internal invariant broken: ${what}. This is a bug; please report it.`)
}
