import { mkdtempSync, readFileSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { writeFileAtomically } from './write-file.ts'

test('a write that fails half-way leaves the old file and nothing else', () => {
  const folder = mkdtempSync(join(tmpdir(), 'attune-'))
  const path = join(folder, 'a.txt')
  writeFileAtomically(path, ['old'])
  const failing = function* (): Generator<string> {
    yield 'new'
    throw new Error('disk full')
  }
  expect(() => writeFileAtomically(path, failing())).toThrow('disk full')
  expect(readFileSync(path, 'utf8')).toBe('old')
  expect(readdirSync(folder)).toEqual(['a.txt'])
})
