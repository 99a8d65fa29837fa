/** An empty project of somebody else's, in a temporary folder, and what they do there. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

export function expectTrue(condition, what) {
  if (!condition) throw new Error(`The package is not as it should be: ${what}`)
}

export const run = (command, args, cwd) =>
  execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 2 ** 26 })

/** What a command that fails prints to stderr, and its exit code. */
export function runFailing(command, args, cwd) {
  try {
    execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'] })
  } catch ({ status, stderr }) {
    return { status, stderr }
  }
  return { status: 0, stderr: '' }
}

/** @param work gets the project's folder and a way to put files there; the folder is gone afterwards */
export async function withStranger(work) {
  const folder = mkdtempSync(join(tmpdir(), 'attune-stranger-'))
  const write = (name, text) => {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  try {
    write('package.json', '{ "name": "stranger", "private": true, "type": "module" }\n')
    return await work({ folder, write })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Without a flag, as the README says; npm's own output is shown where it fails. */
export function install(folder, tarball, { npm = 'npm@11' } = {}) {
  run('npx', ['--yes', npm, 'install', '--no-audit', '--no-fund', tarball], folder)
}

/** In MB, as the files are long. */
export function folderMb(folder) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  return files.reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0) / 1e6
}
