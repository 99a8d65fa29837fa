import { existsSync, lstatSync, mkdtempSync, readFileSync, readdirSync, symlinkSync } from 'node:fs'
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

test('a link stays a link, and what it points to is replaced', () => {
  const folder = mkdtempSync(join(tmpdir(), 'attune-'))
  writeFileAtomically(join(folder, 'a.txt'), ['old'])
  symlinkSync('a.txt', join(folder, 'link'))
  writeFileAtomically(join(folder, 'link'), ['new'])
  expect(lstatSync(join(folder, 'link')).isSymbolicLink()).toBe(true)
  expect(readFileSync(join(folder, 'a.txt'), 'utf8')).toBe('new')
})

test.skipIf(!existsSync('/dev/null'))('a device is written into, never replaced', () => {
  const folder = mkdtempSync(join(tmpdir(), 'attune-'))
  // Through a link, so that a mistake would replace the link only.
  symlinkSync('/dev/null', join(folder, 'link'))
  writeFileAtomically(join(folder, 'link'), ['gone'])
  expect(lstatSync(join(folder, 'link')).isSymbolicLink()).toBe(true)
  expect(readdirSync(folder)).toEqual(['link'])
})
