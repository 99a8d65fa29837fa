import { expect, test } from 'vitest'
import { countResults } from '../metrics/count-results.ts'
import { resolvePlan } from '../search/resolve-plan.ts'
import { createAnalyzer } from '../text/analyzer.ts'
import type { PlanInput } from '../search/plan.ts'
import { advise } from './advise.ts'
import type { CollectionSettings } from '../store/collection.ts'
import type { Comparison, PlanReport } from './report.ts'

const lexicalStage = { lexical: {} }
const denseStage = { dense: {} }
const plans: Readonly<Record<string, PlanInput>> = {
  lexical: { retrieve: [lexicalStage] },
  dense: { retrieve: [denseStage] },
  hybrid: { retrieve: [lexicalStage, denseStage] },
}

const settings: CollectionSettings = {
  analyzer: createAnalyzer().settings,
  lexicalFields: { text: 1 },
  spaces: {
    default: {
      kind: 'dense',
      encoder: { ref: 'hash:8', options: {} },
      fingerprint: '0'.repeat(64),
      dim: 8,
      isNormalized: true,
      hybridWeight: 0.5,
      fields: ['text'],
    },
  },
}

const planOf = (name: string, ms: number): PlanReport => ({
  name,
  plan: resolvePlan(plans[name], { settings }),
  metrics: {},
  latencyMs: { p50: ms, p95: ms, p99: ms },
  counts: countResults(new Map(), new Map(), { depth: 10, order: 'trec_eval' }),
})

/** b minus a in points, with its interval. */
const compare = (
  a: string,
  b: string,
  {
    low,
    high,
    pHolm = low > 0 || high < 0 ? 0.01 : 0.5,
    metric = 'nDCG@10',
  }: {
    readonly low: number
    readonly high: number
    readonly pHolm?: number
    readonly metric?: string
  },
): Comparison => ({
  a,
  b,
  metric,
  queries: 100,
  delta: (low + high) / 200,
  low: low / 100,
  high: high / 100,
  bca: { low: low / 100, high: high / 100 },
  p: pHolm,
  pT: pHolm,
  pHolm,
  detectable: 0.03,
  queriesNeeded: 225,
  sentence: '',
})

const threePlans = [planOf('lexical', 0.2), planOf('dense', 0.3), planOf('hybrid', 0.5)]

test('a plan that is better than every other is recommended, with the intervals and the number of queries', () => {
  const comparisons = [
    compare('lexical', 'dense', { low: -4, high: 1 }),
    compare('lexical', 'hybrid', { low: 2.1, high: 5 }),
    compare('dense', 'hybrid', { low: 3, high: 8 }),
  ]
  expect(advise(threePlans, { comparisons, metrics: ['nDCG@10'], queries: 300 })).toEqual({
    recommend: 'hybrid',
    because:
      'Use hybrid: better than lexical by 2.1 to 5.0 points of nDCG@10, and than dense by 3.0 to 8.0 with 300 queries.',
  })
})

test('the better one may be named first in its comparisons', () => {
  const comparisons = [compare('lexical', 'dense', { low: -9, high: -2 })]
  const { recommend, because } = advise(threePlans.slice(0, 2), { comparisons, metrics: ['nDCG@10'], queries: 50 })
  expect(recommend).toBe('lexical')
  expect(because).toContain('better than dense by 2.0 to 9.0 points')
})

test('where the intervals hold zero no plan is recommended, and what they cost is said', () => {
  const comparisons = [compare('lexical', 'hybrid', { low: -1, high: 3 })]
  const two = [threePlans[0], threePlans[2]] as const
  expect(
    advise(
      two.filter((plan) => plan !== undefined),
      { comparisons, metrics: ['nDCG@10'], queries: 100 },
    ),
  ).toEqual({
    recommend: null,
    because:
      'lexical and hybrid cannot be told apart with 100 queries, and may differ by up to 3.0 points of nDCG@10; about 130 more judged queries would show a 2-point difference; lexical is the simplest and fastest (0.2 ms).',
  })
})

test('a difference that is small for certain is said not to matter', () => {
  const comparisons = [compare('lexical', 'hybrid', { low: -1.8, high: 1 })]
  const two = threePlans.filter(({ name }) => name !== 'dense')
  expect(advise(two, { comparisons, metrics: ['nDCG@10'], queries: 248 })).toEqual({
    recommend: null,
    because:
      'It hardly matters: lexical and hybrid differ by at most 1.8 points of nDCG@10 with 248 queries; lexical is the simplest and fastest (0.2 ms).',
  })
})

test('an interval on one side of zero is not enough where the correction for many comparisons takes it back', () => {
  const comparisons = [compare('lexical', 'dense', { low: 0.1, high: 5, pHolm: 0.08 })]
  const { recommend } = advise(threePlans.slice(0, 2), { comparisons, metrics: ['nDCG@10'], queries: 100 })
  expect(recommend).toBeNull()
})

test('a plan that is beaten is named as worse, although the best of the others is open', () => {
  const comparisons = [
    compare('lexical', 'dense', { low: -9, high: -4 }),
    compare('lexical', 'hybrid', { low: -2, high: 3 }),
    compare('dense', 'hybrid', { low: 4, high: 9 }),
  ]
  const { recommend, because } = advise(threePlans, { comparisons, metrics: ['nDCG@10'], queries: 100 })
  expect(recommend).toBeNull()
  expect(because).toMatch(/^lexical and hybrid cannot be told apart.*; dense is worse on nDCG@10\.$/)
})

test('plans that are level on the first metric are told apart by the next', () => {
  const comparisons = [
    compare('lexical', 'hybrid', { low: -2, high: 2 }),
    compare('lexical', 'hybrid', { low: 20, high: 37, metric: 'R@100' }),
  ]
  const two = threePlans.filter(({ name }) => name !== 'dense')
  expect(advise(two, { comparisons, metrics: ['nDCG@10', 'R@100'], queries: 97 })).toEqual({
    recommend: 'hybrid',
    because: 'Use hybrid: level on nDCG@10, but better than lexical by 20.0 to 37.0 points of R@100 with 97 queries.',
  })
})

test('one plan alone is no choice', () => {
  const { recommend, because } = advise(threePlans.slice(0, 1), { comparisons: [], metrics: ['nDCG@10'], queries: 1 })
  expect(recommend).toBeNull()
  expect(because).toContain('on 1 query')
})
