import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { repository, temporaryFolder } from './run-attune.ts'

test("the README's ten lines run as they stand there, and run again", () => {
  const readme = readFileSync(join(repository, 'README.md'), 'utf8')
  const code = /```ts\n([^]*?)```/.exec(readme)?.[1] ?? ''
  expect(code.trim().split('\n').length).toBeLessThanOrEqual(10)
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'node_modules'))
  symlinkSync(repository, join(folder, 'node_modules/attune'), 'dir')
  symlinkSync(join(repository, 'samples'), join(folder, 'samples'), 'dir')
  writeFileSync(join(folder, 'ten-lines.mjs'), code)
  const run = (): string => {
    const { stdout, stderr, status } = spawnSync(process.execPath, ['ten-lines.mjs'], { cwd: folder, encoding: 'utf8' })
    expect(stderr).toBe('')
    expect(status).toBe(0)
    return stdout
  }
  const first = run()
  expect(first.trim().split('\n')).toHaveLength(3)
  expect(first).toMatch(/^1 \S+ [01]\.\d{3} \S/)
  expect(run()).toBe(first)
})
