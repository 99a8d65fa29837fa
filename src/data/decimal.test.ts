import { expect, test } from 'vitest'
import { compareDecimals, isPlainDecimal } from './decimal.ts'
import { numberOf, timeOf } from './field-type.ts'

test.each([
  ['1157567399403462676', '1157567399403462677', -1],
  ['-1157567399403462676', '-1157567399403462677', 1],
  ['12345678901234567.89', '12345678901234567.9', -1],
  ['10.10', '10.1', 0],
  ['-0', '0', 0],
  ['-1', '1', -1],
  ['007', '7', 0],
  ['1e3', '999', 1],
])('%s against %s', (a, b, sign) => {
  expect(Math.sign(compareDecimals(a, b))).toBe(sign)
})

test.each([
  ['19.90', true, 19.9],
  ['-3', true, -3],
  ['0', true, 0],
  ['02134', false, 2134],
  ['1e5', false, 100_000],
  ['+1', false, 1],
  ['1.', false, 1],
  ['.5', false, 0.5],
  ['$5', false, undefined],
  ['1,299', false, undefined],
  ['', false, undefined],
  ['NaN', false, undefined],
  ['0x10', false, undefined],
  ['1e999', false, undefined],
  ['100000000000000000000', true, 1e20],
  ['1157567399403462676', true, undefined],
  ['0.1000000000000000055', true, undefined],
])('%s is plain: %s, as a number %s', (text, isPlain, value) => {
  expect(isPlainDecimal(text)).toBe(isPlain)
  expect(numberOf(text)).toBe(value)
})

test.each([
  ['2024-01-31', Date.UTC(2024, 0, 31)],
  ['2024-01', Date.UTC(2024, 0, 1)],
  ['2024-01-31T12:00:00Z', Date.UTC(2024, 0, 31, 12)],
  ['2024-01-31 12:00:00.250+02:00', Date.UTC(2024, 0, 31, 10, 0, 0, 250)],
  ['2024-02-30', undefined],
  ['2024-13-01', undefined],
  ['31.01.2024', undefined],
  ['2024-01-31T25:00', undefined],
])('the moment %s', (text, ms) => {
  expect(timeOf(text)?.ms).toBe(ms)
})
