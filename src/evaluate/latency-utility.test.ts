import { expect, test } from 'vitest'
import { latencyUtility } from './latency-utility.ts'

test('an answer is worth half after one half-life, a quarter after two, and everything at once', () => {
  expect(latencyUtility([1, 0.8, 0.8, 0], [0, 100, 200, 5], { halfLifeMs: 100 })).toEqual([1, 0.4, 0.2, 0])
})
