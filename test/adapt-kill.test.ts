import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { repository } from './run-attune.ts'

test('five kills while adapting: one encoder answers each time, and nothing is left behind', async () => {
  const bench = join(repository, 'bench/adapt-kill.mjs')
  const args = [bench, '--rounds', '5', '--steps', '5', '--seed', String(Date.now() % 100_000)]
  const { stdout } = await promisify(execFile)(process.execPath, args)
  expect(stdout).toMatch(/kills at random moments.*one encoder answered each time.*nothing was left behind/)
}, 120_000)
