import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Document, Judgements, Query } from '../data/document.ts'
import { createHashEncoder } from '../encode/hash-encoder.ts'
import type { Reranker } from '../encode/reranker.ts'
import type { Collection } from '../store/collection.ts'
import { openProject } from '../store/open-project.ts'
import type { Project } from '../store/project.ts'
import { evaluateCollection, type EvaluateCollectionOptions, type Evaluation } from './evaluate-collection.ts'

/** 200 documents; `apple` is in all of them, each has a word of its own, and the first two are the same. */
const documents: Document[] = Array.from({ length: 200 }, (_, i) => ({
  id: `d${i}`,
  fields: { title: `Word${Math.max(i, 1)}`, text: 'apple '.repeat((i % 5) + 1).trim() },
}))

const query = (id: string, text: string): Query => ({ id, text, fields: {} })
const judge = (grades: Readonly<Record<string, Readonly<Record<string, number>>>>): Judgements =>
  new Map(Object.entries(grades).map(([id, found]) => [id, new Map(Object.entries(found))]))

let project: Project
let collection: Collection

beforeEach(async () => {
  project = await openProject(':memory:')
  collection = await project.createCollection('fruit', { spaces: { default: { encoder: createHashEncoder() } } })
  await collection.add(documents)
})
afterEach(() => project.close())

const evaluate = (options: Partial<EvaluateCollectionOptions> = {}): Promise<Evaluation> =>
  evaluateCollection(collection, {
    queries: [query('q1', 'word7'), query('q2', 'apple word9')],
    judgements: judge({ q1: { d7: 1 }, q2: { d9: 1, d10: 0 } }),
    project,
    ...options,
  })

test('words, vectors and both are measured when no plan is named, every query by every metric', async () => {
  const { report, runs } = await evaluate()
  expect(report.plans.map(({ name }) => name)).toEqual(['lexical', 'dense', 'hybrid'])
  expect(report.perQuery['lexical']).toEqual({
    q1: { 'nDCG@10': 1, 'RR@10': 1, 'R@100': 1 },
    q2: { 'nDCG@10': 1, 'RR@10': 1, 'R@100': 1 },
  })
  expect(runs.get('lexical')?.get('q1')?.[0]?.docId).toBe('d7')
  expect(report.dataset).toMatchObject({ name: 'fruit', documents: 200, queries: 2, unanswerable: 0 })
  expect(report.comparisons).toHaveLength(9)
  for (const { p, pHolm } of report.comparisons) expect(pHolm).toBeGreaterThanOrEqual(p)
})

test('a report holds what its figures depend on', async () => {
  const { report } = await evaluate()
  expect(report.collection).toEqual(collection.settings)
  expect(report.collection.analyzer.language).toBe('en')
  expect(report.plans[0]?.plan.retrieve[0]).toMatchObject({
    lexical: { k: 100, scoring: { formula: 'lucene', k1: 0.9 } },
  })
  expect(report.encoders['default']).toEqual({ ref: 'hash:64', fingerprint: createHashEncoder().fingerprint })
  expect(report).toMatchObject({ seed: 13, dialect: 'trec_eval', concurrency: 1, ignoreIdenticalIds: false })
  expect(report.environment).toMatchObject({ node: process.versions.node, cores: expect.any(Number) })
  expect(report.environment.attune).toMatch(/^\d+\.\d+\.\d+/)
  expect(JSON.parse(JSON.stringify(report))).toEqual(report)
})

test('the hash changes with a document, a query or a judgement, and with nothing else', async () => {
  const hashOf = async (options: Partial<EvaluateCollectionOptions> = {}): Promise<string> =>
    (await evaluate({ plans: ['lexical'], ...options })).report.dataset.hash
  const before = await hashOf()
  expect(await hashOf({ seed: 14, plans: ['dense'] })).toBe(before)
  expect(await hashOf({ judgements: judge({ q1: { d7: 1 }, q2: { d9: 1, d10: 1 } }) })).not.toBe(before)
  expect(await hashOf({ queries: [query('q1', 'word7'), query('q2', 'apple')] })).not.toBe(before)
  await collection.add([{ id: 'd7', fields: { title: 'Word7', text: 'apple' } }])
  expect(await hashOf()).not.toBe(before)
})

