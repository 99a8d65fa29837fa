import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRandom } from '../../base/random.ts'
import { randomisationTest } from './randomisation-test.ts'

/** By the definition: every assignment of signs, one after the other. */
function exhaustively(differences: readonly number[]): number {
  const sumOf = (signs: number): number =>
    differences.reduce((sum, value, bit) => sum + ((signs >>> bit) & 1 ? -value : value), 0)
  const all = Array.from({ length: 2 ** differences.length }, (_, signs) => Math.abs(sumOf(signs)))
  return all.filter((sum) => sum >= (all[0] ?? 0) - 1e-9).length / all.length
}

const zeros = (values: readonly unknown[]): number[] => values.map(() => 0)

test('few queries are tested exactly, as the definition says', () => {
  const grades = fc.array(
    fc.integer({ min: -5, max: 5 }).map((n) => n / 5),
    { minLength: 1, maxLength: 11 },
  )
  fc.assert(
    fc.property(grades, (differences) => {
      const { p, method } = randomisationTest(differences, zeros(differences), { seed: 1 })
      expect(method).toBe('exact')
      expect(p).toBeCloseTo(exhaustively(differences), 12)
    }),
  )
})

test('Monte Carlo comes near the exact value', () => {
  const { normal } = createRandom(4)
  const differences = Array.from({ length: 17 }, () => 0.4 + normal())
  const { p, method, permutations } = randomisationTest(differences, zeros(differences), { seed: 1 })
  expect(method).toBe('monte-carlo')
  expect(permutations).toBe(100_000)
  expect(Math.abs(p - exhaustively(differences))).toBeLessThan(0.005)
})

test('queries on which both are equal change nothing', () => {
  const after = [0.9, 0.4, 0.8, 0.7, 0.6]
  const before = [0.5, 0.5, 0.3, 0.4, 0.5]
  const equal = Array.from({ length: 100 }, () => 0.5)
  expect(randomisationTest([...after, ...equal], [...before, ...equal], { seed: 1 })).toEqual(
    randomisationTest(after, before, { seed: 1 }),
  )
})

test('equal systems give 1', () => {
  expect(randomisationTest([0.5, 0.2], [0.5, 0.2], { seed: 1 })).toEqual({ p: 1, method: 'exact', permutations: 1 })
})

test('a difference of one sign on all of 40 queries has the least p that Monte Carlo can give', () => {
  const after = Array.from({ length: 40 }, (_, i) => 0.5 + i / 100)
  expect(randomisationTest(after, zeros(after), { seed: 1, permutations: 9999 }).p).toBe(1 / 10_000)
})

test('both directions have the same p, and a seed gives it again', () => {
  const { next } = createRandom(9)
  const [a, b] = [Array.from({ length: 60 }, next), Array.from({ length: 60 }, next)]
  const { p } = randomisationTest(a, b, { seed: 3 })
  expect(randomisationTest(b, a, { seed: 3 }).p).toBe(p)
  expect(randomisationTest(a, b, { seed: 3 }).p).toBe(p)
  expect(randomisationTest(a, b, { seed: 4 }).p).not.toBe(p)
})

test('where there is no difference, p falls below 0.05 in about one of 20 trials', () => {
  const { normal } = createRandom(6)
  const significant = Array.from({ length: 400 }, (_, seed) => {
    const differences = Array.from({ length: 30 }, normal)
    return randomisationTest(differences, zeros(differences), { seed, permutations: 1000 }).p < 0.05
  }).filter(Boolean)
  expect(significant.length / 400).toBeGreaterThan(0.025)
  expect(significant.length / 400).toBeLessThan(0.08)
})

test('sides of different length are refused', () => {
  expect(() => randomisationTest([1], [1, 2], { seed: 1 })).toThrow(
    expect.objectContaining({ code: 'STATISTICS_FIGURES_UNPAIRED' }),
  )
})
