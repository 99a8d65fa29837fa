import fc from 'fast-check'
import { expect, test } from 'vitest'
import { planBatches } from './plan-batches.ts'

test('every text is in exactly one batch, longest first', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 512 }), { maxLength: 200 }), (lengths) => {
      const order = planBatches(lengths).flat()
      expect(order.toSorted((a, b) => a - b)).toEqual(lengths.map((_, index) => index))
      expect(order.map((index) => lengths[index])).toEqual(lengths.toSorted((a, b) => b - a))
    }),
  )
})

test('padding is at most a sixth of a batch that is large enough, and small batches are filled', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 512 }), { maxLength: 200 }), (lengths) => {
      for (const batch of planBatches(lengths)) {
        const longest = lengths[batch[0] ?? 0] ?? 0
        const shortest = lengths[batch.at(-1) ?? 0] ?? 0
        expect(batch.length === 1 || batch.length * longest <= 2048).toBe(true)
        if ((batch.length - 1) * longest >= 256) expect(shortest).toBeGreaterThanOrEqual(longest * 0.85)
      }
    }),
  )
})

test('a text beyond the budget is a batch of its own', () => {
  expect(planBatches([3000, 5])).toEqual([[0], [1]])
})

test('nothing gives no batches', () => {
  expect(planBatches([])).toEqual([])
})
