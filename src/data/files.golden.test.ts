import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { goldenFile, sharedFile } from '../../test/golden.ts'
import { countUnknownDocuments, openDataset } from './dataset.ts'
import type { Judgements } from './document.ts'
import { decodeNpy, encodeNpy } from './npy.ts'
import { readParquetRows } from './parquet-rows.ts'
import { type LocatedDocument, readDocuments } from './read-documents.ts'
import { type Row, toFieldValue } from './row.ts'
import { readQrels, readRun } from './trec.ts'

/** Folders that this run lacks have no files, and their tests are skipped. */
const place = (name: string): string => goldenFile('files', name) ?? ''
const filesOf = (name: string, extension: string): string[] =>
  place(name) === '' ? [] : readdirSync(place(name)).filter((file) => file.endsWith(extension))
const golden = (name: string): unknown =>
  place(name) === '' ? {} : JSON.parse(readFileSync(join(place(name), 'golden.json'), 'utf8'))
const rowsOf = (folder: string, file: string): string[] =>
  readFileSync(join(folder, file), 'utf8')
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
const pairs = (judgements: Judgements): number => [...judgements.values()].reduce((sum, { size }) => sum + size, 0)
const all = async <Item>(items: AsyncIterable<Item>): Promise<Item[]> =>
  (await Readable.from(items).toArray()) as Item[]

describe.skipIf(place('beir') === '')('the reference folder in BEIR layout', () => {
  const { documents, queries, judgements } = golden('beir') as {
    documents: number
    queries: number
    judgements: Record<string, number>
  }

  test('has the counted documents, queries and judgements', async () => {
    const dataset = await openDataset(join(place('beir'), 'mini'))
    const corpus = await all(dataset.documents())
    expect(corpus).toHaveLength(documents)
    const written = rowsOf(place('beir'), 'mini/corpus.jsonl').map(
      (line) => JSON.parse(line) as Record<string, unknown>,
    )
    expect(corpus.map(({ id, fields }) => [id, fields['text']])).toEqual(written.map(({ _id, text }) => [_id, text]))
    expect(await dataset.queries()).toHaveLength(queries)
    expect(dataset.splits).toEqual(Object.keys(judgements))
    for (const split of dataset.splits) expect(pairs(await dataset.judgements(split))).toBe(judgements[split])
    const ids = new Set(written.map(({ _id }) => _id))
    const [, ...judged] = rowsOf(place('beir'), 'mini/qrels/test.tsv').map((line) => line.split('\t')[1])
    expect(await countUnknownDocuments(dataset, 'test')).toBe(new Set(judged.filter((id) => !ids.has(id))).size)
  })
})

describe.skipIf(place('trec') === '')('reference files of judgements and runs', () => {
  const { pytrec_eval_reads: reads } = golden('trec') as {
    pytrec_eval_reads: Record<string, Record<string, Record<string, number>>>
  }

  test.each(Object.keys(reads ?? {}))('%s reads as pytrec_eval reads it', async (file) => {
    const path = join(place('trec'), file)
    const found = file.startsWith('qrels')
      ? [...(await readQrels(path))].map(([id, grades]) => [id, Object.fromEntries(grades)] as const)
      : [...(await readRun(path))].map(
          ([id, results]) => [id, Object.fromEntries(results.map(({ docId, score }) => [docId, score]))] as const,
        )
    expect(Object.fromEntries(found)).toEqual(reads[file])
  })

  test('judgements by spaces and by tabs are the same, MS MARCO has fewer', async () => {
    const [spaces, tabs, short] = await Promise.all(
      ['qrels-spaces.txt', 'qrels-tabs-crlf.txt', 'msmarco-qrels.tsv'].map((file) =>
        readQrels(join(place('trec'), file)),
      ),
    )
    expect(spaces).toEqual(tabs)
    expect(short && pairs(short)).toBe(rowsOf(place('trec'), 'msmarco-qrels.tsv').length)
  })

  test('a run of three columns is read, one with a score that is no number is refused at its line', async () => {
    const ranked = rowsOf(place('trec'), 'msmarco-run.tsv').map((line) => line.split(/\s+/))
    const run = await readRun(join(place('trec'), 'msmarco-run.tsv'))
    expect([...run].flatMap(([query, results]) => results.map(({ docId }) => `${query} ${docId}`)).toSorted()).toEqual(
      ranked.map(([query, docId]) => `${query} ${docId}`).toSorted(),
    )
    const scores = rowsOf(place('trec'), 'run.txt').map((line) => Number(line.trim().split(/\s+/)[4]))
    const invalid = scores.findIndex((score) => Number.isNaN(score))
    expect(await readRun(join(place('trec'), 'run.txt')).catch((error: unknown) => error)).toMatchObject(
      invalid < 0 ? new Map() : { code: 'DATA_RUN_INVALID', details: { line: invalid + 1 } },
    )
  })
})

