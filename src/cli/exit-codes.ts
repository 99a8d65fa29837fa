/** @file Exit codes of the process: one number for each kind of error. */
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
/** 128 + SIGTERM. */
export const EXIT_TERMINATED = 143
/** 128 + SIGPIPE: what a program ends with that writes to a pipe nobody reads. */
export const EXIT_PIPE_CLOSED = 141
