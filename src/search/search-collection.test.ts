import { beforeAll, expect, test } from 'vitest'
import type { Document } from '../data/document.ts'
import { createHashEncoder } from '../encode/hash-encoder.ts'
import type { Reranker } from '../encode/reranker.ts'
import type { Collection } from '../store/collection.ts'
import type { VectorInput } from '../store/documents/vector-input.ts'
import type { Filter } from '../store/filter/filter.ts'
import { openProject } from '../store/open-project.ts'
import { type PlanInput, planNames } from './plan.ts'
import { searchCollection, type SearchResult } from './search-collection.ts'
import type { SearchOptions } from './search-options.ts'

const encoder = createHashEncoder({ dim: 64 })

const documents: Document[] = [
  { id: 'reset', fields: { title: 'Forgotten password', text: 'Reset the password by e-mail.', views: 10 } },
  {
    id: 'change',
    fields: { title: 'Change your password', text: 'Open settings and type the new password twice.', views: 5 },
  },
  {
    id: 'address',
    fields: { title: 'Delivery address', text: 'Change the address before the parcel leaves.', views: 7 },
  },
  { id: 'code', fields: { title: 'Error E-4021', text: 'The valve cannot close. Descale it.', views: 1 } },
]

let collection: Collection

beforeAll(async () => {
  const project = await openProject(':memory:', { create: true })
  collection = await project.createCollection('help', {
    lexicalFields: { title: 1, text: 1 },
    spaces: { default: { encoder, fields: ['title', 'text'] } },
  })
  await collection.add(documents)
})

const run = async (query: string, options: Partial<SearchOptions> = {}): Promise<SearchResult> =>
  searchCollection(collection, query, { plan: 'hybrid', encoderOf: async () => encoder, ...options })
const words: PlanInput['retrieve'] = [{ lexical: {} }]
const both: PlanInput['retrieve'] = [{ lexical: {} }, { dense: {} }]
const ids = ({ hits }: SearchResult): string[] => hits.map(({ id }) => id)

test('each named plan finds the article that says it in these words', async () => {
  for (const plan of planNames) expect(ids(await run('forgotten password', { plan }))[0]).toBe('reset')
})

test('ranks count from 1 and go on behind an offset', async () => {
  const plan = { retrieve: [{ lexical: {} }], offset: 1, limit: 1 }
  const { hits } = await run('password', { plan })
  expect(hits).toHaveLength(1)
  expect(hits[0]?.rank).toBe(2)
})

test("the plan's filter and the caller's both hold", async () => {
  const plan = { retrieve: both, filter: { field: 'views', gte: 5 } }
  expect(ids(await run('password address', { plan, filter: { field: 'views', lt: 10 } })).toSorted()).toEqual([
    'address',
    'change',
  ])
})

test('a document never finds itself when it is excluded', async () => {
  for (const plan of planNames) {
    const all = ids(await run('forgotten password', { plan }))
    expect(all[0]).toBe('reset')
    const others = ids(await run('forgotten password', { plan, excludeId: 'reset' }))
    expect(others.toSorted()).toEqual(all.slice(1).toSorted())
    expect(others).not.toEqual([])
  }
})

test('the parts of an explanation add up to the score', async () => {
  const { hits } = await run('change password', { explain: true })
  expect(hits.length).toBeGreaterThan(1)
  for (const { score, explain } of hits) {
    const contributions = explain?.stages.map(({ contribution }) => contribution ?? Number.NaN) ?? []
    expect(contributions).toHaveLength(2)
    expect(contributions.reduce((a, b) => a + b, 0)).toBeCloseTo(score, 9)
  }
  const byWords = hits.flatMap(({ explain }) => explain?.stages[0] ?? []).filter(({ rank }) => rank !== null)
  expect(byWords.length).toBeGreaterThan(1)
  for (const { terms = [], score } of byWords) {
    expect(terms.reduce((sum, term) => sum + term.score, 0)).toBeCloseTo(score ?? Number.NaN, 5)
    for (const { score: share, weight = 0, part = 0 } of terms) expect(share).toBeCloseTo(weight * part, 9)
  }
})

test('an explanation tells the score of a stage that did not retrieve the hit', async () => {
  const plan = { retrieve: [{ lexical: {} }, { dense: { k: 1 } }] }
  const { hits } = await run('password', { plan, explain: true })
  const missed = hits.flatMap(({ explain }) => explain?.stages[1] ?? []).find(({ rank }) => rank === null)
  expect(missed?.score).toBeTypeOf('number')
})

test('highlights mark the words of the query, whatever their ending', async () => {
  const { hits } = await run('changes', { plan: 'lexical', highlight: true })
  const marked = hits.flatMap(({ highlights = [] }) =>
    highlights.flatMap(({ passage, marks }) => marks.map(([a, b]) => passage.slice(a, b))),
  )
  expect(new Set(marked.map((word) => word.toLowerCase()))).toEqual(new Set(['change']))
})

const byViews: Reranker = {
  ref: 'views',
  fingerprint: 'views-1',
  score: async (_, hits) => Float32Array.from(hits, ({ fields }) => Number(fields['views'])),
}

