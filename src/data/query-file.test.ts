import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { gzipSync } from 'node:zlib'
import { goldenFile } from '../../test/golden.ts'
import { readQueries } from './query-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'attune-queries-'))
const write = (name: string, text: string | Uint8Array): string => {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}
const read = async (name: string, text: string): Promise<unknown> =>
  (await readQueries(write(name, text))).map(({ id, text: question, fields }) => [id, question, fields])

test('JSON lines keep what else they say of a query', async () => {
  expect(await read('a.jsonl', '{"_id":"q1","text":"one","metadata":{"kind":"code"}}\n')).toEqual([
    ['q1', 'one', { metadata: { kind: 'code' } }],
  ])
})

test.each([
  ['b.csv', 'id,text\nq1,"one, two"\n'],
  ['c.csv', '_id;query\nq1;"one, two"\n'],
  ['d.tsv', 'query-id\ttext\nq1\tone, two\n'],
  ['e.txt', 'qid\tquery\nq1\tone, two\n'],
  ['f.tsv', 'q1\tone, two\n'],
  ['g.txt', '\uFEFFq1\tone, two\r\n'],
])('%s is a table, with a header or without', async (name, text) => {
  expect(await read(name, text)).toEqual([['q1', 'one, two', {}]])
})

test('a packed file is read as well', async () => {
  const path = write('h.tsv.gz', gzipSync('q1\tone\n'))
  expect(await readQueries(path)).toEqual([{ id: 'q1', text: 'one', fields: {} }])
})

test.each([
  ['p.csv', 'id,text\nq1,one\nq2,\n'],
  ['q.tsv', 'q1\tone\nq2\t\n'],
  ['r.jsonl', '{"_id":"q1","text":"one"}\n{"_id":"q2","text":""}\n'],
])('an empty text is a text in %s: whoever evaluates leaves it out and says so', async (name, text) => {
  expect(await read(name, text)).toEqual([
    ['q1', 'one', {}],
    ['q2', '', {}],
  ])
})

test('queries in UTF-16 are read, with a header or without', async () => {
  const utf16 = (text: string): Buffer => Buffer.from(`\uFEFF${text}`, 'utf16le')
  for (const [name, text] of [
    ['s.tsv', 'q1\tzurück\n'],
    ['t.csv', 'id,text\nq1,zurück\n'],
  ] as const)
    expect(await readQueries(write(name, utf16(text)))).toEqual([{ id: 'q1', text: 'zurück', fields: {} }])
})

test('a text that is a number is a text', async () => {
  expect(await read('i.csv', 'id,text\n1,2024\n')).toEqual([['1', '2024', {}]])
})

test.each([
  ['no text in JSON', 'j.jsonl', '{"_id":"q1","title":"one"}\n', 'DATA_QUERY_WITHOUT_TEXT'],
  ['no text in a table', 'k.csv', 'id,title\nq1,one\n', 'DATA_QUERY_WITHOUT_TEXT'],
  ['one column', 'l.tsv', 'q1\n', 'DATA_QUERY_WITHOUT_TEXT'],
  ['an id twice', 'm.tsv', 'q1\tone\nq1\ttwo\n', 'DATA_ID_DUPLICATE'],
  ['no id', 'n.csv', 'name,text\nq1,one\n', 'DATA_ID_MISSING'],
  ['nothing', 'o.tsv', '\n', 'DATA_NOTHING_TO_READ'],
])('%s is refused', async (_, name, text, code) => {
  await expect(read(name, text)).rejects.toMatchObject({ code })
})

test.skipIf(goldenFile('files/trec/topics.tsv') === undefined)('topics of TREC are read', async () => {
  const path = goldenFile('files/trec/topics.tsv') ?? ''
  const lines = readFileSync(path, 'utf8').trimEnd().split(/\r?\n/)
  expect((await readQueries(path)).map(({ id, text }) => `${id}\t${text}`)).toEqual(lines)
})
