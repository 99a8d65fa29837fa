import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRandom } from '../../base/random.ts'
import {
  bootstrapDifference,
  bootstrapDifferenceBoth,
  bootstrapMean,
  meanOfResample,
  percentileInterval,
} from './bootstrap.ts'

const figures = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 40 })
const seed = fc.nat()
const resamples = 200

test('a seed gives the same interval each time, another seed a slightly different one', () => {
  const values = Array.from({ length: 50 }, createRandom(3).next)
  expect(bootstrapMean(values, { seed: 1 })).toEqual(bootstrapMean(values, { seed: 1 }))
  expect(bootstrapMean(values, { seed: 1 })).not.toEqual(bootstrapMean(values, { seed: 2 }))
  expect(bootstrapMean(values, { seed: 1 }).low).toBeCloseTo(bootstrapMean(values, { seed: 2 }).low, 2)
})

test('the interval lies within the figures', () => {
  fc.assert(
    fc.property(figures, seed, (values, seed) => {
      const { low, high } = bootstrapMean(values, { seed, resamples })
      expect(low).toBeGreaterThanOrEqual(Math.min(...values) - 1e-12)
      expect(high).toBeLessThanOrEqual(Math.max(...values) + 1e-12)
      expect(low).toBeLessThanOrEqual(high)
    }),
  )
})

test('a higher level gives an interval that holds the lower one', () => {
  fc.assert(
    fc.property(figures, seed, (values, seed) => {
      const wide = bootstrapMean(values, { seed, resamples, level: 0.99 })
      const narrow = bootstrapMean(values, { seed, resamples, level: 0.8 })
      expect(wide.low).toBeLessThanOrEqual(narrow.low)
      expect(wide.high).toBeGreaterThanOrEqual(narrow.high)
    }),
  )
})

test('a normal sample gives about mean plus and minus 1.96 standard errors', () => {
  const { normal } = createRandom(11)
  const values = Array.from({ length: 400 }, () => 5 + 2 * normal())
  const { value, low, high } = bootstrapMean(values, { seed: 1 })
  expect((high - low) / 2).toBeCloseTo((1.96 * 2) / Math.sqrt(400), 1)
  expect((low + high) / 2).toBeCloseTo(value, 1)
})

test('about 95 of 100 intervals hold the true mean', () => {
  const { normal } = createRandom(5)
  const holds = Array.from({ length: 400 }, (_, seed) => {
    const { low, high } = bootstrapMean(Array.from({ length: 60 }, normal), { seed, resamples: 500 })
    return low <= 0 && 0 <= high
  })
  const share = holds.filter(Boolean).length / holds.length
  expect(share).toBeGreaterThan(0.91)
  expect(share).toBeLessThan(0.98)
})

test('a difference that every query shows has an interval without width', () => {
  const { value, low, high } = bootstrapDifference([0.75, 0.5, 1], [0.5, 0.25, 0.75], { seed: 1 })
  expect([value, low, high]).toEqual([0.25, 0.25, 0.25])
})

test('the difference of the two sides turned round is the negative', () => {
  const [a, b] = [
    [0.1, 0.9, 0.4, 0.7],
    [0.3, 0.2, 0.4, 0.1],
  ] as const
  const forth = bootstrapDifference(a, b, { seed: 1 })
  const back = bootstrapDifference(b, a, { seed: 1 })
  expect(back.value).toBeCloseTo(-forth.value, 12)
  expect(back.low).toBeCloseTo(-forth.high, 12)
  expect(back.high).toBeCloseTo(-forth.low, 12)
})

test('one query gives an interval of one point', () => {
  expect(bootstrapMean([0.5], { seed: 1 })).toEqual({ value: 0.5, low: 0.5, high: 0.5 })
})

test('percentiles are interpolated between neighbours, in whatever order the means come', () => {
  const { low, high } = percentileInterval(Float64Array.of(3, 1, 2, 0), 0.5)
  expect([low, high]).toEqual([0.75, 2.25])
})

test('a resample takes figures by their indexes, repeats included', () => {
  expect(meanOfResample(Float64Array.of(1, 2, 6), [0, 2, 2])).toBeCloseTo(13 / 3, 12)
})

test.each([
  ['STATISTICS_NO_FIGURES', () => bootstrapMean([], { seed: 1 })],
  ['STATISTICS_FIGURE_NOT_FINITE', () => bootstrapMean([0.5, Number.NaN], { seed: 1 })],
  ['STATISTICS_FIGURES_UNPAIRED', () => bootstrapDifference([1, 2], [1], { seed: 1 })],
])('%s is said', (code, call) => {
  expect(call).toThrow(expect.objectContaining({ code }))
})

test('skewed figures move both ends of a BCa interval to the side of the long tail', () => {
  const values = Array.from({ length: 30 }, (_, i) => (i < 25 ? 0 : 1))
  const plain = bootstrapMean(values, { seed: 1 })
  const bca = bootstrapMean(values, { seed: 1, kind: 'bca' })
  expect(bca.value).toBe(plain.value)
  expect(bca.low).toBeGreaterThan(plain.low)
  expect(bca.high).toBeGreaterThan(plain.high)
})

test('BCa intervals of one query, and of equal figures, are one point', () => {
  expect(bootstrapMean([0.5], { seed: 1, kind: 'bca' })).toEqual({ value: 0.5, low: 0.5, high: 0.5 })
  expect(bootstrapMean([0.25, 0.25], { seed: 1, kind: 'bca' })).toEqual({ value: 0.25, low: 0.25, high: 0.25 })
})

test('both intervals at once are those that each gives alone', () => {
  const { next } = createRandom(8)
  const [a, b] = [Array.from({ length: 30 }, next), Array.from({ length: 30 }, next)]
  const { bca, ...percentile } = bootstrapDifferenceBoth(a, b, { seed: 1 })
  expect(percentile).toEqual(bootstrapDifference(a, b, { seed: 1 }))
  const { low, high } = bootstrapDifference(a, b, { seed: 1, kind: 'bca' })
  expect(bca).toEqual({ low, high })
})
