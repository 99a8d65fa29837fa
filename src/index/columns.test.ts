import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Column, type ColumnValue, createColumn } from './columns.ts'

const columnOf = (documents: readonly (readonly ColumnValue[])[]): Column => {
  const column = createColumn()
  documents.forEach((values, ordinal) => column.add(ordinal, values))
  return column
}

describe('a column', () => {
  it('finds documents by any of their values, of whichever type', () => {
    const column = columnOf([['x', 'y'], [1], [true], ['y', 1], [], [false, 'x']])
    expect([...column.anyOf(['x'])]).toEqual([0, 5])
    expect([...column.anyOf([1, true])]).toEqual([1, 2, 3])
    expect([...column.anyOf(['1', 'nobody'])]).toEqual([])
    expect([...column.anyOf([])]).toEqual([])
    expect([...column.present()]).toEqual([0, 1, 2, 3, 5])
    expect(column.types()).toEqual(['string', 'number', 'boolean'])
  })

  it('orders strings as their UTF-8 bytes, so that ISO dates are in order of time', () => {
    const column = columnOf([['2024-01-31'], ['2024-02-01T08:00:00Z'], ['2023-12-31'], ['😀'], ['\uffee']])
    expect([...column.between({ gte: '2024-01-01', lt: '2024-02-02' })]).toEqual([0, 1])
    expect([...column.between({ gt: '\uffee' })]).toEqual([3])
  })

  it('never takes a string for a number', () => {
    const column = columnOf([['10'], [10]])
    expect([...column.between({ gte: 5 })]).toEqual([1])
    expect([...column.between({ gte: '0' })]).toEqual([0])
  })

  it('agrees with looking at each document', () => {
    const values: fc.Arbitrary<ColumnValue[]> = fc.array(
      fc.oneof(fc.integer({ min: -9, max: 9 }), fc.constantFrom('a', 'b', 'B'), fc.boolean()),
      {
        maxLength: 3,
      },
    )
    const bound = fc.option(fc.integer({ min: -9, max: 9 }), { nil: undefined })
    fc.assert(
      fc.property(fc.array(values), bound, bound, values, (documents, gt, lte, wanted) => {
        const column = columnOf(documents)
        const where = (matches: (value: ColumnValue) => boolean): number[] =>
          documents.flatMap((own, ordinal) => (own.some(matches) ? [ordinal] : []))
        expect([...column.anyOf(wanted)]).toEqual(where((value) => wanted.includes(value)))
        expect([...column.between({ gt, lte })]).toEqual(
          where((value) => typeof value === 'number' && value > (gt ?? -99) && value <= (lte ?? 99)),
        )
      }),
    )
  })
})
