import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { packageUrl, workerUrl } from './package-url.ts'

const repository = resolve(import.meta.dirname, '../..')
let application: string

beforeEach(() => {
  application = mkdtempSync(join(tmpdir(), 'attune-application-'))
  // An application's own manifest, and a module of ours that a bundler has moved into its output.
  writeFileSync(join(application, 'package.json'), '{"name":"shop","type":"module"}')
  mkdirSync(join(application, 'dist'))
  for (const file of ['package-url.js', 'errors.js'])
    cpSync(join(repository, 'dist/base', file), join(application, 'dist', file))
})
afterEach(() => rmSync(application, { recursive: true, force: true }))

function ask(program: string): { stdout: string; stderr: string } {
  writeFileSync(join(application, 'dist/ask.js'), program)
  return spawnSync(process.execPath, ['dist/ask.js'], { cwd: application, encoding: 'utf8' })
}

test('from source, files of the package and entry files of workers are found', () => {
  expect(existsSync(packageUrl('models/default/config.json'))).toBe(true)
  expect(workerUrl('store/indexes/merge-worker.ts').href).toBe(
    new URL('dist/store/indexes/merge-worker.js', packageUrl('')).href,
  )
  expect(existsSync(workerUrl('store/indexes/merge-worker.ts'))).toBe(true)
})

test('a module that stands in an application finds the package that is installed there', () => {
  mkdirSync(join(application, 'node_modules'))
  symlinkSync(repository, join(application, 'node_modules/attune'), 'dir')
  const { stdout, stderr } = ask(
    `import { packageUrl } from './package-url.js'; console.log(packageUrl('models/').href)`,
  )
  expect(stderr).toBe('')
  expect(stdout.trim()).toBe(packageUrl('models/').href)
})

test('without an installed package the error says what to install', () => {
  const { stdout } = ask(`import { packageUrl } from './package-url.js'
try { packageUrl('models/') } catch ({ code, hint }) { console.log(code, hint) }`)
  expect(stdout).toMatch(/^BASE_PACKAGE_NOT_FOUND Install "attune"/)
})
