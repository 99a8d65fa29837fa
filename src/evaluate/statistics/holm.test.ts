import fc from 'fast-check'
import { expect, test } from 'vitest'
import { holm } from './holm.ts'

test("the figures of R's p.adjust(p, 'holm')", () => {
  expect(holm([0.01, 0.04, 0.03, 0.005])).toEqual([0.03, 0.06, 0.06, 0.02])
})

test('one test needs no correction', () => {
  expect(holm([0.04])).toEqual([0.04])
  expect(holm([])).toEqual([])
})

test('corrected values keep the order of the p values, are never smaller, and stay within 1', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 20 }), (pValues) => {
      const corrected = holm(pValues)
      for (const [i, p] of pValues.entries()) {
        expect(corrected[i]).toBeGreaterThanOrEqual(p)
        expect(corrected[i]).toBeLessThanOrEqual(1)
        for (const [j, other] of pValues.entries())
          if (p < other) expect(corrected[i]).toBeLessThanOrEqual(corrected[j] ?? 0)
      }
    }),
  )
})
