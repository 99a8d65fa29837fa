import { describe, expect, test } from 'vitest'
import { type Gate, judge } from './gate.ts'
import type { HeldOut, HeldOutKind } from './held-out.ts'
import { bestWeight, hybridCurve } from './hybrid-weight.ts'
import type { Ranked } from './rank-vectors.ts'

const COUNT = 60

const heldOut = (kindOf: (i: number) => HeldOutKind): Pick<HeldOut, 'queries'> => ({
  queries: Array.from({ length: COUNT }, (_, i) => ({ kind: kindOf(i), target: i, text: '', tokens: [] })),
})

/** The right document at this rank, others around it. */
const ranked = (target: number, rank: number): Ranked => {
  const documents = Array.from({ length: 12 }, (_, i) => 1000 + i)
  documents[rank - 1] = target
  return { documents, scores: documents.map((_, i) => 1 - i / 12) }
}

const rankings = (rankOf: (i: number) => number): Ranked[] =>
  Array.from({ length: COUNT }, (_, i) => ranked(i, rankOf(i)))

const judged = (ranks: {
  before: (i: number) => number
  after: (i: number) => number
  words: (i: number) => number
}): Gate =>
  judge(
    heldOut((i) => (i % 2 === 0 ? 'title' : 'words')),
    { before: rankings(ranks.before), after: rankings(ranks.after), words: rankings(ranks.words) },
  )

describe('the gate', () => {
  test('lets pass what finds more', () => {
    const gate = judged({ before: (i) => 2 + (i % 3), after: (i) => 1 + (i % 2), words: () => 9 })
    expect(gate).toMatchObject({ isPassed: true, all: { queries: COUNT } })
    expect(gate.all.low).toBeGreaterThan(0)
    expect(gate.reason).toMatch(/^Better by more than chance/)
  })

  test('stops what could be chance', () => {
    const gate = judged({ before: (i) => (i === 5 ? 2 : 1), after: () => 1, words: () => 9 })
    expect(gate.isPassed).toBe(false)
    expect(gate.reason).toMatch(/^No better by more than chance/)
  })

  test('queries of one document count as one draw: asking each of them twice is no more evidence', () => {
    const { queries } = heldOut(() => 'title')
    const once = { before: rankings((i) => 1 + (i % 3)), after: rankings((i) => 1 + (i % 2)), words: rankings(() => 9) }
    const twice = {
      before: [...once.before, ...once.before],
      after: [...once.after, ...once.after],
      words: [...once.words, ...once.words],
    }
    const [one, two] = [judge({ queries }, once).all, judge({ queries: [...queries, ...queries] }, twice).all]
    expect(two.queries).toBe(2 * one.queries)
    expect([two.low, two.high]).toEqual([expect.closeTo(one.low, 10), expect.closeTo(one.high, 10)])
  })

  test('leaves out what words do not find: its document does not answer it', () => {
    const gate = judged({ before: () => 2, after: (i) => (i % 2 === 0 ? 1 : 12), words: (i) => (i % 2 === 0 ? 9 : 12) })
    expect(gate).toMatchObject({ isPassed: true, all: { queries: COUNT / 2 } })
    expect(gate.kinds.words).toBeUndefined()
  })

  test('stops what is better on the whole and worse at one kind', () => {
    const after = (i: number): number => (i % 2 === 0 ? 1 : 2 + (i % 3))
    const gate = judged({ before: (i) => (i % 2 === 0 ? 8 : 1 + (i % 3)), after, words: () => 9 })
    expect(gate.reason).toMatch(/^Worse at queries of the kind "words"/)
  })

  test('stops what loses where words find the answer', () => {
    const isEasy = (i: number): boolean => i % 4 < 2
    const gate = judged({
      before: (i) => (isEasy(i) ? 1 : 9),
      after: (i) => (isEasy(i) ? 2 : 1),
      words: (i) => (isEasy(i) ? 1 : 9),
    })
    expect(gate.reason).toMatch(/^Worse where words find the answer/)
  })
})

describe('the weight beside words', () => {
  const held = heldOut(() => 'title')

  test('is the less the less a leg finds, and never far from the usual', () => {
    const right = rankings(() => 1)
    const wrong = rankings(() => 12).map(({ scores }, i) => ({ documents: scores.map((_, d) => 500 + i + d), scores }))
    expect(bestWeight(hybridCurve(held, { words: right, dense: wrong }))).toBeLessThan(0.4)
    const most = bestWeight(hybridCurve(held, { words: wrong, dense: right }))
    expect(most).toBeGreaterThan(0.4)
    expect(most).toBeLessThanOrEqual(0.52)
  })

  test('is the usual one, nearly, where both find the same', () => {
    const right = rankings(() => 1)
    expect(bestWeight(hybridCurve(held, { words: right, dense: right }))).toBeCloseTo(0.42)
  })
})
