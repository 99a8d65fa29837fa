import { expect, test } from 'vitest'
import { createArena } from './memory.ts'

test.each([NaN, -1, Infinity, undefined, '64'])('an arena refuses to give %s bytes, and gives as before', (size) => {
  const arena = createArena()
  const end = arena.end()
  expect(() => arena.take(size as number)).toThrow('a number of bytes')
  expect(arena.take(64)).toBe(end)
})