describe.skipIf(place('csv') === '')('reference tables', () => {
  const { rows = [[]] } = golden('csv') as { rows?: readonly (readonly string[])[] }
  const [header = [], ...body] = rows

  test.each([...filesOf('csv', '.csv'), ...filesOf('csv', '.tsv')])(
    '%s has the rows that were written',
    async (file) => {
      const documents = await all(readDocuments(join(place('csv'), file), { idField: header[0] }))
      expect(documents.map(({ id, fields }) => [id, ...header.slice(1).map((column) => fields[column] ?? '')])).toEqual(
        body,
      )
      expect(documents.every(({ fields }) => Object.keys(fields).every((column) => header.includes(column)))).toBe(true)
    },
  )
})

describe.skipIf(place('parquet') === '')('reference Parquet files', () => {
  const {
    files = {},
    triplets,
    types = [],
  } = golden('parquet') as {
    files?: Record<string, { rows: number }>
    triplets: readonly (readonly string[])[]
    types?: readonly Record<string, unknown>[]
  }

  test.each(filesOf('parquet', '.parquet'))('%s has its rows, as they were written', async (file) => {
    const rows: Row[] = await all(readParquetRows(join(place('parquet'), file)))
    expect(rows.map(({ place: { row } }) => row)).toEqual(rows.map((_, index) => index + 1))
    expect(rows).toHaveLength(files[file]?.rows ?? -1)
    if (file.startsWith('triplets'))
      expect(rows.map(({ value }) => Object.values(value as Record<string, string>))).toEqual(triplets)
  })

  test('values keep their types', async () => {
    const documents: LocatedDocument[] = await all(readDocuments(join(place('parquet'), 'types-snappy.parquet')))
    const expected = types.map(({ id, when, embedding, ...row }) => ({
      id: String(id),
      fields: {
        ...row,
        embedding: (embedding as number[]).map(Math.fround),
        when: toFieldValue(when === null ? null : new Date(when as number), { field: 'when', place: { file: '' } }),
      },
    }))
    expect(documents.map(({ id, fields }) => ({ id, fields }))).toEqual(expected)
  })
})

describe.skipIf(place('numpy') === '')('reference NumPy arrays', () => {
  const { x = [] } = golden('numpy') as { x?: readonly (readonly number[])[] }
  const readable = new Set(['f4.npy', 'f8.npy', 'version-2.npy', 'empty.npy'])

  test.each(filesOf('numpy', '.npy'))(
    '%s is read if it is a little-endian float matrix in C order, else refused',
    (file) => {
      const bytes = readFileSync(join(place('numpy'), file))
      if (!readable.has(file)) {
        expect(() => decodeNpy(bytes)).toThrow(expect.objectContaining({ code: 'DATA_NPY_UNSUPPORTED' }))
        return
      }
      const matrix = decodeNpy(bytes)
      expect([...matrix.data]).toEqual(matrix.rows === 0 ? [] : x.flat().map(Math.fround))
      expect([matrix.rows, matrix.dim]).toEqual(matrix.rows === 0 ? [0, 8] : [4, 3])
      if (file === 'f4.npy') expect(Buffer.from(encodeNpy(matrix))).toEqual(bytes)
    },
  )
})

describe.skipIf(sharedFile('datasets') === undefined)('the data sets beside the repository', () => {
  test.each([
    { name: 'scifact', documents: 5183, split: 'test', queries: 300, judgements: 339 },
    { name: 'cranfield', documents: 1398, split: 'test', queries: 225, judgements: 1836 },
    { name: 'squad-qa', documents: 2067, split: 'dev', queries: 1681, judgements: 1681 },
    { name: 'abt-buy', documents: 1092, split: 'train', queries: 650, judgements: 660 },
    { name: 'liveqa-med', documents: 446, split: 'test', queries: 86, judgements: 513 },
  ])('$name has $documents documents, and $queries queries in $split', async ({ name, split, ...counts }) => {
    const dataset = await openDataset(sharedFile('datasets', name) ?? '')
    expect({
      documents: (await all(dataset.documents())).length,
      queries: (await dataset.queries(split)).length,
      judgements: pairs(await dataset.judgements(split)),
    }).toEqual(counts)
    expect(await countUnknownDocuments(dataset, split)).toBe(0)
  })
})
