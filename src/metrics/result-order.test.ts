import { expect, test } from 'vitest'
import type { ScoredDocument } from '../data/document.ts'
import { orderResults, type OrderName } from './result-order.ts'

const idsOf = (scores: Readonly<Record<string, number>>, order: OrderName): string => {
  const ranking = Object.entries(scores).map(([docId, score]) => ({ docId, score }))
  return orderResults(ranking, order)
    .map(({ docId }) => docId)
    .join(' ')
}

test('ties go by identifier: backwards in trec_eval and gdeval, forwards in msmarco', () => {
  const scores = { a: 1, c: 1, b: 1, top: 2 }
  expect(idsOf(scores, 'trec_eval')).toBe('top c b a')
  expect(idsOf(scores, 'gdeval')).toBe('top c b a')
  expect(idsOf(scores, 'msmarco')).toBe('top a b c')
})

test('identifiers are compared as text', () => {
  expect(idsOf({ x9: 1, x10: 1, x100: 1 }, 'trec_eval')).toBe('x9 x100 x10')
})

test('identifiers are compared by UTF-8 bytes, where an emoji comes after a full-width tilde', () => {
  expect(idsOf({ '\uFF5E': 1, '\u{1F600}': 1 }, 'trec_eval')).toBe('\u{1F600} \uFF5E')
})

test('scores that only float64 can tell apart tie in trec_eval', () => {
  const scores = { a: 0.123456789_02, b: 0.123456789_01 }
  expect(idsOf(scores, 'trec_eval')).toBe('b a')
  expect(idsOf(scores, 'gdeval')).toBe('a b')
})

test('infinities, zeros of both signs and scores beyond float32 have their place', () => {
  expect(idsOf({ low: -Infinity, a: 0, b: -0, high: Infinity }, 'trec_eval')).toBe('high b a low')
  expect(idsOf({ huge: 1e300, huger: 1e301 }, 'trec_eval')).toBe('huger huge')
})

test('a ranking that is in order is not copied, and one that is not stays as it was', () => {
  const ordered: ScoredDocument[] = [
    { docId: 'b', score: 2 },
    { docId: 'a', score: 2 },
    { docId: 'c', score: 1 },
  ]
  expect(orderResults(ordered, 'trec_eval')).toBe(ordered)
  const reversed = ordered.toReversed()
  expect(orderResults(reversed, 'trec_eval')).toEqual(ordered)
  expect(reversed[0]).toEqual({ docId: 'c', score: 1 })
})
