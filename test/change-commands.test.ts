/** @file What people do from the shell with data that changes: look, delete, export and add again. */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { openDatabase } from '../src/store/database/database.ts'
import { openProject } from '../src/store/open-project.ts'
import { type Outcome, repository, runAttune, temporaryFolder } from './run-attune.ts'

const sample = join(repository, 'samples/help-centre')
const folder = temporaryFolder()
afterAll(() => rmSync(folder, { recursive: true }))
beforeEach(() => {
  rmSync(join(folder, '.attune'), { recursive: true, force: true })
})

const attune = (...args: string[]): Outcome => runAttune(args, { cwd: folder })
const json = <T>(...args: string[]): T => {
  const { stdout, stderr, code } = attune(...args, '--json')
  expect(code, stderr).toBe(0)
  return JSON.parse(stdout) as T
}

const goods =
  '{"_id":"a","title":"Walrus lamp","price":20}\n{"_id":"b,c","title":"Seal kettle","price":30}\n{"_id":"d","title":"Otter mug","price":5}\n'
const addGoods = (): void => {
  writeFileSync(join(folder, 'goods.jsonl'), goods)
  expect(attune('add', 'goods.jsonl', '--collection', 'goods', '--encoder', 'none').code).toBe(0)
}

async function everything(collection: string): Promise<string[]> {
  const project = await openProject(folder, { readOnly: true })
  const lines: string[] = []
  for await (const { id, fields, vectors = {} } of (await project.collection(collection)).scan({ vectors: true }))
    lines.push(JSON.stringify([id, fields, Object.entries(vectors).map(([space, vector]) => [space, [...vector]])]))
  await project.close()
  return lines
}

test('documents are shown by their ids, and ids that are not there are named', () => {
  addGoods()
  expect(json('get', 'd', 'b,c')).toEqual({
    collection: 'goods',
    documents: [
      { id: 'd', fields: { title: 'Otter mug', price: 5 } },
      { id: 'b,c', fields: { title: 'Seal kettle', price: 30 } },
    ],
    missing: [],
  })
  const { code, stdout, stderr } = attune('get', 'a', 'nobody')
  expect(code).toBe(3)
  expect(stdout).toContain('Walrus lamp')
  expect(stderr).toContain('Not in goods: nobody.')
})

test('documents are deleted by ids, by a filter and by a file, after a look at what would go', () => {
  addGoods()
  expect(json('delete', '--ids', 'a, nobody', '--dry-run')).toEqual({
    collection: 'goods',
    wouldDelete: 1,
    unknown: 1,
    unknownIds: ['nobody'],
    documents: 2,
  })
  expect(json('delete', '--filter', 'price >= 30')).toMatchObject({ deleted: 1, unknown: 0, documents: 2 })
  const { stdout, stderr } = attune('delete', '--ids', 'a,nobody')
  expect(stdout).toBe('1 deleted, 1 unknown: 1 document left in goods.\n')
  expect(stderr).toContain('Not in goods: nobody.')
  addGoods()
  writeFileSync(join(folder, 'gone.txt'), 'b,c\r\n\nnobody\n')
  expect(json('delete', '--from', 'gone.txt')).toMatchObject({ deleted: 1, unknownIds: ['nobody'] })
  expect(json('delete', '--from', 'goods.jsonl')).toMatchObject({ deleted: 2, unknownIds: ['b,c'], documents: 0 })
})

test('a deletion that says nothing, or two things, deletes nothing', () => {
  addGoods()
  for (const args of [[], ['--ids', 'a', '--filter', 'price > 0']]) {
    const { code, stderr } = attune('delete', ...args)
    expect(code).toBe(2)
    expect(stderr).toContain('CLI_DELETION_UNCLEAR')
  }
  expect(attune('delete', '--filter', 'price >').stderr).toContain('STORE_FILTER_UNREADABLE')
  expect(json('delete', '--ids', 'nobody')).toMatchObject({ deleted: 0, documents: 3 })
})

test.each(['copy.jsonl', 'copy.jsonl.gz', 'copy.parquet'])(
  '%s is the collection that it was written from',
  async (name) => {
    json('add', sample, '--collection', 'help', '--fields', 'title=2,text')
    const output = join(folder, name)
    expect(json('export', '--collection', 'help', '--output', output)).toMatchObject({ collection: 'help', output })
    expect(json('add', output, '--collection', 'help')).toMatchObject({ added: 0, replaced: 0 })
    const { stderr } = attune('export', '--collection', 'help', '--output', output, '--vectors')
    const [, command = ''] = /Read it back with: attune (add .*)/.exec(stderr) ?? []
    const args = command.replace('NAME', 'copy').split(' ')
    expect(json(...args)).toMatchObject({ replaced: 0, unchanged: 0 })
    expect(await everything('copy')).toEqual(await everything('help'))
    expect(readdirSync(folder).filter((file) => file.includes('part-'))).toEqual([])
  },
)

