/** @file Collections other than the embedded one: an engine that answers plans by itself, one that lacks things, one whose documents go away. */
import { beforeAll, expect, test } from 'vitest'
import { createHashEncoder } from '../encode/hash-encoder.ts'
import type {
  AnswerRequest,
  Candidate,
  Collection,
  CollectionCapabilities,
  CollectionView,
  NativeAnswer,
} from '../store/collection.ts'
import { openProject } from '../store/open-project.ts'
import { answerPlan } from './answer-plan.ts'
import { fuseReciprocalRanks } from './fusion/fuse.ts'
import type { PlanInput } from './plan.ts'
import { searchCollection, type SearchResult } from './search-collection.ts'
import type { SearchOptions } from './search-options.ts'

const encoder = createHashEncoder({ dim: 64 })
let embedded: Collection

beforeAll(async () => {
  const project = await openProject(':memory:', { create: true })
  embedded = await project.createCollection('docs', { spaces: { default: { encoder } } })
  await embedded.add(
    Array.from({ length: 30 }, (_, i) => ({
      id: `d${i}`,
      fields: { text: `apple ${'pie '.repeat(i % 7)}number ${i}` },
    })),
  )
})

const run = (collection: Collection, options: SearchOptions): Promise<SearchResult> =>
  searchCollection(collection, 'apple pie', { encoderOf: async () => encoder, ...options })

interface Engine {
  readonly capabilities?: Partial<CollectionCapabilities>
  readonly view?: (view: CollectionView) => Partial<CollectionView>
}

const engine = ({ capabilities = {}, view: changed = () => ({}) }: Engine): Collection => ({
  ...embedded,
  capabilities: { ...embedded.capabilities, ...capabilities },
  read: (work) => embedded.read((view) => work({ ...view, ...changed(view) })),
})

/** Answers reciprocal ranks in one request; the graph of its vectors is approximate, and it takes no range filters. */
const answering = (requests: AnswerRequest[] = []): Collection =>
  engine({
    capabilities: { nativeFusions: ['rrf'], lexicalScoring: false },
    view: (view) => ({
      answer: async (request): Promise<NativeAnswer | undefined> => {
        requests.push(request)
        if (request.fuse?.kind !== 'rrf') return undefined
        const rankings: Candidate[][] = []
        for (const stage of request.retrieve) rankings.push(await view.retrieve(stage))
        return {
          ranking: fuseReciprocalRanks(rankings, request.fuse).slice(0, request.limit),
          stages: request.retrieve.map(({ kind }, i) => ({ candidates: rankings[i], isApproximate: kind === 'dense' })),
          isFusionApproximate: false,
        }
      },
    }),
  })

test('an engine that fuses as the plan says is asked once, and gives what would have been computed here', async () => {
  const requests: AnswerRequest[] = []
  const options = { plan: 'rrf', limit: 5, offset: 2, explain: true }
  const here = await run(embedded, options)
  const there = await run(answering(requests), options)
  expect(requests.map(({ limit, fuse }) => ({ limit, fuse }))).toEqual([
    { limit: 7, fuse: { kind: 'rrf', k: 60, weights: [1, 1] } },
  ])
  expect(there.hits).toEqual(here.hits)
  expect(there.execution).toEqual({
    native: ['lexical', 'dense:default', 'fuse:rrf'],
    here: [],
    approximate: ['dense:default'],
  })
  expect(here.execution).toBeUndefined()
})

test('what the engine cannot fuse is fused here, and both are told apart', async () => {
  const requests: AnswerRequest[] = []
  const plan: PlanInput = {
    retrieve: [{ lexical: {} }, { dense: { exact: true } }],
    rerank: { reranker: 'length', top: 3 },
  }
  const length = {
    ref: 'length',
    fingerprint: 'length',
    score: async (_: string, documents: readonly unknown[]) =>
      Float32Array.from(documents, (document) => JSON.stringify(document).length),
  }
  const rerankers = { length }
  const here = await run(embedded, { plan, rerankers })
  const there = await run(answering(requests), { plan, rerankers })
  expect(requests).toEqual([])
  expect(there.hits).toEqual(here.hits)
  expect(there.execution).toEqual({
    native: ['lexical', 'dense:default'],
    here: ['fuse:linear', 'rerank:length'],
    approximate: ['lexical'],
  })
})

