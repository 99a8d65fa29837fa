import { afterAll, beforeAll, expect, test } from 'vitest'
import { createHashEncoder } from '../encode/hash-encoder.ts'
import { openProject } from '../store/open-project.ts'
import type { Filter } from '../store/filter/filter.ts'
import type { Project } from '../store/project.ts'
import type { Collection } from '../store/collection.ts'
import { searchCollection } from './search-collection.ts'
import type { SearchOptions } from './search-options.ts'

const encoder = createHashEncoder({ dim: 32 })
const documents = [
  { id: 'd1', fields: { title: 'Cordless drill', sku: 'AB-1234', brand: 'Bosch', stock: 5 } },
  { id: 'KB 17', fields: { title: 'Hammer', sku: 'CX-77/9', codes: ['E40', 'E41'], made: { year: 2024 } } },
  { id: 'd3', fields: { title: 'Pencil', ean: 4006381333931 } },
]
let project: Project
let collection: Collection

beforeAll(async () => {
  project = await openProject(':memory:', { create: true })
  const spaces = { default: { encoder, fields: ['title'] } }
  collection = await project.createCollection('items', { lexicalFields: { title: 2 }, spaces })
  await collection.add(documents)
})
afterAll(() => project.close())

const notesOf = async (query: string, options: SearchOptions = {}): Promise<string[]> => {
  const { notes = [] } = await searchCollection(collection, query, {
    notes: true,
    encoderOf: async () => encoder,
    ...options,
  })
  return notes.map(({ code, message }) => `${code}: ${message}`)
}

test('a search that finds a word has nothing to note', async () => {
  for (const query of ['drill', 'hammers or whatever', 'drill of 2024 for 5 euro'])
    expect(await notesOf(query)).toEqual([])
})

test('where no word is found, that is said, and what found the hits', async () => {
  const byMeaning = ['no-word-matched: No document contains a word of the query; hits were found by meaning alone.']
  expect(await notesOf('xylophone')).toEqual(byMeaning)
  expect(await notesOf('xylophone', { plan: 'lexical' })).toEqual([
    'no-word-matched: No document contains a word of the query.',
  ])
  expect(await notesOf('xylophone', { plan: 'dense' })).toEqual([])
  expect(await notesOf('?!')).toEqual([])
  expect(await notesOf('xylophone', { notes: false })).toEqual([])
})

test.each<[where: string, options: SearchOptions]>([
  ['of the search', { filter: { field: 'title', equals: 'Hammer' } }],
  ['of the plan', { plan: { retrieve: [{ lexical: {} }], filter: { field: 'title', equals: 'Hammer' } as Filter } }],
])('a filter %s is told beside', async (_, options) => {
  expect((await notesOf('drill', { plan: 'lexical', ...options }))[0]).toContain(
    'No document that passes the filter contains a word of the query',
  )
})

test.each([
  ['d1', 'attune get d1,'],
  ['KB 17', 'attune get "KB 17",'],
])('the id %s as a query is told to be one, and how to read its document', async (id, says) => {
  const [first, second, ...more] = await notesOf(` ${id} `)
  expect(first).toContain('no-word-matched')
  expect(second).toMatch(/^id-not-searched: /)
  expect(second).toContain(says)
  expect(more).toEqual([])
})

test.each([
  ['AB-1234', 'sku', 'd1'],
  ['ab-1234', 'sku', 'd1'],
  ['bosch', 'brand', 'd1'],
  ['E41', 'codes', 'KB 17'],
  ['2024', 'made.year', 'KB 17'],
  ['4006381333931', 'ean', 'd3'],
])('%s as a query is told to be in the field %s, which is not searched', async (query, field, id) => {
  const notes = await notesOf(query)
  expect(notes).toHaveLength(2)
  expect(notes[1]).toContain(`"${query}" is the ${field} of document "${id}", but "${field}" is not searched.`)
  expect(notes[1]).toContain(`--fields title=2,${field} (lexicalFields in code)`)
})

test('a code beside words that are found is told, too', async () => {
  const [note, ...more] = await notesOf('where is the drill (CX-77/9)?')
  expect(note).toContain('"CX-77/9" is the sku of document "KB 17"')
  expect(more).toEqual([])
})
