import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Candidate } from '../../store/collection.ts'
import { fuseLinear, fuseReciprocalRanks } from './fuse.ts'
import { type NormalisationName, normalisations } from './normalise.ts'

const ranking = (...pairs: readonly (readonly [string, number])[]): Candidate[] =>
  pairs.map(([key, score]) => ({ key, score }))

const a = ranking(['x', 9], ['y', 4], ['z', 2])
const b = ranking(['w', 0.9], ['y', 0.8])

test('a document ranked well twice beats one ranked first once', () => {
  expect(fuseReciprocalRanks([a, b]).map(({ key, score }) => [key, score])).toEqual([
    ['y', 1 / 62 + 1 / 62],
    ['x', 1 / 61],
    ['w', 1 / 61],
    ['z', 1 / 63],
  ])
})

test('weights scale what a ranking adds, and the parts say it', () => {
  const [first] = fuseReciprocalRanks([a, b], { k: 0, weights: [1, 4] })
  expect(first).toEqual({ key: 'w', score: 4, parts: [0, 4] })
})

test('a weight of zero silences a ranking rather than being taken for a missing weight', () => {
  expect(fuseLinear([a, b], { weights: [0, 1] }).map(({ score }) => score)).toEqual([1, 0, 0, 0])
})

test('min-max spreads each ranking over [0, 1]; the only result of a ranking keeps its whole weight', () => {
  expect(normalisations['min-max']([9, 4, 2]).scores).toEqual([1, 2 / 7, 0])
  expect(normalisations['min-max']([3]).scores).toEqual([1])
})

test('with z-scores a document that a ranking lacks counts as its worst result, not as an average one', () => {
  const fused = fuseLinear([ranking(['p', 3], ['q', 2], ['r', 1]), ranking(['q', 1])], {
    normalise: 'z-score',
    weights: [1, 1],
  })
  expect(fused.map(({ key }) => key)).toEqual(['p', 'q', 'r'])
  expect(normalisations['z-score']([3, 2, 1]).absent).toBeCloseTo(-Math.sqrt(1.5), 12)
})

test('distribution-based scores put the mean at one half', () => {
  const { scores } = normalisations.distribution([3, 2, 1])
  expect(scores[1]).toBeCloseTo(0.5, 12)
  expect(scores[0]).toBeCloseTo(0.5 + Math.sqrt(1.5) / 6, 12)
  expect(normalisations.distribution([2, 2]).scores).toEqual([0.5, 0.5])
})

test('l2 makes each ranking a unit vector', () => {
  expect(Math.hypot(...normalisations.l2([3, 4]).scores)).toBeCloseTo(1, 12)
})

test('empty rankings fuse to nothing, and an empty one changes nothing', () => {
  expect(fuseReciprocalRanks([[], []])).toEqual([])
  expect(fuseLinear([a, []]).map(({ key }) => key)).toEqual(['x', 'y', 'z'])
})

test('every fusion keeps each document once, and the score is the sum of its parts', () => {
  const rankings = fc.array(
    fc.uniqueArray(fc.nat(20)).map((keys) => keys.map((key, index) => ({ key, score: 20 - index }))),
    { minLength: 1, maxLength: 4 },
  )
  const names = fc.constantFrom(...(Object.keys(normalisations) as NormalisationName[]))
  fc.assert(
    fc.property(rankings, names, (lists, normalise) => {
      for (const fused of [fuseReciprocalRanks(lists), fuseLinear(lists, { normalise })]) {
        expect(new Set(fused.map(({ key }) => key))).toEqual(new Set(lists.flat().map(({ key }) => key)))
        expect(fused).toHaveLength(new Set(lists.flat().map(({ key }) => key)).size)
        for (const { score, parts } of fused)
          expect(score).toBeCloseTo(
            parts.reduce((x, y) => x + y, 0),
            12,
          )
        for (const [index, { score }] of fused.entries())
          expect(score).toBeLessThanOrEqual(fused[index - 1]?.score ?? Infinity)
      }
    }),
  )
})
