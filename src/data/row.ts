/** @file A row of a table or an object of JSON -> a document: which field is the id, and what a field can hold. */
import type { Document, FieldValue } from './document.ts'
import { idInvalid, idMissing, rowNotObject, valueUnsupported } from './errors.ts'
import type { Place } from './place.ts'
import { unwrapRow } from './stored-row.ts'

/** What every format makes of a file, before anything is known of ids. */
export interface Row {
  readonly value: unknown
  readonly place: Place
  /** Values were written without types, as in CSV: they stay the text that they are, and an empty one is no value. */
  readonly isUntyped?: boolean
}

/** A document and its place. */
export interface LocatedDocument extends Document {
  readonly place: Place
  /** By space, where the source has them: see `stored-row.ts`. */
  readonly vectors?: Readonly<Record<string, readonly number[]>>
}

/** BEIR's name first, then the usual one. */
const ID_FIELDS_DEFAULT: readonly string[] = ['_id', 'id']

/** Deeper nesting is a mistake, or an attack on the stack. */
const DEPTH_MAX = 100

/**
 * Makes rows of one file into documents. The first row decides which id field the file uses.
 *
 * @param idField the user's choice; default `_id`, else `id`
 */
export function createRowReader(idField: string | undefined): (row: Row) => LocatedDocument {
  const idFields = idField === undefined ? ID_FIELDS_DEFAULT : [idField]
  let chosen: string | undefined
  return ({ value, place, isUntyped = false }) => {
    if (!isRecord(value)) throw rowNotObject({ ...place, found: kindOf(value) })
    const name = chosen ?? idFields.find((field) => Object.hasOwn(value, field))
    const raw = name === undefined ? undefined : value[name]
    if (name === undefined || raw === undefined || raw === null || !Object.hasOwn(value, name))
      throw idMissing({ ...place, idFields: chosen === undefined ? idFields : [chosen], columns: Object.keys(value) })
    chosen = name
    const id = toId(raw, { idField: name, place })
    const { fields: entries, vectors } = unwrapRow(value, name)
    const fields = toFields(entries, { place, isUntyped })
    return vectors === undefined ? { id, fields, place } : { id, fields, place, vectors }
  }
}

function toId(value: unknown, { idField, place }: { readonly idField: string; readonly place: Place }): string {
  const refuse = (reason: string): never => {
    throw idInvalid({ ...place, idField, value: typeof value === 'bigint' ? String(value) : value, reason })
  }
  if (typeof value === 'bigint') return String(value)
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) return refuse('it is not a finite number')
    // 2^53 and 2^53 + 1 are read as the same number: two documents would become one.
    if (Number.isInteger(value) && !Number.isSafeInteger(value))
      return refuse('whole numbers beyond 2^53 lose digits when they are read; write it as a string in quotes')
    return String(value)
  }
  if (typeof value !== 'string') return refuse(`it is ${kindOf(value)}, not a string or a number`)
  return value === '' ? refuse('it is empty') : value
}

/** `Object.fromEntries` and not assignment: a field may be called `__proto__`. */
function toFields(
  entries: readonly (readonly [string, unknown])[],
  { place, isUntyped }: { readonly place: Place; readonly isUntyped: boolean },
): Readonly<Record<string, FieldValue>> {
  const present = entries.filter(([, value]) => !(isUntyped && value === ''))
  return Object.fromEntries(present.map(([field, value]) => [field, toFieldValue(value, { field, place })]))
}

/**
 * What a field can hold: JSON's values as they are; a 64-bit integer as a number, or as text where a number would lose digits; a time as ISO 8601
 * text in UTC; bytes as text, or as base64 where they are no UTF-8.
 *
 * @throws DATA_VALUE_UNSUPPORTED for NaN and infinities
 */
export function toFieldValue(
  value: unknown,
  at: { readonly field: string; readonly place: Place },
  depth = 0,
): FieldValue {
  const refuse = (found: string): never => {
    throw valueUnsupported({ ...at.place, field: at.field, found })
  }
  if (value === null || value === undefined) return null
  if (typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number') return Number.isFinite(value) ? value : refuse(`the number ${value}`)
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value)
  if (typeof value !== 'object') return refuse(`a ${typeof value}`)
  if (depth >= DEPTH_MAX) return refuse(`values nested deeper than ${DEPTH_MAX} levels`)
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? refuse('an invalid date') : value.toISOString()
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  if (isArrayLike(value)) return Array.from(value, (item) => toFieldValue(item, at, depth + 1))
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toFieldValue(item, at, depth + 1)]))
}

const isArrayLike = (value: object): value is ArrayLike<unknown> & object =>
  Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView))

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'an array'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}
