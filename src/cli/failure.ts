/** @file How a command fails: what, why and what to do for a user's mistake; a stack trace only for a bug in Attune. */
import process from 'node:process'
import { AttuneError } from '../base/errors.ts'
import { EXIT_BUG, EXIT_INTERRUPTED, EXIT_PIPE_CLOSED, EXIT_TERMINATED, exitCodes } from './exit-codes.ts'
import { asSystemError, systemCodeOf } from './system-error.ts'
import { visibleLines, withoutControls } from './terminal.ts'

/** Thrown when the user presses Ctrl-C, or the system asks the process to end. */
export class Interrupted extends Error {
  override readonly name: string = 'Interrupted'
  readonly exitCode: number
  /** What has become of the work; a command that knows better says so. */
  outcome = 'Interrupted. Acknowledged work is saved; run the same command again to continue.'

  constructor(signal: 'SIGINT' | 'SIGTERM') {
    super(`The process was sent ${signal}.`)
    this.exitCode = signal === 'SIGINT' ? EXIT_INTERRUPTED : EXIT_TERMINATED
  }
}

/** Where nothing awaits what failed: a result that cannot be written, a bug. Both end the process. */
export function catchStrays(argv: readonly string[]): void {
  process.stdout.on('error', (error: Error) => {
    // The reader closed the pipe, as `head` does: not a failure.
    const isClosed = systemCodeOf(error) === 'EPIPE'
    process.exit(isClosed ? EXIT_PIPE_CLOSED : (process.exitCode ?? reportFailure(error, [])))
  })
  process.on('uncaughtException', (error) => process.exit(reportFailure(error, argv)))
}

/** @returns the exit code */
export function reportFailure(thrown: unknown, argv: readonly string[]): number {
  const error = asSystemError(thrown) ?? thrown
  if (error instanceof Interrupted) {
    process.stderr.write(`\n${error.outcome}\n`)
    return error.exitCode
  }
  if (!(error instanceof AttuneError)) {
    const trace = error instanceof Error ? (error.stack ?? error.message) : String(error)
    process.stderr.write(`attune: this is a bug in attune, please report it:\n${withoutControls(trace)}\n`)
    return EXIT_BUG
  }
  const { code, kind, message, hint } = error
  process.stderr.write(`attune: ${visibleLines(message)}\n  ${visibleLines(hint)} [${code}]\n`)
  if (argv.includes('--json')) process.stdout.write(`${JSON.stringify({ error: { code, kind, message, hint } })}\n`)
  return exitCodes[kind]
}