test('a single stage may be answered by the engine, or not', async () => {
  const { hits, execution } = await run(answering(), { plan: 'lexical' })
  expect(hits).toEqual((await run(embedded, { plan: 'lexical' })).hits)
  expect(execution?.native).toEqual(['lexical'])
})

test.each<[string, Partial<CollectionCapabilities>, SearchOptions, string]>([
  ['words', { lexical: false }, { plan: 'hybrid' }, 'cannot search by words'],
  [
    'exact vectors',
    { exactDense: false },
    { plan: { retrieve: [{ dense: { exact: true } }] } },
    'cannot compare a query with every vector (exact)',
  ],
  [
    'a filter inside another',
    { filters: ['equals', 'and', 'not'] },
    { plan: 'lexical', filter: { and: [{ field: 'a', equals: 1 }, { not: { field: 'a', gt: 1 } }] } },
    'cannot filter by "range"',
  ],
])('%s that the engine has not are refused by name', async (_, capabilities, options, says) => {
  const collection = engine({ capabilities })
  await expect(run(collection, options)).rejects.toMatchObject({ code: 'SEARCH_PLAN_UNSUPPORTED' })
  await expect(run(collection, options)).rejects.toThrow(says)
})

test('a plan of an unknown kind of stage that went past every check does not run as words', async () => {
  const plan = { retrieve: [{ sparse: { k: 10 } }], offset: 0, limit: 10 } as never
  await expect(answerPlan(embedded, 'apple', { plan })).rejects.toMatchObject({ code: 'SEARCH_PLAN_INVALID' })
})

test('where documents go away between retrieving and fetching, the next ones move up and ranks have no gaps', async () => {
  const all = await run(embedded, { plan: 'hybrid', limit: 30 })
  const gone = new Set([1, 5, 6, 7].map((i) => all.hits[i]?.id))
  const losing = engine({
    view: (view) => ({
      fetch: async (keys) =>
        (await view.fetch(keys)).map((document) => (gone.has(document?.id) ? undefined : document)),
    }),
  })
  const { hits } = await run(losing, { plan: 'hybrid', limit: 6, offset: 1, explain: true })
  const left = all.hits.filter(({ id }) => !gone.has(id))
  expect(hits.map(({ id }) => id)).toEqual(left.slice(1, 7).map(({ id }) => id))
  expect(hits.map(({ rank }) => rank)).toEqual([2, 3, 4, 5, 6, 7])
})

test('everything in an answer is of one state: what is deleted while hits are reranked is still shown', async () => {
  const project = await openProject(':memory:', { create: true })
  const collection = await project.createCollection('docs')
  await collection.add([1, 2, 3].map((i) => ({ id: `d${i}`, fields: { text: `apple ${i}` } })))
  const deleting = {
    ref: 'deleting',
    fingerprint: 'deleting',
    score: async (_: string, documents: readonly unknown[]) => {
      await collection.delete(['d1', 'd2', 'd3'])
      return Float32Array.from(documents, (_document, i) => i)
    },
  }
  const plan: PlanInput = { retrieve: [{ lexical: {} }], rerank: { reranker: 'deleting', top: 2 } }
  const { hits } = await run(collection, { plan, rerankers: { deleting }, explain: true })
  expect(hits.map(({ id, fields }) => [id, fields['text']])).toEqual([
    ['d2', 'apple 2'],
    ['d1', 'apple 1'],
    ['d3', 'apple 3'],
  ])
  expect(hits.every(({ explain }) => explain?.stages[0]?.terms?.[0]?.documents === 3)).toBe(true)
  await project.close()
})
