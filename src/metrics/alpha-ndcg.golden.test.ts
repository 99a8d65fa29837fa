/** @file Figures of ndeval (pyndeval) on queries with several intents. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { goldenFile } from '../../test/golden.ts'
import { alphaNdcg } from './alpha-ndcg.ts'

interface Diversity {
  readonly judgements: readonly (readonly [query: string, intent: string, docId: string, grade: number])[]
  readonly run: readonly { readonly query: string; readonly results: readonly (readonly [string, number])[] }[]
  readonly per_query: Readonly<Record<string, Readonly<Record<string, number>>>>
}

const path = goldenFile('metrics', 'diversity.json')
const golden = path === undefined ? undefined : (JSON.parse(readFileSync(path, 'utf8')) as Diversity)

function subtopicsOf(query: string): Map<string, Set<string>> {
  const topics = new Map<string, Set<string>>()
  for (const [of, intent, docId, grade] of golden?.judgements ?? [])
    if (of === query && grade > 0) topics.set(docId, (topics.get(docId) ?? new Set()).add(intent))
  return topics
}

describe.skipIf(golden === undefined)('metrics/diversity.json', () => {
  test.each(golden?.run ?? [])('alpha-nDCG of query $query', ({ query, results }) => {
    const ranking = results.map(([docId, score]) => ({ docId, score }))
    for (const k of [5, 10])
      expect(alphaNdcg(subtopicsOf(query), ranking, { k })).toBeCloseTo(
        golden?.per_query[query]?.[`alpha_nDCG@${k}`] ?? Number.NaN,
        9,
      )
  })
})

test('a second document of the same subtopic gains less, and nothing where alpha is 1', () => {
  const judgements = new Map([
    ['a', new Set(['x'])],
    ['b', new Set(['x'])],
    ['c', new Set(['y'])],
  ])
  const ranked = (...docIds: string[]) => docIds.map((docId, i) => ({ docId, score: -i }))
  const value = (docIds: string[], alpha: number): number => alphaNdcg(judgements, ranked(...docIds), { k: 2, alpha })
  expect(value(['a', 'c'], 0.5)).toBe(1)
  expect(value(['a', 'b'], 0.5)).toBeLessThan(1)
  expect(value(['a', 'b'], 1)).toBeCloseTo(1 / (1 + 1 / Math.log2(3)), 12)
  expect(value(['a', 'b'], 0)).toBe(1)
})

test('no subtopics gain nothing; cut-offs and alphas that make no sense are refused', () => {
  expect(alphaNdcg(new Map(), [{ docId: 'a', score: 1 }], { k: 5 })).toBe(0)
  expect(() => alphaNdcg(new Map(), [], { k: 0 })).toThrow(expect.objectContaining({ code: 'METRICS_CUTOFF_INVALID' }))
  expect(() => alphaNdcg(new Map(), [], { k: 5, alpha: 2 })).toThrow(
    expect.objectContaining({ code: 'METRICS_PARAMETER_INVALID' }),
  )
})
