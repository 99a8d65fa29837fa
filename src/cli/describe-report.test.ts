import { expect, test } from 'vitest'
import type { Report } from '../evaluate/report.ts'
import { describeDifferences } from './describe-differences.ts'
import { describeKinds } from './describe-kinds.ts'
import { describeReport } from './describe-report.ts'

const reportOf = (count: number): Report => {
  const metrics = (value: number) => ({ 'nDCG@10': { value, low: value, high: value } })
  const plans = Array.from({ length: count }, (_, i) => ({
    name: `plan${i}`,
    metrics: metrics(i === 1 ? 0.9 : i / 10),
    latencyMs: { p50: 1, p95: 2 },
    counts: { depth: 10, unjudged: 3, holeRate: i / 10 },
  }))
  const pairs = plans.flatMap(({ name: a }, i) =>
    plans.slice(i + 1).map(({ name: b }) => ({ a, b, metric: 'nDCG@10', sentence: `${b} is better than ${a}.` })),
  )
  return {
    dataset: { name: 'set', documents: 9, queries: 4, unanswerable: 0 },
    plans,
    comparisons: pairs,
    differences: [
      {
        between: ['plan0', 'plan1'],
        counts: { plan0: { unexplained: 1 }, plan1: {} },
        queries: [{ answeredBy: 'plan0', cause: 'unexplained', text: 'the query', explanation: 'Nobody knows.' }],
      },
    ],
    advice: { because: 'Use plan1.' },
  } as unknown as Report
}

test('three plans are compared in pairs; of more the best one is compared with the others, unless all is asked for', () => {
  const comparedIn = (text: string): number => text.match(/ is better than /g)?.length ?? 0
  expect(comparedIn(describeReport(reportOf(3)))).toBe(3)
  const short = describeReport(reportOf(7))
  expect(short.split('\n').filter((line) => line.includes('better than'))).toHaveLength(6)
  for (const line of short.split('\n').filter((one) => one.includes('better than'))) expect(line).toContain('plan1')
  expect(short).toContain('15 more')
  expect(comparedIn(describeReport(reportOf(7), { verbose: true }))).toBe(21)
})

test('queries that only one plan answers are counted, and shown where all is asked for', () => {
  const short = describeReport(reportOf(2))
  expect(short).toContain('Only plan0 answers 1 query (1 unexplained).')
  expect(short).not.toContain('the query')
  expect(describeReport(reportOf(2), { verbose: true })).toMatch(/"the query"\s+Nobody knows\./)
})

test('kinds of queries go from those that words are best at to those that meaning is best at', () => {
  const perQuery = {
    lexical: { q1: { 'nDCG@10': 0.2 }, q2: { 'nDCG@10': 0.9 }, q3: { 'nDCG@10': 0.7 } },
    dense: { q1: { 'nDCG@10': 0.8 }, q2: { 'nDCG@10': 0.4 }, q3: { 'nDCG@10': 0.2 } },
  }
  const plans = ['lexical', 'dense'].map((name) => ({ name, metrics: { 'nDCG@10': {} } }))
  const kinds = new Map([
    ['q1', 'paraphrase'],
    ['q2', 'code'],
    ['q3', 'code'],
  ])
  const table = describeKinds({ perQuery, plans } as unknown as Report, kinds)
  expect(table.split('\n').map((line) => line.split(/\s{2,}/))).toEqual([
    ['nDCG@10 of', 'queries', 'lexical', 'dense'],
    ['code', expect.stringMatching('2'), '80.0', '30.0'],
    ['paraphrase', expect.stringMatching('1'), '20.0', '80.0'],
  ])
})

test('what only one side finds is counted by cause, with one example of each cause first', () => {
  const missed = (queryId: string, cause: 'misspelling' | 'no-shared-words') => ({
    queryId,
    text: `text of ${queryId}`,
    answeredBy: 'dense',
    missedBy: 'lexical',
    cause,
    explanation: 'Because.',
  })
  const text = describeDifferences({
    between: ['lexical', 'dense'],
    counts: { dense: { 'no-shared-words': 2, misspelling: 1 } },
    queries: [missed('a', 'no-shared-words'), missed('b', 'no-shared-words'), missed('c', 'misspelling')],
  })
  expect(text).toMatch(/^Only dense answers 3 queries \(2 no shared words, 1 misspelling\), such as/)
  expect(text.match(/text of ./g)).toEqual(['text of a', 'text of c', 'text of b'])
})

test('the part of the first results that nobody judged is said of every plan', () => {
  expect(describeReport(reportOf(2))).toContain(
    'Unjudged among the first 10 results, counted as not relevant: plan0 0%, plan1 10%',
  )
})
