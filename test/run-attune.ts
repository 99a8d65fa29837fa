/** @file Runs the built command as a user does: a process of its own, with its own folder. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

export const repository: string = resolve(import.meta.dirname, '..')
export const attuneScript: string = join(repository, 'dist/cli/main.js')

export interface Outcome {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** An empty folder of the test's own. */
export const temporaryFolder = (): string => mkdtempSync(join(tmpdir(), 'attune-test-'))

export function runAttune(
  args: readonly string[],
  {
    cwd,
    input,
    env,
  }: { readonly cwd: string; readonly input?: string; readonly env?: Readonly<Record<string, string>> },
): Outcome {
  const { status, stdout, stderr } = spawnSync(process.execPath, [attuneScript, ...args], {
    cwd,
    input,
    env: { ...process.env, ...env },
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  })
  return { code: status, stdout, stderr }
}
