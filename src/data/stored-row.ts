/**
 * @file The row that a stored document is written as, and reading it back as it was. Beside the document's own fields it has
 *
 *     _id                the document's id
 *     _vectors           its vectors: { space: [numbers] }; in Parquet a column for each space, _vectors.space
 *     _fields            all fields, where some have the names above
 *     _keys              in Parquet: the fields that the document has, in its order, where documents differ in that
 */
import type { Document } from './document.ts'
import { keepFloats } from './long-numbers.ts'

export const ID = '_id'
const VECTORS = '_vectors'
export const VECTORS_PREFIX = '_vectors.'
export const FIELDS = '_fields'
export const KEYS = '_keys'

/** A document as it is kept. */
export interface StoredRow extends Document {
  readonly vectors?: Readonly<Record<string, Float32Array | readonly number[]>> | undefined
}

/** Whether a field of this name would be taken for something else in a row. */
export const isReserved = (field: string): boolean =>
  [ID, VECTORS, FIELDS, KEYS].includes(field) || field.startsWith(VECTORS_PREFIX)

/** One line of JSON, without its end. */
export function formatStoredRow({ id, fields, vectors }: StoredRow): string {
  // Numbers are float64s by now: what a reader would keep as text is written so that it stays a number.
  const json = keepFloats(JSON.stringify(fields))
  const inside = Object.keys(fields).some(isReserved) ? `"${FIELDS}":${json}` : json.slice(1, -1)
  const parts = [`"${ID}":${JSON.stringify(id)}`, ...(inside === '' ? [] : [inside])]
  if (vectors !== undefined && Object.keys(vectors).length > 0) parts.push(`"${VECTORS}":${formatVectors(vectors)}`)
  return `{${parts.join(',')}}`
}

const formatVectors = (vectors: Readonly<Record<string, Float32Array | readonly number[]>>): string =>
  `{${Object.entries(vectors)
    .map(([space, vector]) => `${JSON.stringify(space)}:[${Array.from(vector, shortest).join(',')}]`)
    .join(',')}}`

/** Nine digits tell every float32 from its neighbours. */
const shortest = (value: number): string => String(Number(value.toPrecision(9)))

export interface UnwrappedRow {
  /** Without id and vectors, in the document's order. */
  readonly fields: readonly (readonly [string, unknown])[]
  readonly vectors: Readonly<Record<string, readonly number[]>> | undefined
}

/** Rows from elsewhere, that have nothing of this, are their own fields. */
export function unwrapRow(row: Readonly<Record<string, unknown>>, idField: string): UnwrappedRow {
  const entries = Object.entries(row).filter(([key]) => key !== idField)
  const vectors = entries.flatMap(([key, value]) => vectorsIn(key, value))
  const isVectors = ([key, value]: readonly [string, unknown]): boolean =>
    vectorsIn(key, value).length > 0 || (key.startsWith(VECTORS_PREFIX) && (value === null || value === undefined))
  const rest = entries.filter((entry) => !isVectors(entry))
  return {
    fields: idField === ID ? ownFields(rest) : rest,
    vectors: vectors.length === 0 ? undefined : Object.fromEntries(vectors),
  }
}

function vectorsIn(key: string, value: unknown): (readonly [string, readonly number[]])[] {
  if (key.startsWith(VECTORS_PREFIX) && isVector(value)) return [[key.slice(VECTORS_PREFIX.length), value]]
  if (key !== VECTORS || !isRecord(value)) return []
  const entries = Object.entries(value)
  return entries.every((entry): entry is [string, readonly number[]] => isVector(entry[1])) ? entries : []
}

function ownFields(entries: readonly (readonly [string, unknown])[]): readonly (readonly [string, unknown])[] {
  const [only, second] = entries
  if (only?.[0] === FIELDS && second === undefined && isRecord(only[1])) return Object.entries(only[1])
  const keys = entries.find(([key]) => key === KEYS)?.[1]
  if (!isTextList(keys)) return entries
  const values = new Map(entries)
  return keys.every((key) => values.has(key)) ? keys.map((key) => [key, values.get(key)] as const) : entries
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isVector = (value: unknown): value is readonly number[] =>
  Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'number')

const isTextList = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string')
