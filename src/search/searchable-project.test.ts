import { afterEach, beforeEach, expect, expectTypeOf, test } from 'vitest'
import { createHashEncoder } from '../encode/hash-encoder.ts'
import { openProject as openStore } from '../store/open-project.ts'
import { search } from './search.ts'
import { type SearchableProject, withSearch } from './searchable-project.ts'

interface Article {
  readonly title: string
  readonly text: string
}

const { fingerprint } = createHashEncoder({ dim: 64 })
const documents = [
  { id: 'reset', fields: { title: 'Forgotten password', text: 'Reset the password by e-mail.' } },
  { id: 'address', fields: { title: 'Delivery address', text: 'Change the address before the parcel leaves.' } },
]

let project: SearchableProject

beforeEach(async () => {
  project = withSearch(
    await openStore(':memory:', { create: true, openEncoder: async () => createHashEncoder({ dim: 64 }) }),
  )
})
afterEach(() => project.close())

test('a collection is searched by a method, with the types of its fields', async () => {
  const articles = await project.openCollection<Article>('articles', { spaces: { default: { encoder: 'test' } } })
  await articles.add(documents)
  const { hits, plan } = await articles.search('forgotten password', { limit: 1 })
  expect(hits.map(({ id, fields }) => [id, fields.title])).toEqual([['reset', 'Forgotten password']])
  expect(plan.retrieve).toHaveLength(2)
  expectTypeOf(hits[0]?.fields).toEqualTypeOf<Article | undefined>()
})

test('opening a collection a second time finds it as it was', async () => {
  await (await project.openCollection('articles')).add(documents)
  expect(await (await project.openCollection('articles')).count()).toBe(2)
  expect(await project.collection('articles')).toBe(await project.openCollection('articles'))
})

test('a project with one collection is searched without its name; with none or several they are listed', async () => {
  await expect(search(project, 'password')).rejects.toMatchObject({ code: 'SEARCH_COLLECTION_UNNAMED' })
  await (await project.createCollection('articles')).add(documents)
  expect((await search<Article>(project, 'password')).hits[0]?.fields.title).toBe('Forgotten password')
  await project.createCollection('more')
  await expect(search(project, 'password')).rejects.toThrow('2 collections, and none was named: articles, more')
})

test('a mistyped option is refused by its name, with the nearest one', async () => {
  const articles = await project.createCollection('articles', { spaces: { titles: { encoder: 'test' } } })
  await articles.add(documents)
  const search1 = async (options: object): Promise<unknown> => articles.search('password', options)
  const search2 = async (options: object): Promise<unknown> => search(project, 'password', options)
  for (const run of [search1, search2]) {
    await expect(run({ limt: 3 })).rejects.toMatchObject({
      code: 'BASE_OPTION_UNKNOWN',
      details: { option: 'limt', nearest: 'limit' },
    })
    await expect(run({ vectors: { title: new Float32Array(64) } })).rejects.toMatchObject({
      code: 'SEARCH_SPACE_UNKNOWN',
      details: { space: 'title', known: ['titles'] },
      hint: expect.stringContaining('"titles"'),
    })
    await expect(run({ limit: 1, vectors: { titles: new Float32Array(64).fill(1) } })).resolves.toMatchObject({
      hits: [{ rank: 1 }],
    })
  }
})

test('a space of any name is searched', async () => {
  const articles = await project.createCollection('articles', { spaces: { titles: { encoder: 'test' } } })
  await articles.add(documents)
  for (const plan of ['dense', 'hybrid', 'rrf', undefined] as const) {
    const { hits } = await articles.search('forgotten password', { plan })
    expect(hits[0]?.id).toBe('reset')
  }
})

test('a plan that a collection keeps is used by its name, and the default one without a name', async () => {
  const articles = await project.createCollection('articles')
  await articles.add(documents)
  await articles.plans.set('first', { retrieve: [{ lexical: {} }], limit: 1 })
  expect((await articles.search('password address', { plan: 'first' })).hits).toHaveLength(1)
  expect((await articles.search('password address')).hits).toHaveLength(2)
  await articles.plans.set('first', { retrieve: [{ lexical: {} }], limit: 1 }, { isDefault: true })
  expect((await articles.search('password address')).hits).toHaveLength(1)
  expect((await search(project, 'password address', { limit: 2 })).hits).toHaveLength(2)
})

test.each([
  ['a plan of no known shape', 'mine', { stages: [] }, 'SEARCH_PLAN_INVALID'],
  ['a plan for a space that is not there', 'mine', { retrieve: [{ dense: {} }] }, 'SEARCH_SPACE_UNKNOWN'],
  ['a name that every collection knows', 'hybrid', { retrieve: [{ lexical: {} }] }, 'SEARCH_PLAN_NAME_TAKEN'],
])('%s is not kept', async (_, name, plan, code) => {
  const articles = await project.createCollection('articles')
  await expect(articles.plans.set(name, plan)).rejects.toMatchObject({ code })
  expect(await articles.plans.list()).toEqual([])
})

test('a reranker that a plan refers to is opened by the project, and said to have been used', async () => {
  const articles = await project.createCollection('articles')
  await articles.add(documents)
  const plan = { retrieve: [{ lexical: {} }], rerank: { reranker: 'encoder:test' } }
  const { hits, reranked } = await articles.search('delivery address', { plan })
  expect(hits[0]).toMatchObject({ id: 'address', reranked: true })
  expect(reranked).toEqual({ reranker: 'encoder:test', fingerprint: `encoder:${fingerprint}` })
})

test('what is no reference to a reranker is refused with how one looks', async () => {
  const articles = await project.createCollection('articles')
  const rerankWith = (reranker: string) =>
    articles.search('password', { plan: { retrieve: [{ lexical: {} }], rerank: { reranker } } })
  await expect(rerankWith('big')).rejects.toMatchObject({ code: 'SEARCH_RERANKER_UNKNOWN' })
  await expect(rerankWith('colbert:small')).rejects.toMatchObject({ code: 'ENCODE_RERANKER_REF_MALFORMED' })
  await expect(rerankWith('cross-encoder:models/ms-marco')).rejects.toMatchObject({
    code: 'ENCODE_RERANKER_UNSUPPORTED',
  })
})
