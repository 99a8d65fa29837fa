import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { checkFilter, filterSchema } from './filter-schema.ts'

const problemsOf = (filter: unknown): string[] =>
  (v.safeParse(filterSchema, filter).issues ?? []).map(
    (issue) => `${(issue.path ?? []).map(({ key }) => String(key)).join('.')}: ${issue.message}`,
  )

it('an invalid filter is refused with the path to what is wrong', () => {
  const filter = {
    and: [
      { field: 'a', equals: 1 },
      { field: 'b', gt: 1, lt: 'x' },
    ],
  }
  expect(() => checkFilter(filter)).toThrow(expect.objectContaining({ code: 'STORE_FILTER_INVALID' }))
  expect(() => checkFilter(filter)).toThrow('and[1]: expected bounds of one type')
})

describe('a filter as JSON', () => {
  it.each([
    { field: 'a', equals: 'x' },
    { field: 'a', in: [1, 'x', true] },
    { field: 'a', gte: 1, lt: 2 },
    { field: 'a', gt: '2024-01-01' },
    { field: 'a', exists: false },
    { and: [{ or: [] }, { not: { field: 'a', equals: 1 } }] },
  ])('%j is one', (filter) => {
    expect(v.parse(filterSchema, filter)).toEqual(filter)
  })

  it.each([
    [{ field: 'a' }, /at least one of gt, gte, lt, lte/],
    [{ field: 'a', gt: 1, lt: 'x' }, /bounds of one type/],
    [{ field: 'a', equals: { deep: 1 } }, /a string, a number or a boolean/],
    [{ field: 'a', equals: 1, lt: 3 }, /lt/],
    [{ and: [{ field: 'a', equals: 1 }, { not: { field: '', exists: true } }] }, /and\.1\.not\.field.*name of a field/],
    [{ field: 'a', gt: NaN }, /gt/],
    [{ field: 'a', equals: 2 ** 60 }, /equals: expected a string: whole numbers beyond 2\^53/],
    [{ feild: 'a', equals: 1 }, /field/],
    ['price < 20', /Object/],
    [null, /Object/],
    [[], /./],
  ])('%j is none', (filter, problem) => {
    expect(problemsOf(filter).join('\n')).toMatch(problem)
  })
})
