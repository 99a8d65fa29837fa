import fc from 'fast-check'
import { expect, test } from 'vitest'
import { mergeRanked } from './ranked.ts'

interface Hit {
  readonly ordinal: number
  readonly score: number
}

const bestFirst = (hits: readonly Hit[]): Hit[] => hits.toSorted((a, b) => b.score - a.score || a.ordinal - b.ordinal)

test('rankings of several segments become one, ties by lower ordinal, however many are asked for', () => {
  const hits = fc.uniqueArray(fc.record({ ordinal: fc.nat(100), score: fc.integer({ min: -3, max: 3 }) }), {
    selector: ({ ordinal }) => ordinal,
  })
  fc.assert(
    fc.property(hits, fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 120 }), (all, segments, k) => {
      const rankings = Array.from({ length: segments }, (_, s) => {
        const own = bestFirst(all.filter(({ ordinal }) => ordinal % segments === s)).slice(0, k)
        return {
          ordinals: Uint32Array.from(own, ({ ordinal }) => ordinal),
          scores: Float32Array.from(own, ({ score }) => score),
        }
      })
      const { ordinals, scores } = mergeRanked(rankings, k)
      const merged = Array.from(ordinals, (ordinal, i) => ({ ordinal, score: scores[i] }))
      expect(merged).toEqual(bestFirst(all).slice(0, k))
    }),
  )
})
