import fc from 'fast-check'
import { expect, test } from 'vitest'
import { lowestBit, mixBits, popcount } from './bits.ts'

test('set bits are counted and found as in the binary digits', () => {
  fc.assert(
    fc.property(fc.integer({ min: -(2 ** 31), max: 2 ** 32 - 1 }), (word) => {
      const digits = (word >>> 0).toString(2)
      expect(popcount(word)).toBe(digits.replaceAll('0', '').length)
      expect(lowestBit(word)).toBe(word === 0 ? -1 : digits.length - 1 - digits.lastIndexOf('1'))
    }),
  )
})

test('mixed bits are those of MurmurHash3, and no two words share them', () => {
  expect([0, 1, 2, 0xffffffff].map(mixBits)).toEqual([0, 0x514e28b7, 0x30f4c306, 0x81f16f39])
  expect(new Set(Array.from({ length: 100_000 }, (_, word) => mixBits(word))).size).toBe(100_000)
})