describe('as deep as the metrics look:', () => {
  const deep = { plans: ['lexical', 'hybrid'], metrics: ['R@150', 'nDCG@10'] }
  const everyApple = {
    queries: [query('q1', 'apple')],
    judgements: judge({ q1: Object.fromEntries(documents.map(({ id }) => [id, 1])) }),
  }

  test('a plan that states no depth retrieves enough for the deepest metric, and is reported so', async () => {
    const { report, runs } = await evaluate({ ...deep, ...everyApple })
    const depths = report.plans.flatMap(({ plan }) => plan.retrieve.map((stage) => Object.values(stage)[0].k as number))
    expect(Math.min(...depths)).toBeGreaterThanOrEqual(150)
    expect(runs.get('lexical')?.get('q1')).toHaveLength(150)
    expect(report.perQuery['lexical']?.['q1']?.['R@150']).toBe(0.75)
    expect(report.warnings.filter(({ code }) => code === 'plan-too-shallow')).toEqual([])
  })

  test('a plan that states its depth keeps it, and the report says that the metric sees no more', async () => {
    const plan = { name: 'twenty', plan: { retrieve: [{ lexical: { k: 20 } }] } }
    const { report, runs } = await evaluate({ ...everyApple, plans: [plan], metrics: ['R@150'] })
    expect(runs.get('twenty')?.get('q1')).toHaveLength(20)
    expect(report.warnings).toContainEqual({
      code: 'plan-too-shallow',
      message: 'The plan "twenty" retrieves 20 candidates with a stage, so R@150 sees no more than that.',
      count: 1,
      first: 'twenty',
    })
  })

  test('a run is as deep as its plan returns, also where the metrics look at less', async () => {
    const plan = { name: 'many', plan: { retrieve: [{ lexical: {} }], limit: 180 } }
    const { runs } = await evaluate({ ...everyApple, plans: [plan], metrics: ['P@5'] })
    expect(runs.get('many')?.get('q1')).toHaveLength(180)
  })

  test('deeper than a search can retrieve is refused', async () => {
    await expect(evaluate({ metrics: ['R@10001'] })).rejects.toMatchObject({ code: 'EVALUATE_METRIC_TOO_DEEP' })
  })
})

describe('what is wrong with queries and judgements is told with the first case and the count:', () => {
  const warningsFor = async (
    options: Partial<EvaluateCollectionOptions>,
  ): Promise<readonly (readonly [string, number, string])[]> => {
    const { report } = await evaluate({ plans: ['lexical'], ...options })
    return report.warnings.map(({ code, count, first }) => [code, count, first] as const)
  }

  test('documents that the collection does not have, and queries that have no other answer', async () => {
    const judgements = judge({ q1: { d7: 1, gone: 1 }, q2: { lost: 1, 'lost-too': 0 } })
    expect(await warningsFor({ judgements })).toEqual([
      ['documents-absent', 3, 'gone'],
      ['queries-unreachable', 1, 'q2'],
    ])
  })

  test('a relevant document that is there under another id, too', async () => {
    expect(await warningsFor({ judgements: judge({ q1: { d7: 1 }, q2: { d1: 1 } }) })).toEqual([])
    await collection.add([{ id: 'copy', fields: { title: 'Word7', text: 'apple apple apple' } }])
    expect(await warningsFor({})).toEqual([['documents-repeated', 1, 'copy']])
  })

  test('queries that are empty, asked twice or not judged', async () => {
    const queries = [
      query('q1', 'word7'),
      query('q2', ' \t'),
      query('q3', 'Word7 '),
      query('q4', 'word8'),
      query('q5', 'word9'),
    ]
    const judgements = judge({ q1: { d7: 1 }, q2: { d9: 1 }, q3: { d7: 1 } })
    const { report } = await evaluate({ plans: ['lexical'], queries, judgements })
    expect(report.warnings.map(({ code, count, first }) => [code, count, first])).toEqual([
      ['queries-empty', 1, 'q2'],
      ['queries-repeated', 1, 'q3'],
      ['queries-unjudged', 2, 'q4'],
    ])
    expect(Object.keys(report.perQuery['lexical'] ?? {})).toEqual(['q1', 'q3'])
  })

  test('an id that two queries have is refused: nobody knows which one the judgements mean', async () => {
    const queries = [query('q1', 'word7'), query('q2', 'word9'), query('q2', 'word10')]
    await expect(evaluate({ queries })).rejects.toMatchObject({ code: 'EVALUATE_QUERY_ID_REPEATED' })
  })

  test('judgements of which no relevant document is there measure nothing', async () => {
    const judgements = judge({ q1: { 'fruit/d7': 1, d8: 0 }, q2: { 'fruit/d9': 1 } })
    await expect(evaluate({ judgements })).rejects.toMatchObject({
      code: 'EVALUATE_NO_JUDGED_DOCUMENTS',
      message: expect.stringContaining('ids such as "d0"'),
    })
  })
})

