import { expect, test } from 'vitest'
import { numpyBelow, numpyRandom, numpyShuffle, pythonChoices, pythonRandom, pythonSample } from './mersenne-twister.ts'

const times = <T>(count: number, draw: () => T): T[] => Array.from({ length: count }, () => draw())

test('draws what numpy 2.4 draws from RandomState', () => {
  expect(times(5, numpyRandom(42).next32)).toEqual([1608637542, 3421126067, 4083286876, 787846414, 3143890026])
  expect(times(3, numpyRandom(42).next)).toEqual([0.3745401188473625, 0.9507143064099162, 0.7319939418114051])
  const random = numpyRandom(42)
  expect(times(10, () => numpyBelow(63, random))).toEqual([38, 51, 28, 14, 42, 7, 60, 20, 38, 57])
  const shuffled = numpyShuffle(
    Array.from({ length: 12 }, (_, i) => i),
    numpyRandom(7),
  )
  expect(shuffled).toEqual([7, 10, 2, 5, 0, 1, 11, 8, 3, 6, 9, 4])
})

test("draws what Python 3.11's random draws", () => {
  const random = pythonRandom(42)
  expect(times(3, random.next)).toEqual([0.6394267984578837, 0.025010755222666936, 0.27502931836911926])
  expect(pythonChoices(63, { count: 8, random })).toEqual([14, 46, 42, 56, 5, 26, 1, 13])
  expect(pythonSample(30, { count: 10, random })).toEqual([16, 19, 0, 17, 6, 22, 20, 24, 26, 13])
  expect(pythonSample(5000, { count: 10, random })).toEqual([1805, 3679, 4827, 2278, 53, 1307, 3462, 2787, 2276, 1273])
})

test('one item needs no draw', () => {
  const random = numpyRandom(1)
  expect(numpyBelow(1, random)).toBe(0)
  expect(random.next32()).toBe(numpyRandom(1).next32())
})
