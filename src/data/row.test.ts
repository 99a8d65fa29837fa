import { describe, expect, test } from 'vitest'
import { createRowReader, type LocatedDocument } from './row.ts'

const place = { file: 'a.jsonl', line: 3 }
const read = (value: unknown, idField?: string): LocatedDocument => createRowReader(idField)({ value, place })

describe('a row becomes a document', () => {
  test.each([
    { row: { _id: 'a', id: 'b' }, idField: undefined, id: 'a', fields: { id: 'b' } },
    { row: { id: 'b', text: 'x' }, idField: undefined, id: 'b', fields: { text: 'x' } },
    { row: { _id: 'a', sku: 'c' }, idField: 'sku', id: 'c', fields: { _id: 'a' } },
    { row: { id: 0 }, idField: undefined, id: '0', fields: {} },
    { row: { id: 9_007_199_254_740_993n }, idField: undefined, id: '9007199254740993', fields: {} },
    { row: { id: ' 007 ' }, idField: undefined, id: ' 007 ', fields: {} },
  ])('with the id $id of $row', ({ row, idField, id, fields }) => {
    expect(read(row, idField)).toEqual({ id, fields, place })
  })

  test('whose fields keep their types and names, whatever they are', () => {
    const row = JSON.parse(
      '{"id":"a","price":9.5,"tags":["x",null],"metadata":{"in":{"stock":true}},"__proto__":{"x":1}}',
    )
    const { fields } = read(row)
    expect(Object.entries(fields)).toEqual([
      ['price', 9.5],
      ['tags', ['x', null]],
      ['metadata', { in: { stock: true } }],
      ['__proto__', { x: 1 }],
    ])
  })

  test.each([
    { value: undefined, field: null },
    { value: 12n, field: 12 },
    { value: 2n ** 60n, field: '1152921504606846976' },
    { value: new Date(Date.UTC(2024, 0, 31, 12)), field: '2024-01-31T12:00:00.000Z' },
    { value: Float32Array.of(0.5, 2), field: [0.5, 2] },
    { value: BigInt64Array.of(1n), field: [1] },
    { value: Uint8Array.of(255, 0), field: '/wA=' },
  ])('with $value as what JSON can say', ({ value, field }) => {
    expect(read({ id: 'a', value }).fields).toEqual({ value: field })
  })

  test('with a cell of a table as the text that it is, and no field where it is empty', () => {
    const cells = { price: '19.90', zip: '007', big: '1234567890123456', odd: ' 1e3', none: '' }
    const { none: _none, ...fields } = cells
    expect(createRowReader(undefined)({ value: { id: '1.10', ...cells }, place, isUntyped: true })).toEqual({
      id: '1.10',
      fields,
      place,
    })
  })

  test.each([
    { row: ['a'], code: 'DATA_ROW_NOT_OBJECT', says: 'an array' },
    { row: 'a', code: 'DATA_ROW_NOT_OBJECT', says: 'a string' },
    { row: null, code: 'DATA_ROW_NOT_OBJECT', says: 'null' },
    { row: { title: 'x', text: 'y' }, code: 'DATA_ID_MISSING', says: 'no "_id" or "id"' },
    { row: { title: 'x', text: 'y' }, code: 'DATA_ID_MISSING', says: 'its fields are "title", "text"' },
    { row: { id: null }, code: 'DATA_ID_MISSING', says: 'its fields are "id"' },
    { row: {}, code: 'DATA_ID_MISSING', says: 'its fields are none' },
    { row: { id: '' }, code: 'DATA_ID_INVALID', says: 'it is empty' },
    { row: { id: true }, code: 'DATA_ID_INVALID', says: 'it is a boolean' },
    { row: { id: ['a'] }, code: 'DATA_ID_INVALID', says: 'it is an array' },
    { row: { id: 2 ** 53 }, code: 'DATA_ID_INVALID', says: 'lose digits' },
    { row: { id: Number.NaN }, code: 'DATA_ID_INVALID', says: 'not a finite number' },
    { row: { id: 'a', x: Number.NaN }, code: 'DATA_VALUE_UNSUPPORTED', says: 'the number NaN in the field "x"' },
    { row: { id: 'a', x: { y: [-Infinity] } }, code: 'DATA_VALUE_UNSUPPORTED', says: 'the number -Infinity' },
    { row: { id: 'a', x: new Date(Number.NaN) }, code: 'DATA_VALUE_UNSUPPORTED', says: 'an invalid date' },
    { row: { id: 'a', x: () => 1 }, code: 'DATA_VALUE_UNSUPPORTED', says: 'a function' },
    { row: { id: 'a', x: nested(200) }, code: 'DATA_VALUE_UNSUPPORTED', says: 'nested deeper than 100 levels' },
  ])('or is refused with its place: $says', ({ row, code, says }) => {
    const complaint = { code, message: expect.stringContaining(says) as string }
    expect(() => read(row)).toThrow(expect.objectContaining(complaint))
    expect(() => read(row)).toThrow('a.jsonl:3')
  })

  test('by the id field that the first row has, which all others must have too', () => {
    const reader = createRowReader(undefined)
    reader({ value: { _id: 'a' }, place })
    expect(() => reader({ value: { id: 'b' }, place })).toThrow('has no "_id"')
  })
})

function nested(depth: number): unknown {
  return depth === 0 ? 1 : [nested(depth - 1)]
}
