import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { readDocuments } from './read-documents.ts'
import type { StoredRow } from './stored-row.ts'
import { writeDocuments } from './write-documents.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'attune-write-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

async function* each<Item>(items: Iterable<Item>): AsyncGenerator<Item> {
  yield* items
}

async function readBack(path: string): Promise<StoredRow[]> {
  const documents: StoredRow[] = []
  for await (const { id, fields, vectors } of readDocuments(path)) {
    const single = Object.entries(vectors ?? {}).map(([space, vector]) => [space, Float32Array.from(vector)] as const)
    documents.push(vectors === undefined ? { id, fields } : { id, fields, vectors: Object.fromEntries(single) })
  }
  return documents
}

const formats = ['out.jsonl', 'out.jsonl.gz', 'out.parquet']

/** Fields that a reader could take for others, or change. */
const documents: readonly StoredRow[] = [
  { id: 'plain', fields: { title: 'Walrus', price: 1.1, isNew: true, note: null } },
  { id: 'sparse', fields: { title: 'Seal' } },
  { id: 'other order', fields: { price: -3, title: '  spaces \n and lines\r\n', empty: '' } },
  {
    id: 'numbers',
    fields: { big: '9007199254740993', float: 12345678901234567000, tiny: 5e-324, huge: 1.7e308, n: 0.1 },
  },
  { id: 'texts', fields: { big: 'x', zip: '02134', version: '1.10', yes: 'true', day: '2024-01-31', json: '{"a":1}' } },
  { id: 'mixed', fields: { zip: 2134, version: [1, '1', null], yes: {}, title: ['a', 'b'], day: [] } },
  { id: 'nested', fields: { metadata: { tags: ['a', { b: [[1], []] }], big: 98765432109876540000 }, 'a.b': 1 } },
  { id: '42', fields: { id: 'own id', __proto__2: 1, ünïcode: 'ß 𝄞 日本', nul: 'a\u0000b' } },
  { id: 'lone \uD800', fields: { title: 'half of a pair \uDC00' } },
  { id: 'nothing', fields: {} },
]

it.each(formats)('%s gives documents back as they were', async (name) => {
  const path = join(folder, name)
  expect(await writeDocuments(each(documents), path)).toBe(documents.length)
  const back = await readBack(path)
  expect(back).toEqual(documents)
  expect(back.map(({ fields }) => JSON.stringify(fields))).toEqual(
    documents.map(({ fields }) => JSON.stringify(fields)),
  )
  expect(readdirSync(folder)).toEqual([name])
})

it.each(formats)('%s gives back documents with fields that have the names of its own', async (name) => {
  const odd: readonly StoredRow[] = [
    { id: 'a', fields: { _id: 'other', title: 'x', _vectors: { default: [1, 2] } } },
    { id: 'b', fields: { _fields: { title: 'y' } } },
    { id: 'c', fields: { _keys: ['title'], title: 'z', '_vectors.x': [1] } },
  ]
  await writeDocuments(each(odd), join(folder, name))
  expect(await readBack(join(folder, name))).toEqual(odd)
})

it.each(formats)('%s gives vectors back to the last bit, of several spaces', async (name) => {
  const vector = Float32Array.of(0.1, -1 / 3, 3.4e38, 1.4e-45, 0, 16777217)
  const withVectors: readonly StoredRow[] = [
    { id: 'a', fields: { title: 'x' }, vectors: { default: vector, 'my space': vector.slice(0, 2) } },
    { id: 'b', fields: { title: 'y' }, vectors: { default: vector } },
  ]
  await writeDocuments(each(withVectors), join(folder, name))
  expect(await readBack(join(folder, name))).toEqual(withVectors)
})

it('writes more rows of Parquet than are held at a time', async () => {
  const many = Array.from({ length: 25_000 }, (_, i): StoredRow => ({
    id: `d${i}`,
    fields: { text: `number ${i}`, i },
  }))
  const path = join(folder, 'many.parquet')
  expect(await writeDocuments(each(many), path)).toBe(25_000)
  expect(await readBack(path)).toEqual(many)
})

it.each(formats)('%s is as it was before where writing fails', async (name) => {
  const path = join(folder, name)
  writeFileSync(path, 'old')
  async function* failing(): AsyncGenerator<StoredRow> {
    yield* documents
    throw new Error('the source broke')
  }
  await expect(writeDocuments(failing(), path)).rejects.toThrow('the source broke')
  const stop = new AbortController()
  async function* stopping(): AsyncGenerator<StoredRow> {
    yield* documents
    stop.abort(new Error('enough'))
    yield* documents
  }
  await expect(writeDocuments(stopping(), path, { signal: stop.signal })).rejects.toThrow('enough')
  expect(readFileSync(path, 'utf8')).toBe('old')
  expect(readdirSync(folder)).toEqual([name])
})

it('refuses a format that it does not write, before anything is written', async () => {
  await expect(writeDocuments(each(documents), join(folder, 'out.csv'))).rejects.toMatchObject({
    code: 'DATA_OUTPUT_FORMAT_UNKNOWN',
  })
  expect(existsSync(join(folder, 'out.csv'))).toBe(false)
})

it('takes the vectors of a file from elsewhere, and leaves a field of that name that holds none', async () => {
  const path = join(folder, 'in.jsonl')
  writeFileSync(path, '{"id":1,"title":"a","_vectors":{"default":[1,2.5]}}\n{"id":2,"_vectors":"none","_keys":3}\n')
  expect(await readBack(path)).toEqual([
    { id: '1', fields: { title: 'a' }, vectors: { default: Float32Array.of(1, 2.5) } },
    { id: '2', fields: { _vectors: 'none', _keys: 3 } },
  ])
})
