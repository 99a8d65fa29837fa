/** @file What a row of the tables is: one mistake or failure, what the command has to say about it, and what has to be left. */
import { type ChildProcess, spawn } from 'node:child_process'
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { attuneScript, type Outcome } from '../run-attune.ts'

export interface Row {
  readonly name: string
  /** Makes the mistake, in a copy of the prepared project. */
  readonly prepare?: (folder: string) => void
  /** After `attune`; `--json` is added. */
  readonly args: readonly string[]
  readonly code: number
  readonly error: string
  /** In the message or the hint. */
  readonly says: string | RegExp
  /** In kibibytes: no file may grow beyond, as `ulimit -f` has it. */
  readonly fileSizeMax?: number
  /** True runs it as a user who may write nothing here. */
  readonly asStranger?: boolean
  /** What must hold afterwards, beyond what holds for every row. */
  readonly after?: (folder: string) => void
  /** False where the mistake is that the database itself is gone: then no byte of it may have changed. */
  readonly keepsCollection?: false
}

export const file =
  (name: string, content: string | Uint8Array) =>
  (folder: string): void =>
    writeFileSync(join(folder, name), content)

/** Every file below, with its path from the folder. */
export const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1))
    .sort()

/** Nobody, as most systems number it. */
const STRANGER = 65534

export const isRoot: boolean = process.getuid?.() === 0

export function startAttune(
  args: readonly string[],
  { cwd, fileSizeMax, asStranger = false }: { readonly cwd: string } & Pick<Row, 'fileSizeMax' | 'asStranger'>,
): ChildProcess {
  const command = [process.execPath, attuneScript, ...args]
  const [program = '', ...rest] =
    fileSizeMax === undefined ? command : ['bash', '-c', `ulimit -f ${fileSizeMax}; exec "$@"`, 'bash', ...command]
  return spawn(program, rest, { cwd, ...(asStranger ? { uid: STRANGER, gid: STRANGER } : {}) })
}

/** The process's end, with all that it wrote. */
export async function outcomeOf(child: ChildProcess): Promise<Outcome> {
  const read = { stdout: '', stderr: '' }
  for (const stream of ['stdout', 'stderr'] as const)
    child[stream]?.setEncoding('utf8').on('data', (text: string) => (read[stream] += text))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, ...read }))
  })
}
