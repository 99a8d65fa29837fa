import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeNpy, encodeNpy } from './npy.ts'

describe('NumPy files', () => {
  test('read back what was written, with the data aligned to 64 bytes', () => {
    fc.assert(
      fc.property(fc.nat(20), fc.nat(300), (rows, dim) => {
        const data = Float32Array.from({ length: rows * dim }, (_, i) => Math.sin(i))
        const bytes = encodeNpy({ data, rows, dim })
        expect((bytes.length - data.byteLength) % 64).toBe(0)
        expect(decodeNpy(bytes)).toEqual({ data, rows, dim })
      }),
      { numRuns: 30 },
    )
  })

  test('may lie anywhere in a buffer', () => {
    const bytes = encodeNpy({ data: Float32Array.of(1, 2), rows: 1, dim: 2 })
    const shifted = new Uint8Array(bytes.length + 3)
    shifted.set(bytes, 3)
    expect(decodeNpy(shifted.subarray(3)).data).toEqual(Float32Array.of(1, 2))
  })

  const whole = encodeNpy({ data: Float32Array.of(1, 2), rows: 1, dim: 2 })
  const withHeader = (from: string, to: string): Uint8Array =>
    Buffer.from(Buffer.from(whole).toString('latin1').replace(from, to), 'latin1')

  test.each([
    { what: 'other bytes', bytes: Buffer.from('PK\u0003\u0004 and more'), code: 'DATA_NPY_DAMAGED' },
    { what: 'nothing', bytes: new Uint8Array(), code: 'DATA_NPY_DAMAGED' },
    { what: 'a cut header', bytes: whole.subarray(0, 40), code: 'DATA_NPY_DAMAGED' },
    { what: 'cut data', bytes: whole.subarray(0, -1), code: 'DATA_NPY_DAMAGED' },
    { what: 'another header', bytes: withHeader('shape', 'shade'), code: 'DATA_NPY_DAMAGED' },
    { what: 'version 9', bytes: Uint8Array.from(whole, (b, i) => (i === 6 ? 9 : b)), code: 'DATA_NPY_UNSUPPORTED' },
    { what: 'integers', bytes: withHeader('<f4', '<i4'), code: 'DATA_NPY_UNSUPPORTED' },
    { what: 'Fortran order', bytes: withHeader('False', 'True '), code: 'DATA_NPY_UNSUPPORTED' },
    { what: 'three dimensions', bytes: withHeader('(1, 2)', '(1,2,1)'), code: 'DATA_NPY_UNSUPPORTED' },
    { what: 'records', bytes: withHeader("'<f4'", "[('<f4',)]"), code: 'DATA_NPY_UNSUPPORTED' },
  ])('are refused for $what', ({ bytes, code }) => {
    expect(() => decodeNpy(bytes)).toThrow(expect.objectContaining({ code }))
  })
})
