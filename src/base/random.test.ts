import { expect, test } from 'vitest'
import { createRandom, shuffle } from './random.ts'

test('a seed gives the same numbers each time, another seed others', () => {
  const draw = (seed: number): number[] => Array.from({ length: 5 }, createRandom(seed).next)
  expect(draw(7)).toEqual(draw(7))
  expect(draw(7)).not.toEqual(draw(8))
})

test('uniform and normal draws have the moments that they should', () => {
  const random = createRandom(1)
  const mean = (values: number[]): number => values.reduce((a, b) => a + b, 0) / values.length
  const uniform = Array.from({ length: 50_000 }, () => random.next())
  const normal = Array.from({ length: 50_000 }, () => random.normal())
  expect(mean(uniform)).toBeCloseTo(0.5, 2)
  expect(mean(normal)).toBeCloseTo(0, 1)
  expect(mean(normal.map((x) => x * x))).toBeCloseTo(1, 1)
})

test('shuffling keeps every item', () => {
  const items = Array.from({ length: 100 }, (_, i) => i)
  const shuffled = shuffle([...items], createRandom(3))
  expect(shuffled).not.toEqual(items)
  expect(shuffled.toSorted((a, b) => a - b)).toEqual(items)
})
