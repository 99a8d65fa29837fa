import { expect, test } from 'vitest'
import { normalProbability, normalQuantile, studentQuantile, studentTwoSided } from './distributions.ts'

test.each([
  [0, 0.5],
  [1, 0.8413447460685429],
  [-1.5, 0.06680720126885807],
  [1.959963984540054, 0.975],
  [-3, 0.0013498980316300933],
  [5, 0.9999997133484281],
])('the normal distribution at %d is known to 14 digits', (x, probability) => {
  expect(Math.abs(normalProbability(x) - probability)).toBeLessThan(1e-14)
  if (x < 5) expect(normalQuantile(probability)).toBeCloseTo(x, 11)
})

test.each([
  // By the closed forms for one, two and three degrees of freedom.
  [1, 1, 0.5],
  [2, 1, 1 - (2 / Math.PI) * Math.atan(2)],
  [1.5, 2, 1 - 1.5 / Math.sqrt(2 + 1.5 ** 2)],
  [0.7, 3, 1 - (2 / Math.PI) * (0.7 / Math.sqrt(3) / (1 + 0.7 ** 2 / 3) + Math.atan(0.7 / Math.sqrt(3)))],
])('t = %d with %d degrees of freedom has the two-sided probability %d', (t, degrees, probability) => {
  expect(studentTwoSided(t, degrees)).toBeCloseTo(probability, 12)
  expect(studentQuantile(probability, degrees)).toBeCloseTo(t, 9)
})

test('with many degrees of freedom t is normal', () => {
  expect(studentTwoSided(1.96, 1e7)).toBeCloseTo(2 * normalProbability(-1.96), 6)
})

test('nothing is as far away as infinity', () => {
  expect(studentTwoSided(Infinity, 5)).toBe(0)
})
