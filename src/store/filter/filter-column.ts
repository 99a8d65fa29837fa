/**
 * @file One field as filters see it: a column of one type, declared or worked out from all of its values. Without a declaration it is of numbers
 * where every value is a number or reads as a plain one, else of text.
 */
import type { Bitmap } from '../../base/bitmap.ts'
import { compareDecimals, isPlainDecimal } from '../../data/decimal.ts'
import { type FieldType, numberOf, timeOf } from '../../data/field-type.ts'
import { losesDigits } from '../../data/long-numbers.ts'
import { createTimeColumn, type TimeColumn } from './time-column.ts'
import { type Column, type ColumnRange, type ColumnValue, createColumn } from '../../index/columns.ts'

/** How many values there are of each kind. */
export interface KindCounts {
  /** Stored as numbers. */
  numbers: number
  /** Texts that read as plain numbers. */
  numberTexts: number
  /** Other texts, `true` and `false` among them. */
  texts: number
  /** Of those: `true` and `false`. */
  booleanTexts: number
  booleans: number
}

export interface FilterColumn {
  readonly add: (ordinal: number, values: readonly ColumnValue[]) => void
  readonly counts: () => Readonly<KindCounts>
  /** Of the texts that read as no number; undefined where there is none. */
  readonly example: () => string | undefined
  readonly present: () => Bitmap
  /** Documents with a value that is one of these numbers, or between these. */
  readonly numbers: {
    readonly anyOf: (values: readonly number[]) => Bitmap
    readonly between: (range: ColumnRange) => Bitmap
  }
  /** Of a column that is declared as dates. */
  readonly times: Pick<TimeColumn, 'anyOf' | 'between'>
  /** Documents with one of these texts; numbers and booleans count by their text. */
  readonly textsAnyOf: (values: readonly string[]) => Bitmap
  readonly textsBetween: (range: ColumnRange) => Bitmap
  readonly booleansAnyOf: (values: readonly boolean[]) => Bitmap
  /** Each text that is there, once. */
  readonly distinctTexts: () => Iterable<string>
}

interface LongNumber {
  readonly ordinal: number
  readonly text: string
}

/** @param type as declared */
export function createFilterColumn(type: FieldType | undefined): FilterColumn {
  const raw = createColumn()
  const read = createColumn()
  const times = createTimeColumn()
  const long: LongNumber[] = []
  /** What each text reads as. */
  const distinct = new Map<string, number | 'long' | 'time' | undefined>()
  const counts: KindCounts = { numbers: 0, numberTexts: 0, texts: 0, booleanTexts: 0, booleans: 0 }
  let example: string | undefined
  const addText = (ordinal: number, text: string): void => {
    const isKnown = distinct.has(text)
    const value = isKnown ? distinct.get(text) : numberIn(text, type)
    if (!isKnown) distinct.set(text, value)
    if (value === 'time') times.add(ordinal, text)
    else if (value === 'long') long.push({ ordinal, text })
    else if (value !== undefined) read.add(ordinal, [value])
    if (value !== undefined) counts.numberTexts++
    else {
      // An empty text says nothing of the type.
      if (text !== '') counts.texts++
      if (text !== '' && example === undefined) example = text
      if (isBooleanText(text)) counts.booleanTexts++
    }
  }
  return {
    add: (ordinal, given) => {
      const values = given.map(inOneForm)
      raw.add(ordinal, values)
      for (const value of values) {
        if (typeof value === 'string') addText(ordinal, value)
        else if (typeof value === 'number') counts.numbers++
        else counts.booleans++
      }
    },
    counts: () => counts,
    example: () => example,
    present: raw.present,
    distinctTexts: () => distinct.keys(),
    numbers: {
      anyOf: (values) => raw.anyOf(values).or(read.anyOf(values)),
      between: (range) => numbersBetween({ raw, read, long }, range),
    },
    times,
    textsAnyOf: (values) => raw.anyOf(values.map(inOneForm).flatMap(formsOf)),
    textsBetween: ({ gt, gte, lt, lte }) =>
      raw.between({ gt: inOneForm(gt), gte: inOneForm(gte), lt: inOneForm(lt), lte: inOneForm(lte) }),
    booleansAnyOf: (values) =>
      raw.anyOf([
        ...values,
        ...[...distinct.keys()].filter((text) => isBooleanText(text) && values.includes(text.toLowerCase() === 'true')),
      ]),
  }
}

/** Unicode writes "é" as one character and as two: both are the same value. */
const inOneForm = <Value>(value: Value): Value =>
  typeof value === 'string' ? (value.normalize('NFC') as Value & string) : value

const isBooleanText = (text: string): boolean => /^(?:true|false)$/i.test(text)

function numberIn(text: string, type: FieldType | undefined): number | 'long' | 'time' | undefined {
  if (type === 'text' || type === 'boolean') return undefined
  if (type === 'date') return timeOf(text) === undefined ? undefined : 'time'
  if (losesDigits(text)) return isPlainDecimal(text) ? 'long' : undefined
  return type === 'number' ? numberOf(text) : isPlainDecimal(text) ? Number(text) : undefined
}

/** A text and what else would be written so. */
function formsOf(text: string): ColumnValue[] {
  const value = Number(text)
  return [
    text,
    ...(text !== '' && String(value) === text ? [value] : []),
    ...(text === 'true' || text === 'false' ? [text === 'true'] : []),
  ]
}

function numbersBetween(
  { raw, read, long }: { readonly raw: Column; readonly read: Column; readonly long: readonly LongNumber[] },
  range: ColumnRange,
): Bitmap {
  const bounds = { gt: numeric(range.gt), gte: numeric(range.gte), lt: numeric(range.lt), lte: numeric(range.lte) }
  const found = raw.between(bounds).or(read.between(bounds))
  for (const { ordinal, text } of long) if (isWithin(text, range)) found.add(ordinal)
  return found
}

const numeric = (bound: string | number | undefined): number | undefined =>
  bound === undefined ? undefined : Number(bound)

function isWithin(text: string, { gt, gte, lt, lte }: ColumnRange): boolean {
  const compare = (bound: string | number): number => compareDecimals(text, String(bound))
  return (
    (gt === undefined || compare(gt) > 0) &&
    (gte === undefined || compare(gte) >= 0) &&
    (lt === undefined || compare(lt) < 0) &&
    (lte === undefined || compare(lte) <= 0)
  )
}
