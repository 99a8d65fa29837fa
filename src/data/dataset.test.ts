import { appendFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, test } from 'vitest'
import { countUnknownDocuments, openDataset } from './dataset.ts'
import { readDocuments } from './read-documents.ts'

const root = mkdtempSync(join(tmpdir(), 'attune-dataset-'))
afterAll(() => rmSync(root, { recursive: true }))

const FILES: Readonly<Record<string, string>> = {
  'corpus.jsonl': '{"_id":"d1","title":"T","text":"one","metadata":{"a":1}}\n{"_id":"d2","text":"two"}\n',
  'queries.jsonl': '{"_id":"q3","text":"c"}\n{"_id":"q1","text":"a","metadata":{"x":1}}\n{"_id":"q2","text":"b"}\n',
  'qrels/test.tsv': 'query-id\tcorpus-id\tscore\nq1\td1\t2\nq3\td2\t0\nq1\tgone\t1\n',
  'qrels/train.tsv': 'query-id\tcorpus-id\tscore\nq2\td1\t1\n',
  'qrels/zeta.tsv': 'query-id\tcorpus-id\tscore\nq2\td1\t1\n',
  'qrels/dev.tsv': 'query-id\tcorpus-id\tscore\nq2\td2\t1\n',
  'qrels/notes.txt': 'not judgements',
}

function make(changes: Readonly<Record<string, string | undefined>> = {}): string {
  const folder = mkdtempSync(join(root, 'set-'))
  for (const [name, text] of Object.entries({ ...FILES, ...changes })) {
    if (text === undefined) continue
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  return folder
}

const withoutQrels = Object.fromEntries(
  Object.keys(FILES).map((name) => [name, name.startsWith('qrels') ? undefined : FILES[name]]),
)

describe('a data set', () => {
  test('may have any of its files packed', async () => {
    const folder = make()
    for (const name of ['corpus.jsonl', 'queries.jsonl', 'qrels/test.tsv']) {
      writeFileSync(join(folder, `${name}.gz`), gzipSync(FILES[name] ?? ''))
      rmSync(join(folder, name))
    }
    const [packed, plain] = [await openDataset(folder), await openDataset(make())]
    expect(packed.splits).toEqual(plain.splits)
    expect(await Readable.from(packed.documents()).toArray()).toHaveLength(2)
    expect(await packed.queries('test')).toEqual(await plain.queries('test'))
    expect(await packed.judgements('test')).toEqual(await plain.judgements('test'))
    expect(await packed.hash()).toMatch(/^[0-9a-f]{64}$/)
    expect(await Readable.from(readDocuments(folder)).toArray()).toHaveLength(2)
  })

  test('takes a number for the text of a query, as it is written', async () => {
    const dataset = await openDataset(make({ 'queries.jsonl': '{"_id":"q1","text":4021}\n{"_id":"q3","text":"x"}' }))
    expect(await dataset.queries('test')).toMatchObject([{ text: '4021' }, { text: 'x' }])
  })

  test('has its documents, its splits in the order of use, and its judgements, unknown documents included', async () => {
    const folder = make()
    const dataset = await openDataset(`${folder}/`)
    expect(dataset.name).toBe(basename(folder))
    expect(dataset.splits).toEqual(['train', 'dev', 'test', 'zeta'])
    expect(await Readable.from(dataset.documents()).toArray()).toMatchObject([
      { id: 'd1', fields: { title: 'T', text: 'one', metadata: { a: 1 } } },
      { id: 'd2', fields: { text: 'two' } },
    ])
    expect(await dataset.judgements('test')).toEqual(
      new Map([
        [
          'q1',
          new Map([
            ['d1', 2],
            ['gone', 1],
          ]),
        ],
        ['q3', new Map([['d2', 0]])],
      ]),
    )
    expect(await countUnknownDocuments(dataset, 'test')).toBe(1)
    expect(await countUnknownDocuments(dataset, 'dev')).toBe(0)
  })

  test('gives the queries that a split judges, in the order of their file', async () => {
    const dataset = await openDataset(make())
    expect(await dataset.queries('test')).toEqual([
      { id: 'q3', text: 'c', fields: {} },
      { id: 'q1', text: 'a', fields: { metadata: { x: 1 } } },
    ])
    expect((await dataset.queries()).map(({ id }) => id)).toEqual(['q3', 'q1', 'q2'])
  })

  test('without judgements still has queries', async () => {
    const dataset = await openDataset(make(withoutQrels))
    expect(dataset.splits).toEqual([])
    expect(await dataset.queries()).toHaveLength(3)
    await expect(dataset.queries('test')).rejects.toThrow('has no judgements (qrels/<split>.tsv)')
  })

  test('has a hash that only the bytes of its files change', async () => {
    const folder = make()
    const hash = await (await openDataset(folder)).hash()
    expect(hash).toMatch(/^[0-9a-f]{64}$/)
    const copy = join(root, 'another-name')
    cpSync(folder, copy, { recursive: true })
    writeFileSync(join(copy, 'README.md'), 'notes')
    expect(await (await openDataset(copy)).hash()).toBe(hash)
    appendFileSync(join(copy, 'qrels/dev.tsv'), '\n')
    expect(await (await openDataset(copy)).hash()).not.toBe(hash)
  })

  test.each([
    { what: 'corpus.jsonl', changes: { 'corpus.jsonl': undefined } },
    { what: 'queries.jsonl', changes: { 'queries.jsonl': undefined } },
  ])('does not open without $what', async ({ what, changes }) => {
    await expect(openDataset(make(changes))).rejects.toMatchObject({
      code: 'DATA_DATASET_INCOMPLETE',
      message: expect.stringContaining(`has no ${what}; a data set in BEIR's layout has corpus.jsonl`) as string,
    })
  })

  test('does not open where there is no folder', async () => {
    await expect(openDataset(join(root, 'none'))).rejects.toMatchObject({ code: 'DATA_SOURCE_NOT_FOUND' })
  })

  test('refuses a split that it does not have, and lists those that it has', async () => {
    const dataset = await openDataset(make())
    for (const ask of [dataset.queries('eval'), dataset.judgements('eval')])
      await expect(ask).rejects.toMatchObject({
        code: 'DATA_SPLIT_UNKNOWN',
        message: expect.stringContaining('no split "eval"; it has "train", "dev", "test", "zeta"') as string,
      })
  })

  test.each([
    { what: 'a query without text', changes: { 'queries.jsonl': '{"_id":"q1"}\n' }, code: 'DATA_QUERY_WITHOUT_TEXT' },
    {
      what: 'a query twice',
      changes: { 'queries.jsonl': '{"_id":"q1","text":"a"}\n'.repeat(2) },
      code: 'DATA_ID_DUPLICATE',
    },
    { what: 'no queries', changes: { 'queries.jsonl': '' }, code: 'DATA_NOTHING_TO_READ' },
    {
      what: 'judgements of a query that is not there, which no figure may leave out silently',
      changes: { 'queries.jsonl': '{"_id":"q1","text":"a"}\n' },
      code: 'DATA_JUDGED_QUERY_UNKNOWN',
    },
  ])('refuses $what', async ({ changes, code }) => {
    await expect((await openDataset(make(changes))).queries('test')).rejects.toMatchObject({ code })
  })
})
