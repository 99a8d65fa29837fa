import { expect, test } from 'vitest'
import type { Judgements, Run } from '../data/document.ts'
import { evaluateRun } from './evaluate-run.ts'
import { parseMetric, parseMetrics } from './parse-metric.ts'

const judgements: Judgements = new Map([
  ['q1', new Map([['a', 1]])],
  [
    'q2',
    new Map([
      ['b', 2],
      ['c', 0],
    ]),
  ],
  ['q3', new Map([['d', 1]])],
  ['hopeless', new Map([['e', 0]])],
])
const run: Run = new Map([
  [
    'q2',
    [
      { docId: 'c', score: 2 },
      { docId: 'b', score: 1 },
    ],
  ],
  ['q1', [{ docId: 'a', score: 1 }]],
  ['hopeless', []],
  ['unjudged', [{ docId: 'a', score: 1 }]],
])
const metrics = [parseMetric('RR@10')]

test('a judged query without an answer counts 0 by default', () => {
  const { means, perQuery, missingQueries, extraQueries } = evaluateRun(judgements, run, { metrics })
  expect(Object.fromEntries(perQuery)).toEqual({
    q1: { 'RR@10': 1 },
    q2: { 'RR@10': 0.5 },
    q3: { 'RR@10': 0 },
    hopeless: { 'RR@10': 0 },
  })
  expect(means).toEqual({ 'RR@10': 1.5 / 4 })
  expect({ missingQueries, extraQueries }).toEqual({ missingQueries: 1, extraQueries: 1 })
})

test('it can be left out instead; an answer without results stays', () => {
  const { means, perQuery, missingQueries } = evaluateRun(judgements, run, { metrics, missing: 'skip' })
  expect([...perQuery.keys()]).toEqual(['q1', 'q2', 'hopeless'])
  expect(means).toEqual({ 'RR@10': 0.5 })
  expect(missingQueries).toBe(1)
})

test('metrics of different dialects do not disturb each other', () => {
  const tied: Run = new Map([
    [
      'q1',
      [
        { docId: 'a', score: 1 },
        { docId: 'z', score: 1 },
      ],
    ],
  ])
  const { perQuery } = evaluateRun(judgements, tied, {
    metrics: parseMetrics(`RR,RR(order='msmarco'),P@1,RR(judged_only=True)`),
  })
  expect(perQuery.get('q1')).toEqual({ RR: 0.5, [`RR(order='msmarco')`]: 1, 'P@1': 0, 'RR(judged_only=True)': 1 })
})

test('all at once gives what each metric gives alone', () => {
  const several = parseMetrics('nDCG@10,AP,RR@10,R@100,P@10,Rprec,Success@1,Judged@10')
  const { perQuery } = evaluateRun(judgements, run, { metrics: several })
  for (const [queryId, grades] of judgements)
    for (const { name, compute } of several)
      expect(perQuery.get(queryId)?.[name]).toBe(compute(grades, run.get(queryId) ?? []))
})

test.each([
  ['METRICS_SCORE_NAN', [{ docId: 'a', score: Number.NaN }]],
  [
    'METRICS_RESULT_REPEATED',
    [
      { docId: 'a', score: 2 },
      { docId: 'x', score: 1.5 },
      { docId: 'a', score: 1 },
    ],
  ],
])('%s names query and document', (code, results) => {
  expect(() => evaluateRun(judgements, new Map([['q1', results]]), { metrics })).toThrow(
    expect.objectContaining({
      code,
      message: expect.stringMatching(/"a".*"q1"/),
      details: { docId: 'a', queryId: 'q1' },
    }),
  )
})

test('where no query is left there is no mean', () => {
  const code = 'METRICS_NO_JUDGED_QUERIES'
  expect(() => evaluateRun(new Map(), run, { metrics })).toThrow(expect.objectContaining({ code }))
  const other: Run = new Map([['other', []]])
  expect(() => evaluateRun(judgements, other, { metrics, missing: 'skip' })).toThrow(expect.objectContaining({ code }))
})

test('a query without a relevant document counts 0 or is left out, and is counted in both', () => {
  const judgements = new Map([
    ['q1', new Map([['a', 1]])],
    ['q2', new Map([['a', 0]])],
  ])
  const run = new Map([['q1', [{ docId: 'a', score: 1 }]]])
  const metrics = [parseMetric('P@1')]
  const zero = evaluateRun(judgements, run, { metrics })
  expect([zero.means['P@1'], zero.unanswerableQueries, zero.perQuery.size]).toEqual([0.5, 1, 2])
  const skip = evaluateRun(judgements, run, { metrics, unanswerable: 'skip' })
  expect([skip.means['P@1'], skip.unanswerableQueries, skip.perQuery.size]).toEqual([1, 1, 1])
})
