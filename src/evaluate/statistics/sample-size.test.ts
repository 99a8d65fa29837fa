import { expect, test } from 'vitest'
import { createRandom } from '../../base/random.ts'
import { pairedTTest } from './paired-t-test.ts'
import { detectableDifference, queriesNeeded } from './sample-size.ts'

/** Differences of deviation 0.2. */
const { normal } = createRandom(4)
const before = Array.from({ length: 200 }, () => 0.5 + 0.2 * normal())
const none = before.map(() => 0)

test('the queries needed for the detectable difference are those that there are', () => {
  const difference = detectableDifference(before, none)
  expect(queriesNeeded([before, none], difference + 1e-12)).toBe(200)
  expect(queriesNeeded([before, none], difference / 2)).toBeGreaterThanOrEqual(4 * 200)
})

test('stricter tests and surer findings take more queries', () => {
  const needed = (options: object): number => queriesNeeded([before, none], 0.02, options)
  expect(needed({ significance: 0.01 })).toBeGreaterThan(needed({}))
  expect(needed({ power: 0.95 })).toBeGreaterThan(needed({}))
})

test('differences that do not vary need one query', () => {
  expect(
    queriesNeeded(
      [
        [0.5, 0.5],
        [0.4, 0.4],
      ],
      0.02,
    ),
  ).toBe(1)
})

test('with as many queries as it asks for, the t test sees the difference about 8 times in 10', () => {
  const difference = 0.05
  const count = queriesNeeded([before, none], difference)
  const seen = Array.from({ length: 400 }, () => {
    const after = Array.from({ length: count }, () => difference + 0.2 * normal())
    return pairedTTest(after, new Float64Array(count)).p < 0.05
  })
  expect(seen.filter(Boolean).length / seen.length).toBeGreaterThan(0.72)
  expect(seen.filter(Boolean).length / seen.length).toBeLessThan(0.88)
})
