import { expect, test } from 'vitest'
import { areNearDuplicates, signatureOf } from './text-signature.ts'

const tokens = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i)

test('copies and texts that differ in a few words are near-duplicates, whatever their order', () => {
  const text = signatureOf(tokens(0, 100))
  expect(areNearDuplicates(text, signatureOf(tokens(0, 100).toReversed()))).toBe(true)
  expect(areNearDuplicates(text, signatureOf(tokens(3, 103)))).toBe(true)
})

test('texts of one subject that share half of their words are not', () => {
  expect(areNearDuplicates(signatureOf(tokens(0, 100)), signatureOf(tokens(50, 150)))).toBe(false)
  expect(areNearDuplicates(signatureOf(tokens(0, 100)), signatureOf(tokens(100, 200)))).toBe(false)
})
