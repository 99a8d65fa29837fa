import fc from 'fast-check'
import { expect, test } from 'vitest'
import { lowerBound } from './lower-bound.ts'

const ascending = fc.array(fc.nat(50)).map((numbers) => numbers.toSorted((a, b) => a - b))

test('a value belongs after all numbers of the range that are below it', () => {
  fc.assert(
    fc.property(ascending, fc.nat(60), fc.nat(30), fc.nat(30), (numbers, value, a, b) => {
      expect(lowerBound(numbers, value)).toBe(numbers.filter((n) => n < value).length)
      const [from, to] = [Math.min(a, b, numbers.length), Math.min(Math.max(a, b), numbers.length)]
      const below = numbers.slice(from, to).filter((n) => n < value).length
      expect(lowerBound(Uint32Array.from(numbers), value, { from, to })).toBe(from + below)
    }),
  )
})
