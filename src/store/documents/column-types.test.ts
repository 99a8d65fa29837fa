import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { FieldValue } from '../../data/document.ts'
import type { FieldTypes } from '../../data/field-type.ts'
import type { Collection } from '../collection.ts'
import { openProject } from '../open-project.ts'
import { parseFilter } from '../filter/parse-filter.ts'
import type { Project } from '../project.ts'

let project: Project
let notices: string[]
beforeEach(async () => {
  notices = []
  project = await openProject(':memory:', { onNotice: (notice) => notices.push(notice) })
})
afterEach(async () => project.close())

/** A collection whose documents are called 1, 2, 3 ... and have these values of `x`. */
async function collectionOf(values: readonly (FieldValue | undefined)[], types: FieldTypes = {}): Promise<Collection> {
  const collection = await project.createCollection('c', { types })
  await collection.add(documentsOf(values))
  return collection
}

const documentsOf = (
  values: readonly (FieldValue | undefined)[],
): { id: string; fields: Record<string, FieldValue> }[] =>
  values.map((x, i) => ({ id: String(i + 1), fields: { text: 'red', ...(x === undefined ? {} : { x }) } }))

async function find(collection: Collection, filter: string): Promise<string> {
  const request = { kind: 'lexical', query: 'red', k: 100, filter: parseFilter(filter) } as const
  const keys = (await collection.retrieve(request)).map(({ key }) => key)
  return (await collection.fetch(keys))
    .map((document) => document?.id ?? '')
    .toSorted()
    .join(' ')
}

