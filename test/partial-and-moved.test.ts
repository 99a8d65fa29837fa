/** @file What is told and kept from the shell when only some columns are added, and when a model or a project is moved. */
import { cpSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Outcome, repository, runAttune, temporaryFolder } from './run-attune.ts'

interface Answer {
  readonly hits: readonly { readonly id: string; readonly fields: Readonly<Record<string, unknown>> }[]
}

let folder: string
beforeEach(() => {
  folder = temporaryFolder()
  writeFileSync(join(folder, 'goods.csv'), 'sku,title,price\nA-1,Walrus lamp,20\nB-2,Seal kettle,30\n')
})
afterEach(() => rmSync(folder, { recursive: true }))

const attune = (args: readonly string[], cwd = folder): Outcome => runAttune(args, { cwd })
const add = (...args: readonly string[]): Outcome =>
  attune(['add', ...args, '--collection', 'goods', '--id-field', 'sku', '--json'])
const search = (query: string, args: readonly string[] = [], cwd = folder): Answer =>
  JSON.parse(attune(['search', query, '--collection', 'goods', '--json', ...args], cwd).stdout) as Answer

test('a feed of prices changes prices with --merge, and is warned about without', () => {
  expect(add('goods.csv', '--encoder', 'none', '--fields', 'title').code).toBe(0)
  writeFileSync(join(folder, 'feed.csv'), 'sku,price\nA-1,15\nB-2,30\n')
  const merged = add('feed.csv', '--merge')
  expect(JSON.parse(merged.stdout)).toMatchObject({ added: 0, replaced: 1, unchanged: 1, documents: 2 })
  expect(merged.stderr).not.toContain('no text')
  expect(search('walrus').hits).toMatchObject([{ id: 'A-1', fields: { title: 'Walrus lamp', price: '15' } }])
  const replaced = add('feed.csv')
  expect(JSON.parse(replaced.stdout)).toMatchObject({ lost: { documents: 2, fields: ['title'], firstId: 'A-1' } })
  expect(replaced.stderr).toMatch(/2 replaced documents of "goods" have no text in title any more.*"A-1".*--merge/s)
  expect(search('walrus').hits).toEqual([])
})

test('a model that was moved is named once, and a copy of a project brings its own', () => {
  const model = (name: string): string => join(folder, name)
  cpSync(join(repository, 'models/default'), model('m1'), { recursive: true })
  expect(add('goods.csv', '--encoder', './m1', '--fields', 'title').code).toBe(0)
  const copy = temporaryFolder()
  cpSync(folder, copy, { recursive: true })
  rmSync(join(folder, 'm1'), { recursive: true })
  expect(search('walrus', ['--plan', 'dense'], copy).hits[0]?.id).toBe('A-1')
  const gone = attune(['search', 'walrus', '--collection', 'goods'])
  expect(gone.stderr).toMatch(/is no longer at ".*m1".*--encoder PATH.*\[STORE_ENCODER_GONE\]/s)
  mkdirSync(model('models'))
  renameSync(join(copy, 'm1'), model('models/m2'))
  expect(search('walrus', ['--encoder', 'models/m2', '--plan', 'dense']).hits[0]?.id).toBe('A-1')
  expect(search('walrus', ['--plan', 'dense']).hits[0]?.id).toBe('A-1')
  renameSync(model('models/m2'), model('m3'))
  expect(add('goods.csv', '--encoder', './m3').code).toBe(0)
  expect(search('walrus', ['--plan', 'dense']).hits[0]?.id).toBe('A-1')
  rmSync(copy, { recursive: true })
})
