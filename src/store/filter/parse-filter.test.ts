import { describe, expect, it } from 'vitest'
import { AttuneError } from '../../base/errors.ts'
import { parseFilter } from './parse-filter.ts'

const failure = (text: string): AttuneError => {
  try {
    parseFilter(text)
  } catch (error) {
    if (error instanceof AttuneError) return error
  }
  throw new Error(`"${text}" was read`)
}

describe('a filter as text', () => {
  it.each([
    ['category = "billing"', { field: 'category', equals: 'billing' }],
    ["category == 'it\\'s'", { field: 'category', equals: "it's" }],
    ['price < 20', { field: 'price', lt: 20 }],
    ['price>=-1.5e3', { field: 'price', gte: -1500 }],
    ['isNew = TRUE', { field: 'isNew', equals: true }],
    ['brand != "x"', { not: { field: 'brand', equals: 'x' } }],
    ['brand in ("x", "y")', { field: 'brand', in: ['x', 'y'] }],
    ['brand NOT IN ("x")', { not: { field: 'brand', in: ['x'] } }],
    ['exists(sku)', { field: 'sku', exists: true }],
    ['metadata.tags = "a"', { field: 'metadata.tags', equals: 'a' }],
    ['`odd name, (really)` = 1', { field: 'odd name, (really)', equals: 1 }],
    ['größe > 4', { field: 'größe', gt: 4 }],
    ['author = 1157567399403462676', { field: 'author', equals: '1157567399403462676' }],
    ['date >= "2024-01-01"', { field: 'date', gte: '2024-01-01' }],
  ])('reads %s', (text, filter) => {
    expect(parseFilter(text)).toEqual(filter)
  })

  it('binds "and" closer than "or", and "not" closest', () => {
    expect(parseFilter('a = 1 or b = 2 and not c = 3')).toEqual({
      or: [{ field: 'a', equals: 1 }, { and: [{ field: 'b', equals: 2 }, { not: { field: 'c', equals: 3 } }] }],
    })
  })

  it('reads the whole language at once', () => {
    expect(parseFilter('category = "billing" and (price < 20 or not brand in ("x","y")) and exists(sku)')).toEqual({
      and: [
        { field: 'category', equals: 'billing' },
        { or: [{ field: 'price', lt: 20 }, { not: { field: 'brand', in: ['x', 'y'] } }] },
        { field: 'sku', exists: true },
      ],
    })
  })

  it.each([
    ['price < ', 7, 'a value'],
    ['price 20', 6, '"in"'],
    ['price < cheap', 8, 'strings stand in quotes'],
    ['(a = 1', 6, '")"'],
    ['a = 1 b = 2', 6, '"and", "or" or the end'],
    ['a = "open', 4, 'has no end'],
    ['a = 1 & b = 2', 6, 'is not expected'],
    ['', 0, 'a field'],
    ['a = null', 4, 'not exists'],
    ['a < true', 4, 'numbers and strings only'],
    ['a in ()', 6, 'a value'],
    ['and = 1', 0, 'a field'],
  ])('refuses "%s" at position %i', (text, position, problem) => {
    const error = failure(text)
    expect(error.code).toBe('STORE_FILTER_UNREADABLE')
    expect(error.message).toContain(problem)
    expect(error.details['position']).toBe(position)
    expect(error.message.split('\n').at(-1)).toBe(`  ${' '.repeat(position)}^`)
  })

  it('refuses endless nesting instead of overflowing the stack', () => {
    expect(failure('('.repeat(100_000)).message).toContain('nesting')
    expect(failure('not '.repeat(100_000)).message).toContain('nesting')
  })
})
