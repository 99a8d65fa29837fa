/** @file The type of a field: what each type can hold, and how to read a value of it from the text in a file. */
import type { FieldValue } from './document.ts'
import { compareDecimals } from './decimal.ts'

export const fieldTypes = ['text', 'number', 'date', 'boolean'] as const
export type FieldType = (typeof fieldTypes)[number]

/** By path, such as `price` or `metadata.updated`. */
export type FieldTypes = Readonly<Record<string, FieldType>>

type Scalar = string | number | boolean

const DECIMAL = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/
/** Fifteen digits are what a float64 always keeps. */
const DIGITS_MAX = 15

const DATE =
  /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(?:Z|([+-])(\d\d):?(\d\d))?)?)?)?$/i

const BOOLEANS: Readonly<Record<string, boolean>> = {
  true: true,
  false: false,
  yes: true,
  no: false,
  1: true,
  0: false,
}

/** @returns undefined where the value does not fit */
const casts: Readonly<Record<FieldType, (value: Scalar) => Scalar | undefined>> = {
  text: String,
  number: (value) => (typeof value === 'number' ? value : typeof value === 'string' ? numberOf(value) : undefined),
  date: (value) => (typeof value === 'string' && timeOf(value) !== undefined ? value : undefined),
  boolean: (value) => (typeof value === 'boolean' ? value : BOOLEANS[String(value).trim().toLowerCase()]),
}

/** The number that a text says, without losing any of it: undefined for `$5`, `1,299`, and for more digits than a float64 keeps. */
export function numberOf(text: string): number | undefined {
  const plain = text.trim()
  if (!DECIMAL.test(plain)) return undefined
  const value = Number(plain)
  if (!Number.isFinite(value)) return undefined
  return plain.replaceAll(/\D/g, '').length <= DIGITS_MAX || compareDecimals(plain, String(value)) === 0
    ? value
    : undefined
}

export interface Time {
  /** Whole milliseconds since 1970. */
  readonly ms: number
  /** The rest, 0 to 999,999. */
  readonly ns: number
}

/** ISO 8601: a year, month, day or time, to the nanosecond; without an offset it is UTC. @returns undefined where it is none */
export function timeOf(text: string): Time | undefined {
  const match = DATE.exec(text.trim())
  if (match === null) return undefined
  const [year, month, day, hours, minutes, seconds] = [1, 2, 3, 4, 5, 6].map((i) => match[i])
  const fraction = (match[7] ?? '').padEnd(9, '0')
  const parts = [Number(year), Number(month ?? 1) - 1, Number(day ?? 1)] as const
  const time = [Number(hours ?? 0), Number(minutes ?? 0), Number(seconds ?? 0)] as const
  const local = Date.UTC(...parts, ...time)
  const date = new Date(local)
  const isReal =
    date.getUTCMonth() === parts[1] && date.getUTCDate() === parts[2] && time[0] < 24 && time[1] < 60 && time[2] < 60
  if (!isReal) return undefined
  const offsetMinutes = Number(match[9] ?? 0) * 60 + Number(match[10] ?? 0)
  const ms = local + Number(fraction.slice(0, 3)) - (match[8] === '-' ? -1 : 1) * offsetMinutes * 60_000
  return { ms, ns: Number(fraction.slice(3)) }
}

/** A value that does not fit the type of its field. */
export interface Misfit {
  readonly field: string
  readonly type: FieldType
  readonly value: Scalar
}

/** The fields with values in their declared types; values that do not fit are kept unchanged and reported. */
export function castFields(
  fields: Readonly<Record<string, FieldValue>>,
  types: FieldTypes,
  onMisfit: (misfit: Misfit) => void,
): Readonly<Record<string, FieldValue>> {
  let cast: FieldValue = fields
  for (const [field, type] of Object.entries(types)) {
    cast = castAt(cast, field.split('.'), (value) => {
      if (value === '') return value
      const found = casts[type](value)
      if (found === undefined) onMisfit({ field, type, value })
      return found ?? value
    })
  }
  return cast as Readonly<Record<string, FieldValue>>
}

/** Looks where filters look: into objects, into each element of an array, at a key that is written with its dots first. */
function castAt(value: FieldValue, path: readonly string[], cast: (value: Scalar) => Scalar): FieldValue {
  if (value === null) return value
  if (Array.isArray(value)) return value.map((item: FieldValue) => castAt(item, path, cast))
  const [key, ...rest] = path
  if (typeof value !== 'object') return key === undefined ? cast(value) : value
  if (key === undefined) return value
  const fields = value as Readonly<Record<string, FieldValue>>
  const dotted = path.join('.')
  const [name, further] = Object.hasOwn(fields, dotted) ? [dotted, []] : [key, rest]
  if (!Object.hasOwn(fields, name)) return value
  return Object.fromEntries(
    Object.entries(fields).map(([field, item]) => [field, field === name ? castAt(item, further, cast) : item]),
  )
}
