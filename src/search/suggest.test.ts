import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Collection } from '../store/collection.ts'
import { openProject } from '../store/open-project.ts'
import type { Project } from '../store/project.ts'
import { suggest } from './suggest.ts'

let project: Project
let collection: Collection
beforeAll(async () => {
  project = await openProject(':memory:', { create: true })
  collection = await project.createCollection('help', { lexicalFields: { title: 1, text: 1 }, spaces: {} })
  const titles = ['Forgotten password', 'Password rules', 'Change the password', 'Forged parts', 'Password rules']
  await collection.add(titles.map((title, i) => ({ id: `${i}`, fields: { title, text: 'forgiven passage' } })))
})
afterAll(async () => project.close())

const texts = async (typed: string, options = {}): Promise<string[]> =>
  (await suggest(collection, typed, options)).map(({ text }) => text)

test('titles that begin as typed come before those with the words somewhere, each once', async () => {
  expect(await texts('pass')).toEqual(['Password rules', 'Forgotten password', 'Change the password'])
  expect(await texts('forgotten pa')).toEqual(['Forgotten password'])
  expect(await texts('PASSWORD  R')).toContain('Password rules')
  expect(await texts('pass', { limit: 1 })).toEqual(['Password rules'])
})

test('queries that people made come first, the most frequent before the others', async () => {
  const queries = ['password lost', 'password reset', 'Password reset', 'reset a password', 'parcel']
  expect((await texts('pass', { queries })).slice(0, 4)).toEqual([
    'password reset',
    'password lost',
    'reset a password',
    'Password rules',
  ])
  expect(await suggest(collection, 'parc', { queries })).toEqual([{ text: 'parcel', source: 'query' }])
})

test('nothing typed completes to nothing, and an unknown field is refused by name', async () => {
  expect(await texts(' ')).toEqual([])
  await expect(suggest(collection, 'a', { field: 'nowhere' })).rejects.toThrow('nowhere')
})
