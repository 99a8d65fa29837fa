import { expect, test } from 'vitest'
import { type Compared, sentenceOf } from './comparison-sentence.ts'

const compared: Compared = {
  a: 'lexical',
  b: 'hybrid',
  metric: 'nDCG@10',
  queries: 120,
  delta: 0.034,
  low: 0.021,
  high: 0.05,
  bca: { low: 0.02, high: 0.05 },
  p: 0.004,
  pT: 0.005,
  pHolm: 0.012,
  detectable: 0.03,
  queriesNeeded: 426,
}

test('the better plan comes first, whichever side of the comparison it is on', () => {
  expect(sentenceOf(compared)).toBe(
    'hybrid is better than lexical by 2.1 to 5.0 points of nDCG@10 (corrected p = 0.012).',
  )
  expect(sentenceOf({ ...compared, delta: -0.034, low: -0.05, high: -0.021 })).toBe(
    'lexical is better than hybrid by 2.1 to 5.0 points of nDCG@10 (corrected p = 0.012).',
  )
})

test('no winner is named where the interval holds zero, or where the corrected p does not hold', () => {
  expect(sentenceOf({ ...compared, delta: -0.0001, low: -0.02, high: -0.0002, p: 0.2, pHolm: 0.2 })).toMatch(
    /^Cannot tell lexical and hybrid apart with 120 queries: hybrid is at 0\.0 points of nDCG@10, between -2\.0 and 0\.0 \(p = 0\.200\)/,
  )
  expect(sentenceOf({ ...compared, p: 0.03, pHolm: 0.09 })).toMatch(/^Cannot tell/)
})

const undecided = { ...compared, low: -0.01, p: 0.2, pHolm: 0.2 }

test('where no winner can be named, the sentence says how many more judged queries would show a difference of 2 points', () => {
  expect(sentenceOf(undecided)).toBe(
    'Cannot tell lexical and hybrid apart with 120 queries: hybrid is at +3.4 points of nDCG@10, between -1.0 and 5.0 (p = 0.200); about 310 more judged queries would show a 2-point difference.',
  )
  expect(sentenceOf({ ...undecided, queriesNeeded: 2473 })).toContain('about 2,400 more judged queries')
})

test('enough queries for 2 points are said to be enough, and a handful is no ground for planning', () => {
  expect(sentenceOf({ ...undecided, queriesNeeded: 120 })).toContain(
    'these queries would probably have shown a 2-point difference',
  )
  expect(sentenceOf({ ...undecided, queries: 4 })).toMatch(/judge more queries before planning how many it takes\.$/)
})
