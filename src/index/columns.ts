/** @file The values of one field by document ordinal, for filters: which documents have this value, or one in this range. */
import { Bitmap } from '../base/bitmap.ts'
import { compareUtf8 } from '../base/compare.ts'

export type ColumnValue = string | number | boolean
export type ColumnType = 'string' | 'number' | 'boolean'

/** Bounds of one type, at least one of them. */
export interface ColumnRange {
  readonly gt?: string | number | undefined
  readonly gte?: string | number | undefined
  readonly lt?: string | number | undefined
  readonly lte?: string | number | undefined
}

/** A document may have several values, of several types; it matches where any of them does. */
export interface Column {
  readonly add: (ordinal: number, values: readonly ColumnValue[]) => void
  /** The types that occur, in order of appearance. */
  readonly types: () => readonly ColumnType[]
  /** Documents with any of these values. */
  readonly anyOf: (values: readonly ColumnValue[]) => Bitmap
  /** Documents with a value between the bounds: numbers by size, strings by UTF-8 bytes (which is the order of ISO dates). */
  readonly between: (range: ColumnRange) => Bitmap
  /** Documents with any value at all. */
  readonly present: () => Bitmap
}

export const typeOfValue = (value: ColumnValue): ColumnType => typeof value as ColumnType

export function createColumn(): Column {
  const types = new Set<ColumnType>()
  const present = new Bitmap()
  const strings = new Map<string, number[]>()
  const booleans = { true: new Bitmap(), false: new Bitmap() }
  // A number's document is at the same index of the other array; both are scanned, a million numbers in about a millisecond.
  const numbers: number[] = []
  const owners: number[] = []

  const addOne = (ordinal: number, value: ColumnValue): void => {
    types.add(typeOfValue(value))
    if (typeof value === 'boolean') booleans[`${value}`].add(ordinal)
    else if (typeof value === 'number') {
      numbers.push(value)
      owners.push(ordinal)
    } else {
      const holders = strings.get(value)
      if (holders === undefined) strings.set(value, [ordinal])
      else holders.push(ordinal)
    }
  }
  const numbersWhere = (matches: (value: number) => boolean): Bitmap => {
    const found = new Bitmap()
    for (let i = 0; i < numbers.length; i++) if (matches(numbers[i] ?? NaN)) found.add(owners[i] ?? 0)
    return found
  }
  const stringsWhere = (matches: (value: string) => boolean): Bitmap => {
    const found = new Bitmap()
    for (const [value, holders] of strings) if (matches(value)) for (const ordinal of holders) found.add(ordinal)
    return found
  }

  return {
    add: (ordinal, values) => {
      for (const value of values) addOne(ordinal, value)
      if (values.length > 0) present.add(ordinal)
    },
    types: () => [...types],
    present: () => present,
    anyOf: (values) => {
      const wanted = new Set(values.filter((value) => typeof value === 'number'))
      let found = wanted.size === 0 ? new Bitmap() : numbersWhere((value) => wanted.has(value))
      for (const value of values) {
        if (typeof value === 'string') for (const ordinal of strings.get(value) ?? []) found.add(ordinal)
        if (typeof value === 'boolean') found = found.or(booleans[`${value}`])
      }
      return found
    },
    between: (range) =>
      [range.gt, range.gte, range.lt, range.lte].some((bound) => typeof bound === 'string')
        ? stringsWhere((value) => isWithin(range, (bound) => compareUtf8(value, String(bound))))
        : numbersWhere((value) => isWithin(range, (bound) => value - Number(bound))),
  }
}

/** @param compare negative where the value is below the bound */
function isWithin({ gt, gte, lt, lte }: ColumnRange, compare: (bound: string | number) => number): boolean {
  return (
    (gt === undefined || compare(gt) > 0) &&
    (gte === undefined || compare(gte) >= 0) &&
    (lt === undefined || compare(lt) < 0) &&
    (lte === undefined || compare(lte) <= 0)
  )
}
