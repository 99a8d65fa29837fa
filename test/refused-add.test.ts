/** @file What an `attune add` that fails leaves behind. */
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Outcome, runAttune, temporaryFolder } from './run-attune.ts'

let folder: string
beforeEach(() => (folder = temporaryFolder()))
afterEach(() => rmSync(folder, { recursive: true }))

const attune = (...args: readonly string[]): Outcome => runAttune(args, { cwd: folder })
const add = (...args: readonly string[]): Outcome =>
  attune('add', 'goods.jsonl', '--collection', 'goods', '--encoder', 'none', ...args)
const collections = (): unknown =>
  (JSON.parse(attune('collections', '--json').stdout) as { readonly collections: unknown }).collections
const row = (i: number): string => JSON.stringify({ id: `g${i}`, title: `walrus lamp ${i}`, text: `text of ${i}` })
const write = (...lines: readonly string[]): void => writeFileSync(join(folder, 'goods.jsonl'), lines.join('\n'))
const rows = (count: number): string[] => Array.from({ length: count }, (_, i) => row(i))

test.each([
  ['a duplicate id', row(3), 'DATA_ID_DUPLICATE'],
  ['a damaged line', '{"id": "g', 'DATA_JSON_INVALID'],
])('%s after a batch was stored is told with what is stored, and the next add goes on', (_, last, code) => {
  write(...rows(400), last)
  const refused = add()
  expect(refused.code).toBe(2)
  expect(refused.stderr).toContain(code)
  expect(refused.stderr).toContain('Before that, 256 documents were stored.')
  expect(collections()).toMatchObject([{ name: 'goods', documents: 256 }])
  write(...rows(400))
  expect(JSON.parse(add('--json').stdout)).toMatchObject({ added: 144, unchanged: 256 })
})

test.each([
  ['a duplicate id', row(3)],
  ['a damaged line', '{"id": "g'],
])('%s before anything was stored leaves no collection, and other settings may be chosen', (_, last) => {
  write(...rows(150), last)
  const refused = add('--fields', 'title')
  expect(refused.stderr).toContain('Nothing was added, so the collection "goods" was not created.')
  expect(refused.stderr).not.toContain('Before that')
  expect(collections()).toEqual([])
  write(...rows(150))
  expect(JSON.parse(add('--fields', 'text', '--json').stdout)).toMatchObject({ added: 150 })
})

test('a collection that was there stays, empty or not', () => {
  write(row(0))
  add()
  write(...rows(150), row(3))
  const refused = add()
  expect(refused.code).toBe(2)
  expect(refused.stderr).not.toContain('not created')
  expect(collections()).toMatchObject([{ name: 'goods', documents: 1 }])
})
