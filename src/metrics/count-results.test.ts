import { expect, test } from 'vitest'
import type { ScoredDocument } from '../data/document.ts'
import { countResults } from './count-results.ts'

const results = (...scores: number[]): ScoredDocument[] => scores.map((score, i) => ({ docId: `d${i}`, score }))

const judgements = new Map(
  ['q1', 'q2', 'q3', 'q4'].map((id) => [
    id,
    new Map([
      ['d0', 1],
      ['d2', 0],
    ]),
  ]),
)
const run = new Map([
  ['q1', results(3, 2, 2, 1)],
  ['q2', results(1 + 1e-12, 1)],
  ['q3', []],
  ['q9', results(1, 1)],
])

test('missing, extra and empty queries are three different things', () => {
  const counts = countResults(judgements, run, { depth: 10, order: 'trec_eval' })
  expect(counts).toMatchObject({ missingQueries: 1, extraQueries: 1, emptyQueries: 1 })
})

test('ties are counted as the dialect compares scores', () => {
  const counts = (order: 'trec_eval' | 'gdeval'): unknown => countResults(judgements, run, { depth: 10, order })
  expect(counts('trec_eval')).toMatchObject({ tiedQueries: 2, tiedResults: 4 })
  expect(counts('gdeval')).toMatchObject({ tiedQueries: 1, tiedResults: 2 })
})

test('results without a judgement are counted down to the depth; a grade of 0 is one', () => {
  expect(countResults(judgements, run, { depth: 10, order: 'gdeval' })).toMatchObject({
    results: 6,
    unjudged: 3,
    holeRate: 0.5,
  })
  expect(countResults(judgements, run, { depth: 1, order: 'gdeval' })).toMatchObject({ results: 2, unjudged: 0 })
  expect(countResults(new Map(), run, { depth: 1, order: 'gdeval' }).holeRate).toBe(0)
})