describe('a column without a declared type', () => {
  test.each([
    { filter: 'x <= 19.90', ids: '1 2 3' },
    { filter: 'x = 19.9', ids: '1' },
    { filter: 'x in (0.07, 9)', ids: '2 3' },
    { filter: 'x > 10', ids: '1 4' },
    { filter: 'x = "19.90"', ids: '1' },
    { filter: 'x = "19.9"', ids: '' },
    { filter: 'exists(x)', ids: '1 2 3 4' },
  ])('compares texts that are all plain numbers as numbers, and quoted as the texts they are: $filter', async (row) => {
    expect(await find(await collectionOf(['19.90', '0.07', '9', '100', undefined]), row.filter)).toBe(row.ids)
  })

  test.each([
    { filter: 'x = "02134"', ids: '1' },
    { filter: 'x = "10001"', ids: '2' },
    { filter: 'x in ("02134","10001")', ids: '1 2' },
    { filter: 'x >= "10000"', ids: '2 3' },
  ])('is of text where a number would change a value: $filter', async ({ filter, ids }) => {
    expect(await find(await collectionOf(['02134', '10001', '94105']), filter)).toBe(ids)
    expect(notices).toEqual([])
  })

  test.each([
    {
      values: ['02134', '10001', '94105'],
      filter: 'x = 10001',
      says: /2 strings that read as a number and 1 other string \(such as "02134"\).*in quotes/s,
    },
    {
      values: ['$1,299.00', '19.90'],
      filter: 'x < 100',
      says: /1 string that reads as a number and 1 other string \(such as "\$1,299\.00"\).*Correct the values/s,
    },
    { values: [5, 'call us'], filter: 'x < 100', says: /1 number and 1 string \(such as/ },
    { values: [5, 'call us'], filter: 'x < "100"', says: /1 number and 1 string \(such as/ },
    { values: [5, 6], filter: 'x = "5"', says: /2 numbers there.*without quotes/s },
    { values: ['$5.00', '$1,299.00'], filter: 'x < "$100"', says: /read as numbers, which sort differently/ },
    { values: ['x', 'y'], filter: 'x = true', says: /2 strings \(such as "x"\).*in quotes/s },
  ])('says what it holds where a filter compares across types: $values, $filter', async ({ values, filter, says }) => {
    const collection = await collectionOf(values)
    const failure = await find(collection, filter).catch((error: unknown) => error as Error & { hint: string })
    expect(failure).toMatchObject({ isAttuneError: true })
    const { message, hint } = failure as Error & { hint: string }
    expect(`${message} ${hint}`).toMatch(says)
    expect(hint).not.toMatch(/\$.*in quotes/)
  })

  test('finds a number that is stored as a number beside texts by its digits', async () => {
    expect(await find(await collectionOf([10001, '02134']), 'x in ("10001", "02134")')).toBe('1 2')
  })

  test('says once that an order of texts is not that of numbers', async () => {
    expect(await find(await collectionOf(['19.90', '1299.00', '10']), 'x < "100"')).toBe('3')
    expect(notices.join()).toMatch(/"x" is compared with the text "100".*leave the quotes out/)
  })

  test('keeps all digits of whole numbers beyond 2^53', async () => {
    const collection = await collectionOf(['1157567399403462676', '1157567399403462677', 5])
    expect(await find(collection, 'x = 1157567399403462676')).toBe('1')
    expect(await find(collection, 'x > 1157567399403462676')).toBe('2')
    expect(await find(collection, 'x <= 1157567399403462676')).toBe('1 3')
    expect(await find(collection, 'x < 10')).toBe('3')
  })

  test('compares true and false also where they are texts', async () => {
    expect(await find(await collectionOf(['true', 'FALSE', 'True']), 'x = true')).toBe('1 3')
  })

  test('forgets values that were replaced', async () => {
    const collection = await collectionOf(['10', 'n/a'])
    await expect(find(collection, 'x < 20')).rejects.toMatchObject({ code: 'STORE_FILTER_TYPE_MISMATCH' })
    await collection.add(documentsOf([undefined, '12']).slice(1))
    expect(await find(collection, 'x < 20')).toBe('1 2')
  })
})

describe('a declared type', () => {
  test('stores numbers of a number column, and tells what fits not', async () => {
    const collection = await project.createCollection('c', { types: { x: 'number' } })
    const report = await collection.add(documentsOf(['19.90', '007', '$5', ' 1e3 ', 'n/a', '', '1157567399403462676']))
    expect(report.misfits).toEqual([{ field: 'x', type: 'number', value: '$5', count: 3, id: '3', place: undefined }])
    expect((await collection.get(['1', '2', '3', '4'])).map((document) => document?.fields['x'])).toEqual([
      19.9,
      7,
      '$5',
      1000,
    ])
    expect(await find(collection, 'x < 100')).toBe('1 2')
    expect(await find(collection, 'x = "$5"')).toBe('3')
    expect(await find(collection, 'x = 1157567399403462676')).toBe('7')
    await expect(find(collection, 'x < "100"')).rejects.toMatchObject({
      hint: expect.stringContaining('without quotes') as string,
    })
  })

  test('keeps text as it is', async () => {
    const collection = await collectionOf(['1.10', '1.9', 2], { x: 'text' })
    expect(await find(collection, 'x = "1.10"')).toBe('1')
    expect(await find(collection, 'x = "2"')).toBe('3')
    expect(await find(collection, 'x < "1.9"')).toBe('1')
    expect(notices).toEqual([])
    await expect(find(collection, 'x = 1.1')).rejects.toMatchObject({
      hint: expect.stringContaining('in quotes') as string,
    })
  })

  test('compares days and times as moments, and never what is no date', async () => {
    const values = ['2024-01-31', '2024-01-31T12:00:00+02:00', '31.12.2024', '2024-02-30', '2025']
    const collection = await project.createCollection('c', { types: { x: 'date' } })
    expect((await collection.add(documentsOf(values))).misfits).toMatchObject([{ value: '31.12.2024', count: 2 }])
    expect(await find(collection, 'x >= "2024-01-31T10:00:00Z"')).toBe('2 5')
    expect(await find(collection, 'x < "2024-02"')).toBe('1 2')
    expect(await find(collection, 'x = "2024-01-31"')).toBe('1')
    await expect(find(collection, 'x < "soon"')).rejects.toMatchObject({ code: 'STORE_FILTER_TYPE_MISMATCH' })
    await expect(find(collection, 'x < 5')).rejects.toMatchObject({ code: 'STORE_FILTER_TYPE_MISMATCH' })
  })

  test('makes yes and no booleans', async () => {
    const collection = await collectionOf(['yes', 'No', 'TRUE', '0', 'maybe'], { x: 'boolean' })
    expect(await find(collection, 'x = true')).toBe('1 3')
    expect(await find(collection, 'x = false')).toBe('2 4')
  })

  test('holds for fields within objects and for elements of lists', async () => {
    const collection = await collectionOf([{ p: ['1.50', { q: '1' }] }, { p: '20' }], { 'x.p': 'number' })
    expect(await find(collection, 'x.p < 10')).toBe('1')
  })

  test('that does not exist is refused', async () => {
    await expect(project.createCollection('c', { types: { x: 'money' as 'text' } })).rejects.toMatchObject({
      code: 'STORE_TYPE_UNKNOWN',
    })
  })
})

describe('an id that comes twice in one call', () => {
  test('is refused whatever the distance, and nothing is replaced', async () => {
    const collection = await project.createCollection('c')
    const documents = [...documentsOf(Array.from({ length: 600 }, () => 1)), { id: '1', fields: { text: 'other' } }]
    await expect(collection.add(documents)).rejects.toThrow('as document 1 and as document 601')
    expect((await collection.get(['1']))[0]?.fields['text']).toBe('red')
  })

  test('is a replacement in a later call, which is told', async () => {
    const collection = await collectionOf([1, 2])
    const replaced: string[] = []
    const report = await collection.add(documentsOf([1, 3, 4]), { onReplaced: (id) => replaced.push(id) })
    expect(report).toEqual({ added: 1, replaced: 1, unchanged: 1 })
    expect(replaced).toEqual(['2'])
  })
})