test('a query that fails is named, with the plan and the reason', async () => {
  const queries = [query('q1', 'word7'), query('q2', 'x'.repeat(100_001))]
  await expect(evaluate({ queries, plans: ['lexical'] })).rejects.toMatchObject({
    code: 'EVALUATE_QUERY_FAILED',
    details: { queryId: 'q2', step: 'with the plan "lexical"', code: 'SEARCH_QUERY_TOO_LONG' },
  })
})

/** Puts the longest texts first. */
const longest: Reranker = {
  ref: 'longest',
  fingerprint: 'f'.repeat(64),
  score: async (_query, found) =>
    Float32Array.from(found, ({ fields: { text } }) => (typeof text === 'string' ? text.length : 0) - 100),
}

test('rerankers run, are reported, and their order is the order of the run, whatever the scores below them', async () => {
  const plan = { retrieve: [{ lexical: {} }], rerank: { reranker: 'longest', top: 50 } }
  const { report, runs } = await evaluate({
    queries: [query('q1', 'apple')],
    judgements: judge({ q1: { d0: 1, d4: 1, d9: 1 } }),
    plans: [{ name: 'reranked', plan }],
    rerankers: { longest },
  })
  const run = runs.get('reranked')?.get('q1') ?? []
  const lengthOf = ({ docId }: { readonly docId: string }): number => Number(docId.slice(1)) % 5
  expect(run.slice(0, 10).every((result) => lengthOf(result) === 4)).toBe(true)
  expect(run.map(({ score }) => score)).toEqual(run.map(({ score }) => score).toSorted((a, b) => b - a))
  expect(report.rerankers).toEqual({ longest: { ref: 'longest', fingerprint: 'f'.repeat(64) } })
})

test('what only one stage finds is told, also when the plans have both stages together', async () => {
  const queries = [query('q1', 'word7'), query('q2', 'unseen')]
  const judgements = judge({ q1: { d7: 1 }, q2: { d9: 1 } })
  const { report } = await evaluate({ queries, judgements, plans: ['hybrid'] })
  expect(report.plans.map(({ name }) => name)).toEqual(['hybrid'])
  expect(report.differences).toHaveLength(1)
  const [{ between, counts, queries: found }] = report.differences as [(typeof report.differences)[0]]
  expect(between).toEqual(['lexical', 'dense:default'])
  expect(Object.values(counts).flatMap((causes) => Object.values(causes))).toHaveLength(found.length)
})

