import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Bitmap } from './bitmap.ts'

const numbers = fc.uniqueArray(fc.nat(200))

test('a bitmap behaves as a set of numbers, whatever is in it', () => {
  fc.assert(
    fc.property(numbers, numbers, (left, right) => {
      const [a, b] = [Bitmap.of(left), Bitmap.of(right)]
      const ascending = (values: number[]): number[] => values.toSorted((x, y) => x - y)
      expect([...a]).toEqual(ascending(left))
      expect(a.count()).toBe(left.length)
      expect([...a.and(b)]).toEqual(ascending(left.filter((n) => right.includes(n))))
      expect([...a.or(b)]).toEqual(ascending([...new Set([...left, ...right])]))
      expect([...a.andNot(b)]).toEqual(ascending(left.filter((n) => !right.includes(n))))
    }),
  )
})

test('deleting takes a number out, also one that was never in', () => {
  const bitmap = Bitmap.of([3, 70])
  bitmap.delete(70)
  bitmap.delete(5000)
  expect([...bitmap]).toEqual([3])
  expect(bitmap.has(5000)).toBe(false)
})
