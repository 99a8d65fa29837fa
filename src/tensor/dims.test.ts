import { expect, test } from 'vitest'
import { axisOf, broadcast, productOf, quotientOf } from './dims.ts'

test('equal products are equal strings', () => {
  expect(productOf(['tokens', 2, 'batch'])).toBe(productOf([2, 'batch*tokens']))
  expect(productOf([3, 4])).toBe(12)
  expect(productOf([])).toBe(1)
})

test('a quotient undoes a product', () => {
  expect(quotientOf(['batch', 'tokens', 384], [12, 32])).toBe('batch*tokens')
  expect(quotientOf(['batch', 'tokens', 384], ['batch', 384])).toBe('tokens')
  expect(quotientOf(['batch', 'tokens'], ['tokens', 'batch'])).toBe(1)
})

test('what does not divide is a bug of ours', () => {
  expect(() => quotientOf(['batch', 10], [4])).toThrow(/divides/)
  expect(() => quotientOf(['batch'], ['tokens'])).toThrow(/divides/)
})

test('shapes broadcast from the right', () => {
  expect(broadcast(['batch', 'heads', 'tokens', 'tokens'], ['batch', 1, 1, 'tokens'])).toEqual([
    'batch',
    'heads',
    'tokens',
    'tokens',
  ])
  expect(broadcast([], [3, 1], [4])).toEqual([3, 4])
  expect(() => broadcast([2], ['batch'])).toThrow(/broadcast/)
})

test('negative axes count from the end', () => {
  expect(axisOf(-1, 3)).toBe(2)
  expect(axisOf(0, 3)).toBe(0)
})
