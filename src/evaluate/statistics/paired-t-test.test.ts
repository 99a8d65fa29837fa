import { expect, test } from 'vitest'
import { pairedTTest } from './paired-t-test.ts'

test('no difference at all has the p value 1, the same one in every query the p value 0', () => {
  expect(pairedTTest([1, 0.5], [1, 0.5])).toMatchObject({ t: 0, p: 1, interval: { low: 0, high: 0 } })
  expect(pairedTTest([0.75, 0.5], [0.5, 0.25])).toMatchObject({ t: Infinity, p: 0 })
})

test('one query decides nothing', () => {
  expect(pairedTTest([1], [0])).toMatchObject({ degrees: 0, p: 1, interval: { value: 1, low: 1, high: 1 } })
})