test('an export that cannot be written leaves what was there, and says why', () => {
  addGoods()
  expect(attune('export', '--output', 'nowhere/out.jsonl').stderr).toContain('CLI_OUTPUT_UNWRITABLE')
  expect(attune('export', '--output', 'out.xlsx').stderr).toMatch(/DATA_OUTPUT_FORMAT_UNKNOWN/)
  expect(
    json('export', '--output', join(folder, 'part.jsonl'), '--filter', 'price < 25', '--fields', 'price'),
  ).toMatchObject({
    documents: 2,
  })
  expect(readFileSync(join(folder, 'part.jsonl'), 'utf8')).toBe('{"_id":"a","price":20}\n{"_id":"d","price":5}\n')
})

test('collections say what they take, where it is and when it was written', () => {
  addGoods()
  json('add', sample, '--collection', 'help', '--fields', 'title=2,text')
  const { collections } = json<{
    collections: {
      name: string
      usage: { documents: number; vectors: number; bytes: Record<string, number>; fragments: number; writtenAt: string }
    }[]
  }>('collections')
  const [goodsUsage, helpUsage] = collections.map(({ usage }) => usage)
  expect(goodsUsage).toMatchObject({ documents: 3, vectors: 0, bytes: { vectors: 0, vectorIndexes: 0 } })
  expect(helpUsage?.vectors).toBe(helpUsage?.documents)
  expect(helpUsage?.bytes['vectors']).toBe((helpUsage?.vectors ?? 0) * 256 * 4)
  expect(helpUsage?.fragments).toBe(2)
  expect(Date.now() - Date.parse(helpUsage?.writtenAt ?? '')).toBeLessThan(60_000)
  expect(attune('collections').stdout).toMatch(
    /help: documents \d.*, vectors \d.* kB, index of words \d.* kB, of vectors \d/,
  )
})

test('a check reads every file, compares every count, and says what it repaired', () => {
  json('add', sample, '--collection', 'help', '--fields', 'title=2,text')
  const before = search('forgotten password')
  expect(attune('check').stdout).toMatch(/^help: \d+ documents, \d+ vectors, 2 index files \(.*\): all agree\.\n$/)
  const index = join(folder, '.attune/index/help')
  const damaged = readdirSync(index).find((name) => name.startsWith('lexical-')) ?? ''
  const bytes = readFileSync(join(index, damaged))
  bytes[bytes.length - 40] = (bytes[bytes.length - 40] ?? 0) ^ 0xff
  writeFileSync(join(index, damaged), bytes)
  const database = openDatabase(join(folder, '.attune/attune.db'))
  database.run('UPDATE collection SET documents = documents + 5')
  database.run('INSERT INTO vector (space, ordinal, data) VALUES (1, 999999, ?)', [new Uint8Array(1024)])
  database.close()
  const { code, stdout } = attune('check', '--collection', 'help')
  expect(code).toBe(0)
  expect(stdout).toMatch(/3 problems\n/)
  expect(stdout).toMatch(/Repaired \(counted again\): The count of documents says/)
  expect(stdout).toMatch(/Repaired \(removed\): 1 vectors of space "default" belong to no document/)
  expect(stdout).toMatch(/Repaired \(made anew from the documents\): The lexical index: .*checksum/)
  expect(attune('check').stdout).toMatch(/all agree/)
  expect(search('forgotten password')).toEqual(before)
})

const search = (query: string): unknown => json<{ hits: unknown }>('search', query, '--collection', 'help').hits

test.each([
  [['collections', 'drop', 'help'], 'attune collections --drop help'],
  [['drop', 'help'], 'attune collections --drop help'],
  [['collections', 'list'], 'attune collections'],
  [['ls'], 'attune collections'],
  [['delete', 'a'], 'attune delete --ids a'],
  [['rm', 'a', '--collection', 'help'], 'attune delete --ids a'],
  [['import', 'goods.jsonl'], 'attune add goods.jsonl'],
  [['watch', 'docs'], 'attune sync docs --watch'],
  [['serch', 'x'], 'search'],
])('%j is answered with what is meant', (args, meant) => {
  const { code, stderr } = attune(...args)
  expect(code).toBe(2)
  expect(stderr).toContain(`Did you mean ${meant}?`)
})
