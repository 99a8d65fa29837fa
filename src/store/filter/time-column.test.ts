import { expect, test } from 'vitest'
import { createTimeColumn } from './time-column.ts'

const texts = [
  '2024-01-31T12:00:00Z',
  '2024-01-31T12:00:00.123Z',
  '2024-01-31T12:00:00.123456Z',
  '2024-01-31T12:00:00.123456789Z',
  '2024-01-31T12:00:00.12345679Z',
  '2024-01-31T12:00:00.124Z',
  '2024-02',
]
const column = createTimeColumn()
for (const [ordinal, text] of texts.entries()) column.add(ordinal, text)
const among = (matches: (i: number) => boolean): number[] => [...texts.keys()].filter(matches)

test.each(texts.map((text, at) => ({ text, at })))(
  'each comparison with $text is exact, to the nanosecond',
  ({ text, at }) => {
    expect([...column.anyOf([text])]).toEqual([at])
    expect([...column.between({ gt: text })]).toEqual(among((i) => i > at))
    expect([...column.between({ gte: text })]).toEqual(among((i) => i >= at))
    expect([...column.between({ lt: text })]).toEqual(among((i) => i < at))
    expect([...column.between({ lte: text })]).toEqual(among((i) => i <= at))
    expect([...column.between({ gte: text, lt: '2024-02' })]).toEqual(among((i) => i >= at && i < 6))
    expect([...column.between({ gt: '2024-01-31T12:00:00.123Z', lte: text })]).toEqual(among((i) => i > 1 && i <= at))
  },
)

test('bounds between the values, and other offsets, are exact as well', () => {
  expect([...column.between({ gte: '2024-01-31T12:00:00.1230001Z', lt: '2024-01-31T13:00:00.1239999+01:00' })]).toEqual(
    [2, 3, 4],
  )
  expect([...column.anyOf(['2024-01-31T13:00:00.123456789+01:00', '2024-01-31T12:00:00.123000000Z'])]).toEqual([1, 3])
})