test('several spaces are measured each, words once', async () => {
  const both = await project.createCollection('both', {
    spaces: { small: { encoder: createHashEncoder({ dim: 8 }) }, large: { encoder: createHashEncoder({ dim: 256 }) } },
  })
  await both.add(documents)
  const { report } = await evaluateCollection(both, {
    queries: [query('q1', 'word7')],
    judgements: judge({ q1: { d7: 1 } }),
    project,
  })
  expect(report.plans.map(({ name }) => name)).toEqual([
    'lexical',
    'dense:small',
    'dense:large',
    'hybrid:small',
    'hybrid:large',
  ])
  expect(report.differences.map(({ between }) => between)).toEqual([
    ['lexical', 'dense:small'],
    ['lexical', 'dense:large'],
  ])
})

test('a collection without vectors is measured by words, and there is nothing to advise', async () => {
  const plain = await project.createCollection('plain')
  await plain.add(documents)
  const { report } = await evaluateCollection(plain, {
    queries: [query('q1', 'word7')],
    judgements: judge({ q1: { d7: 1 } }),
  })
  expect(report.plans.map(({ name }) => name)).toEqual(['lexical'])
  expect(report.advice.recommend).toBeNull()
})

test('a query that is also a document does not find itself when that is asked for', async () => {
  const options = { queries: [query('d7', 'word7')], judgements: judge({ d7: { d8: 1 } }), plans: ['lexical'] }
  const { runs } = await evaluate({ ...options, ignoreIdenticalIds: true })
  const found =
    runs
      .get('lexical')
      ?.get('d7')
      ?.map(({ docId }) => docId) ?? []
  expect(found.length).toBeGreaterThan(10)
  expect(found).not.toContain('d7')
})

test('a dialect fills in what the names of metrics leave open, and the report says so', async () => {
  const { report } = await evaluate({ plans: ['lexical'], metrics: ['nDCG@10', 'P@1'], dialect: 'exponential' })
  expect(report.dialect).toBe('exponential')
  expect(Object.keys(report.plans[0]?.metrics ?? {})).toEqual([
    `nDCG(dcg='exp-log2',order='gdeval')@10`,
    `P(order='gdeval')@1`,
  ])
})

test('what lies behind the figures is counted: ties, and results that nobody judged', async () => {
  const { report } = await evaluate({ plans: ['lexical'], metrics: ['nDCG@10'] })
  const { counts } = report.plans[0] ?? {}
  expect(counts).toMatchObject({ missingQueries: 0, extraQueries: 0, emptyQueries: 0, depth: 10 })
  // Ten results each; d7 is judged for q1, d9 and perhaps d10 for q2.
  expect(counts?.results).toBe(20)
  expect(counts?.unjudged).toBeGreaterThanOrEqual(17)
  expect(counts?.holeRate).toBe((counts?.unjudged ?? 0) / 20)
  expect(counts?.tiedQueries).toBeGreaterThanOrEqual(1)
})

test('each comparison is a sentence; no winner among plans that find the same', async () => {
  const { report } = await evaluate()
  expect(report.comparisons).toHaveLength(9)
  for (const { sentence } of report.comparisons) expect(sentence).toMatch(/^Cannot tell .* apart with 2 queries/)
})

test('utility is the first metric, less what waiting takes from it; without a half-life it is absent', async () => {
  const { report } = await evaluate({ plans: ['lexical'], metrics: ['P@1'], latencyHalfLifeMs: 1e9 })
  expect(report.latencyHalfLifeMs).toBe(1e9)
  expect(report.plans[0]?.utility?.value).toBeCloseTo(report.plans[0]?.metrics['P@1']?.value ?? Number.NaN, 5)
  const { report: impatient } = await evaluate({ plans: ['lexical'], metrics: ['P@1'], latencyHalfLifeMs: 1e-6 })
  expect(impatient.plans[0]?.utility?.value).toBeCloseTo(0, 12)
  expect((await evaluate({ plans: ['lexical'] })).report.plans[0]).not.toHaveProperty('utility')
})
