import { beforeAll, expect, test } from 'vitest'
import type { Document } from '../data/document.ts'
import { createHashEncoder } from '../encode/hash-encoder.ts'
import type { Collection } from '../store/collection.ts'
import { openProject } from '../store/open-project.ts'
import { namedPlans, parsePlan } from './plan.ts'
import type { Reranker } from './reranker.ts'
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
  searchCollection(collection, query, { plan: namedPlans.hybrid, encoderOf: async () => encoder, ...options })
const ids = ({ hits }: SearchResult): string[] => hits.map(({ id }) => id)

test('each named plan finds the article that says it in these words', async () => {
  for (const plan of Object.values(namedPlans)) expect(ids(await run('forgotten password', { plan }))[0]).toBe('reset')
})

test('ranks count from 1 and go on behind an offset', async () => {
  const plan = parsePlan({ retrieve: [{ lexical: {} }], offset: 1, limit: 1 })
  const { hits } = await run('password', { plan })
  expect(hits).toHaveLength(1)
  expect(hits[0]?.rank).toBe(2)
})

test("the plan's filter and the caller's both hold", async () => {
  const plan = { ...namedPlans.hybrid, filter: { field: 'views', gte: 5 } }
  expect(ids(await run('password address', { plan, filter: { field: 'views', lt: 10 } })).toSorted()).toEqual([
    'address',
    'change',
  ])
})

test('a document never finds itself when it is excluded', async () => {
  for (const plan of Object.values(namedPlans)) {
    const found = ids(await run('forgotten password', { plan, excludeId: 'reset' }))
    expect(found).toContain('change')
    expect(found).not.toContain('reset')
  }
})

test('the parts of an explanation add up to the score', async () => {
  const { hits } = await run('change password', { explain: true })
  expect(hits.map(({ explain }) => explain?.stages[0]?.rank)).toEqual(expect.arrayContaining([1, 2]))
  for (const { score, explain } of hits) {
    const contributions = explain?.stages.map(({ contribution }) => contribution ?? 0) ?? []
    expect(contributions.reduce((a, b) => a + b, 0)).toBeCloseTo(score, 9)
    const lexical = explain?.stages[0]
    if (lexical?.terms === undefined || lexical.rank === null) continue
    expect(lexical.terms.terms.reduce((sum, term) => sum + term.score, 0)).toBeCloseTo(lexical.score ?? 0, 5)
  }
})

test('an explanation tells the score of a stage that did not retrieve the hit', async () => {
  const plan = parsePlan({ retrieve: [{ lexical: {} }, { dense: { k: 1 } }] })
  const { hits } = await run('password', { plan, explain: true })
  const missed = hits.flatMap(({ explain }) => explain?.stages[1] ?? []).find(({ rank }) => rank === null)
  expect(missed?.score).toBeTypeOf('number')
})

test('highlights mark the words of the query, whatever their ending', async () => {
  const { hits } = await run('changes', { plan: namedPlans.lexical, highlight: true })
  const marked = hits.flatMap(({ highlights = [] }) =>
    highlights.flatMap(({ passage, marks }) => marks.map(([a, b]) => passage.slice(a, b))),
  )
  expect(new Set(marked.map((word) => word.toLowerCase()))).toEqual(new Set(['change']))
})

const byViews: Reranker = {
  name: 'views',
  fingerprint: 'views-1',
  score: async (_, hits) => Float32Array.from(hits, ({ fields }) => Number(fields['views'])),
}

test('a reranker reorders the first hits and says what they were before', async () => {
  const plan = { ...namedPlans.lexical, rerank: { reranker: 'views', top: 2 } }
  const { hits } = await run('change password address', { plan, rerankers: { views: byViews }, explain: true })
  const scores = hits.map(({ score }) => score)
  expect(scores).toEqual(scores.toSorted((a, b) => b - a))
  const head = hits.slice(0, 2)
  expect(head).toHaveLength(2)
  expect(head.map(({ fields }) => fields['views'])).toEqual(
    head.map(({ fields }) => fields['views']).toSorted((a, b) => Number(b) - Number(a)),
  )
  expect(head[0]?.explain?.rerank?.rankBefore).toBeGreaterThan(0)
})

test.each([
  ['an empty query', '  ', {}, 'SEARCH_QUERY_EMPTY'],
  ['a query of megabytes', 'word '.repeat(1e6), {}, 'SEARCH_QUERY_TOO_LONG'],
  [
    'an unknown space',
    'x',
    { plan: parsePlan({ retrieve: [{ dense: { space: 'images' } }] }) },
    'SEARCH_SPACE_UNKNOWN',
  ],
  [
    'an unknown field',
    'x',
    { plan: parsePlan({ retrieve: [{ lexical: { fields: { body: 1 } } }] }) },
    'SEARCH_FIELD_UNKNOWN',
  ],
  [
    'an unknown reranker',
    'password',
    { plan: { ...namedPlans.lexical, rerank: { reranker: 'no', top: 3 } } },
    'SEARCH_RERANKER_UNKNOWN',
  ],
  ['no encoder', 'x', { plan: namedPlans.dense, encoderOf: undefined }, 'SEARCH_ENCODER_MISSING'],
  [
    'another encoder',
    'x',
    { plan: namedPlans.dense, encoderOf: async () => createHashEncoder({ dim: 32 }) },
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
  const { hits } = await run('Your', { plan: namedPlans.lexical, highlight: true, explain: true })
  expect(hits.map(({ id }) => id)).toEqual(['change'])
  const { passage = '', marks = [] } = hits[0]?.highlights?.[0] ?? {}
  expect(marks.map(([start, end]) => passage.slice(start, end))).toEqual(['your'])
  expect(hits[0]?.explain?.stages[0]?.terms?.terms.map(({ term }) => term)).toEqual(['=your'])
})

test('an explanation says how many of the documents that scores count are dead', async () => {
  const project = await openProject(':memory:', { create: true })
  const prices = await project.createCollection('prices', { lexicalFields: { text: 1 } })
  const text = (price: number): Document[] =>
    ['a', 'b', 'c'].map((id) => ({ id, fields: { text: `kettle at ${price} euros` } }))
  await prices.add(text(30))
  await prices.add(text(20))
  const { hits } = await searchCollection(prices, 'kettle', { plan: namedPlans.lexical, explain: true })
  expect(hits).toHaveLength(3)
  const { documents: counted = 0, deleted = 0 } = hits[0]?.explain?.stages[0]?.terms ?? {}
  expect(counted - deleted).toBe(3)
  await project.close()
})
