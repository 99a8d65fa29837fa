import fc from 'fast-check'
import { expect, test } from 'vitest'
import { crc32 } from './crc32.ts'

/** The definition, one bit at a time. */
function plainCrc32(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  }
  return ~crc >>> 0
}

test('the check value of the standard comes out', () => {
  expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926)
})

test('any bytes at any offset, in one piece or two, give what the definition gives', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(16), fc.nat(200), (bytes, offset, cut) => {
      const whole = new Uint8Array(offset + bytes.length)
      whole.set(bytes, offset)
      const moved = whole.subarray(offset)
      expect(crc32(moved)).toBe(plainCrc32(bytes))
      expect(crc32(moved.subarray(cut), crc32(moved.subarray(0, cut)))).toBe(plainCrc32(bytes))
    }),
  )
})
