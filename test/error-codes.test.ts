import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { errorCodes } from '../src/base/error-codes.ts'
import { repository } from './run-attune.ts'

const source = join(repository, 'src')
const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(
  (name) => name.endsWith('.ts') && !/\.(test|contract)\.ts$/.test(name),
)

/** Codes stand behind `code:`, and in the table of what commander complains about. */
const codesIn = (file: string): string[] => {
  const text = readFileSync(join(source, file), 'utf8')
  const pattern = file.endsWith('usage-error.ts') ? /'(CLI_[A-Z0-9_]+)'/g : /\bcode: '([A-Z]+_[A-Z0-9_]+)'/g
  return Array.from(text.matchAll(pattern), ([, code = '']) => code)
}

test('the list of error codes has each code that the source uses, once, in order', () => {
  const used = [...new Set(files.flatMap(codesIn))].toSorted()
  expect(used.length).toBeGreaterThan(100)
  expect(errorCodes).toEqual(used)
})
