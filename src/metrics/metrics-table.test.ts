/** @file Every metric of the table on a ranking worked out by hand, and what must hold for whatever ranking. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRandom, shuffle } from '../base/random.ts'
import type { Grades, ScoredDocument } from '../data/document.ts'
import { metricsTable } from './metrics-table.ts'
import { parseMetric } from './parse-metric.ts'

const ranked = (...docIds: string[]): ScoredDocument[] =>
  docIds.map((docId, i) => ({ docId, score: docIds.length - i }))

/** Ranks: 1 unjudged, 2 grade 1, 3 grade 0, 4 grade 3, 5 unjudged; grade 2 was not found. */
const grades: Grades = new Map([
  ['one', 1],
  ['zero', 0],
  ['three', 3],
  ['two', 2],
  ['minus', -1],
])
const ranking = ranked('x', 'one', 'zero', 'three', 'y')
const idealOf3 = 3 / Math.log2(2) + 2 / Math.log2(3) + 1 / Math.log2(4)

test.each([
  ['P@2', 1 / 2],
  ['P@4', 2 / 4],
  ['P@10', 2 / 10],
  ['P(rel=2)@4', 1 / 4],
  ['R@2', 1 / 3],
  ['R@100', 2 / 3],
  ['R(rel=3)@4', 1],
  ['AP', (1 / 2 + 2 / 4) / 3],
  ['AP@2', 1 / 2 / 3],
  ['AP(rel=4)', 0],
  ['AP(judged_only=True)', (1 / 1 + 2 / 3) / 3],
  ['RR', 1 / 2],
  ['RR@1', 0],
  ['RR(rel=2)', 1 / 4],
  ['Rprec', 1 / 3],
  ['Success@1', 0],
  ['Success@2', 1],
  ['Judged@1', 0],
  ['Judged@4', 3 / 4],
  ['Judged@10', 3 / 5],
  ['nDCG', (1 / Math.log2(3) + 3 / Math.log2(5)) / idealOf3],
  ['ERR', 1 / 16 / 2 + (15 / 16) * (7 / 16 / 4)],
  ['ERR@3', 1 / 16 / 2],
  ['RBP(p=0.5)', 0.5 * (0.5 + 0.5 ** 3)],
  ['RBP(p=0.5,rel=2)@3', 0],
  ['Bpref', (1 + (1 - 1 / 1)) / 3],
  ['infAP', ((1 + 0) / 2 + (1 + (2 * (1 + 1e-5)) / (2 + 2e-5)) / 4) / 3],
  ['Q', ((1 + 1) / (2 + 5) + (2 + 4) / (4 + 6)) / 3],
  ['SetP', 2 / 5],
  ['SetP(judged_only=True)', 2 / 3],
  ['SetR', 2 / 3],
  ['SetF', (2 * (2 / 5) * (2 / 3)) / (2 / 5 + 2 / 3)],
  ['SetAP', (2 / 5) * (2 / 3)],
  ['GMAP', (1 / 2 + 2 / 4) / 3],
  [`AP(norm='cutoff')@2`, 1 / 2 / 2],
  [`nDCG(dcg='binary-log2')@2`, 1 / Math.log2(3) / (1 + 1 / Math.log2(3))],
  ['nDCG(gains={0:1,1:0,3:0})@3', 0.5 / (2 + 1 / Math.log2(3))],
  ['nDCG@2', 1 / Math.log2(3) / (3 + 2 / Math.log2(3))],
  [
    `nDCG(dcg='exp-log2')`,
    (1 / Math.log2(3) + 7 / Math.log2(5)) / (7 / Math.log2(2) + 3 / Math.log2(3) + 1 / Math.log2(4)),
  ],
])('%s by hand', (name, value) => {
  expect(parseMetric(name).compute(grades, ranking)).toBeCloseTo(value, 12)
})

const names = Object.entries(metricsTable).flatMap(([name, { cutoff }]) =>
  cutoff === 'none' ? [name] : cutoff === 'required' ? [`${name}@3`, `${name}@10`] : [name, `${name}@3`],
)

const docId = fc.integer({ min: 0, max: 30 }).map((n) => `d${n}`)
const someGrades: fc.Arbitrary<Grades> = fc
  .uniqueArray(fc.tuple(docId, fc.integer({ min: -1, max: 4 })), { selector: ([id]) => id, maxLength: 15 })
  .map((entries) => new Map(entries))
/** Few different scores, so that ties are many. */
const someRanking: fc.Arbitrary<ScoredDocument[]> = fc.uniqueArray(
  fc.record({ docId, score: fc.integer({ min: -3, max: 3 }) }),
  { selector: ({ docId }) => docId, maxLength: 20 },
)

describe.each(names)('%s', (name) => {
  const { compute } = parseMetric(name)

  test('is a number from 0 to 1', () => {
    fc.assert(
      fc.property(someGrades, someRanking, (grades, ranking) => {
        const value = compute(grades, ranking)
        expect(value).toBeGreaterThanOrEqual(0)
        expect(value).toBeLessThanOrEqual(1 + 1e-12)
      }),
    )
  })

  test('does not depend on the order in which results come', () => {
    fc.assert(
      fc.property(someGrades, someRanking, fc.nat(), (grades, ranking, seed) => {
        expect(compute(grades, shuffle([...ranking], createRandom(seed)))).toBe(compute(grades, ranking))
      }),
    )
  })

  test('never gains from an unjudged document at the end', () => {
    fc.assert(
      fc.property(someGrades, someRanking, (grades, ranking) => {
        expect(compute(grades, [...ranking, { docId: 'unjudged', score: -9 }])).toBeLessThanOrEqual(
          compute(grades, ranking),
        )
      }),
    )
  })

  test('gives 0 for no results and for no judgements', () => {
    expect(compute(grades, [])).toBe(0)
    expect(compute(new Map(), ranking)).toBe(0)
  })
})

const reaching1 = ['nDCG', 'nDCG@3', `nDCG(dcg='exp-log2')@5`, `AP(norm='cutoff')@3`, 'AP', 'RR', 'Rprec', 'Q', 'Bpref']

test.each(reaching1)('%s of the ideal ranking is 1', (name) => {
  fc.assert(
    fc.property(someGrades, (grades) => {
      fc.pre([...grades.values()].some((grade) => grade > 0))
      const best = [...grades].toSorted(([, a], [, b]) => b - a).map(([docId]) => docId)
      expect(parseMetric(name).compute(grades, ranked(...best))).toBeCloseTo(1, 12)
    }),
  )
})