test('a reranker reorders the first hits; those below keep their fused score and say that they were not reranked', async () => {
  const fused = await run('change password address', { plan: { retrieve: words } })
  const plan: PlanInput = { retrieve: words, rerank: { reranker: 'views', top: 2 } }
  const result = await run('change password address', { plan, rerankers: { views: byViews }, explain: true })
  const head = fused.hits.slice(0, 2).toSorted((a, b) => Number(b.fields['views']) - Number(a.fields['views']))
  const tail = fused.hits.slice(2)
  expect(head).toHaveLength(2)
  expect(tail.length).toBeGreaterThan(0)
  expect(result.hits.map(({ id, score, reranked }) => ({ id, score, reranked }))).toEqual([
    ...head.map(({ id, fields }) => ({ id, score: fields['views'], reranked: true })),
    ...tail.map(({ id, score }) => ({ id, score, reranked: false })),
  ])
  expect(result.hits.map(({ rank }) => rank)).toEqual(fused.hits.map(({ rank }) => rank))
  expect(result.hits.map(({ explain }) => explain?.rerank?.rankBefore)).toEqual([
    ...head.map(({ rank }) => rank),
    ...tail.map(() => undefined),
  ])
  expect(result.reranked).toEqual({ reranker: 'views', fingerprint: 'views-1' })
})

test('a page behind the reranked hits is not reranked', async () => {
  const plan: PlanInput = { retrieve: words, rerank: { reranker: 'views', top: 1 }, offset: 1 }
  const { hits } = await run('change password address', { plan, rerankers: { views: byViews } })
  expect(hits.length).toBeGreaterThan(0)
  expect(hits.map(({ reranked }) => reranked)).toEqual(hits.map(() => false))
  expect(hits[0]?.rank).toBe(2)
})

test.each([
  ['too few scores', Float32Array.of(1), 'gave 1 scores for 3 documents'],
  ['a score that is no number', Float32Array.of(1, Number.NaN, 2), 'gave the score NaN to document 2'],
])('a reranker with %s is refused', async (_, scores, says) => {
  const plan: PlanInput = { retrieve: words, rerank: { reranker: 'views' } }
  const rerankers = { views: { ...byViews, score: async () => scores } }
  await expect(run('change password address', { plan, rerankers })).rejects.toThrow(says)
})

test.each([
  ['an empty query', '  ', {}, 'SEARCH_QUERY_EMPTY'],
  ['a query of megabytes', 'word '.repeat(1e6), {}, 'SEARCH_QUERY_TOO_LONG'],
  ['an unknown space', 'x', { plan: { retrieve: [{ dense: { space: 'images' } }] } }, 'SEARCH_SPACE_UNKNOWN'],
  ['an unknown field', 'x', { plan: { retrieve: [{ lexical: { fields: { body: 1 } } }] } }, 'SEARCH_FIELD_UNKNOWN'],
  [
    'an unknown reranker',
    'password',
    { plan: { retrieve: words, rerank: { reranker: 'no', top: 3 } } },
    'SEARCH_RERANKER_UNKNOWN',
  ],
  ['no encoder', 'x', { plan: 'dense', encoderOf: undefined }, 'SEARCH_ENCODER_MISSING'],
  [
    'another encoder',
    'x',
    { plan: 'dense', encoderOf: async () => createHashEncoder({ dim: 32 }) },
    'SEARCH_ENCODER_MISMATCH',
  ],
])('%s is refused', async (_, query, options, code) => {
  await expect(run(query, options)).rejects.toMatchObject({ code })
})

test('timings name every stage', async () => {
  const { timingMs } = await run('password')
  expect(Object.keys(timingMs.stages)).toEqual(['lexical', 'dense:default'])
  expect(timingMs.total).toBeGreaterThan(0)
})

test('a query of nothing but stop words finds the texts that begin with them, and marks them', async () => {
  const { hits } = await run('Your', { plan: 'lexical', highlight: true, explain: true })
  expect(hits.map(({ id }) => id)).toEqual(['change'])
  const { passage = '', marks = [] } = hits[0]?.highlights?.[0] ?? {}
  expect(marks.map(([start, end]) => passage.slice(start, end))).toEqual(['your'])
  expect(hits[0]?.explain?.stages[0]?.terms?.map(({ term }) => term)).toEqual(['=your'])
})

test('an explanation says how many of the documents that scores count are dead', async () => {
  const project = await openProject(':memory:', { create: true })
  const prices = await project.createCollection('prices', { lexicalFields: { text: 1 } })
  const text = (price: number): Document[] =>
    ['a', 'b', 'c'].map((id) => ({ id, fields: { text: `kettle at ${price} euros` } }))
  await prices.add(text(30))
  await prices.add(text(20))
  const { hits } = await searchCollection(prices, 'kettle', { plan: 'lexical', explain: true })
  expect(hits).toHaveLength(3)
  const { documents: counted = 0, deleted = 0 } = hits[0]?.explain?.stages[0]?.terms?.[0] ?? {}
  expect(counted - deleted).toBe(3)
  await project.close()
})

test.each([undefined, null, 7, ['password']])('a query that is %j is told by its name', async (query) => {
  await expect(run(query as unknown as string)).rejects.toMatchObject({
    code: 'STORE_ARGUMENT_INVALID',
    details: { argument: 'query' },
  })
})

test.each(['views > 1', null, [], 7, { field: 'views', over: 1 }])('a filter that is %j is refused', async (filter) => {
  const asked = run('password', { filter: filter as unknown as Filter })
  await expect(asked).rejects.toMatchObject({
    code: 'STORE_FILTER_INVALID',
    hint: expect.stringContaining("parseFilter('price < 20')") as string,
  })
})

test("a query's vector may be a plain array, as services for embeddings answer", async () => {
  const { vectors } = await encoder.encode([{ text: 'password' }], { role: 'query' })
  const search = async (vector: VectorInput): Promise<SearchResult['hits']> =>
    (await run('password', { plan: 'dense', vectors: { default: vector } })).hits
  expect(await search([...vectors.data])).toEqual(await search(vectors.data))
})
