/** @file How a command fails: what, why and what to do for a user's mistake; a stack trace only for a bug of ours. */
import process from 'node:process'
import { AttuneError } from '../base/errors.ts'
import { EXIT_BUG, EXIT_INTERRUPTED, exitCodes } from './exit-codes.ts'

/** Thrown through everything when the user presses Ctrl-C. */
export class Interrupted extends Error {
  override readonly name: string = 'Interrupted'
}

/** @returns the exit code */
export function reportFailure(error: unknown, argv: readonly string[]): number {
  if (error instanceof Interrupted) {
    process.stderr.write('\nInterrupted. What was acknowledged is kept; run the same command again to go on.\n')
    return EXIT_INTERRUPTED
  }
  if (!(error instanceof AttuneError)) {
    const trace = error instanceof Error ? (error.stack ?? error.message) : String(error)
    process.stderr.write(`attune: this is a bug in attune, please report it:\n${trace}\n`)
    return EXIT_BUG
  }
  const { code, kind, message, hint } = error
  process.stderr.write(`attune: ${message}\n  ${hint} [${code}]\n`)
  if (argv.includes('--json')) process.stdout.write(`${JSON.stringify({ error: { code, kind, message, hint } })}\n`)
  return exitCodes[kind]
}
