import { describe, expect, test } from 'vitest'
import { createIdHash, createSeenIds } from './seen-ids.ts'

describe('seen ids', () => {
  test('suspect nothing among many similar ids, and every one of them when it comes again', () => {
    const seen = createSeenIds()
    const count = 200_000
    let suspects = 0
    for (let i = 0; i < count; i++) suspects += seen.add(`doc-${i}`, i).length
    expect(suspects).toBe(0)
    for (let i = 0; i < count; i += 997) expect(seen.add(`doc-${i}`, count + i)).toEqual([i])
  })

  test('name every earlier id of the same hash, so that a collision hides no duplicate', () => {
    const seen = createSeenIds((id, out) => out.set([id.length, 7]))
    expect(seen.add('aa', 0)).toEqual([])
    expect(seen.add('bb', 1)).toEqual([0])
    expect(seen.add('ccc', 2)).toEqual([])
    expect(seen.add('bb', 3)).toEqual([0, 1])
  })

  test.each([0, 1])('hash evenly: each half of 32 bits collides as often as chance has it (seed %i)', (seed) => {
    const hash = createIdHash(seed)
    const out = new Uint32Array(2)
    const halves = [new Set<number>(), new Set<number>()] as const
    const count = 200_000
    for (let i = 0; i < count; i++) {
      hash(`https://example.com/${i}`, out)
      for (const [index, half] of halves.entries()) half.add(out[index] ?? 0)
    }
    // Of n ids about n^2 / 2^33 = 4.7 pairs share 32 bits; 20 or more happen by chance less than once in a hundred thousand hashes.
    for (const half of halves) expect(count - half.size).toBeLessThan(20)
  })

  test('hash differently by seed', () => {
    const out = [0, 1].map((seed) => {
      const halves = new Uint32Array(2)
      createIdHash(seed)('the same', halves)
      return Array.from(halves)
    })
    expect(out[0]).not.toEqual(out[1])
  })
})
