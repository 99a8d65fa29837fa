/** @file What the process ends with: one number for each kind of error, decided here once. */
import type { ErrorKind } from '../base/errors.ts'

export const exitCodes: Readonly<Record<ErrorKind, number>> = {
  'invalid-input': 2,
  'not-found': 3,
  unsupported: 4,
  overloaded: 5,
  corrupt: 6,
  external: 7,
}

/** A bug of ours: sysexits' EX_SOFTWARE. */
export const EXIT_BUG = 70
/** 128 + SIGINT, as shells have it. */
export const EXIT_INTERRUPTED = 130
