import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compareUtf8 } from './compare.ts'

test('strings order as their UTF-8 bytes do', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
      expect(Math.sign(compareUtf8(a, b))).toBe(Math.sign(Buffer.compare(Buffer.from(a), Buffer.from(b))))
    }),
  )
  expect(compareUtf8('\u{1F600}', '\uFF5E')).toBeGreaterThan(0)
})
