/**
 * @file Which documents may be found, as plain JSON. A field is named by its path: `metadata.category` looks into objects. An array matches
 * where any of its elements does; `_id` is the document's id. A document without the field matches neither a comparison nor its opposite-looking range; `not` matches
 * every document that its inside does not.
 */
import * as v from 'valibot'
import { filterInvalid } from './errors.ts'

export type FilterValue = string | number | boolean

export interface EqualsFilter {
  readonly field: string
  readonly equals: FilterValue
}

export interface InFilter {
  readonly field: string
  readonly in: readonly FilterValue[]
}

/** Numbers by size, strings (ISO dates among them) by Unicode code points. Several bounds hold together, on one and the same element. */
export interface RangeFilter {
  readonly field: string
  readonly gt?: string | number | undefined
  readonly gte?: string | number | undefined
  readonly lt?: string | number | undefined
  readonly lte?: string | number | undefined
}

/** Whether the field has a value other than null and the empty array. */
export interface ExistsFilter {
  readonly field: string
  readonly exists: boolean
}

export interface AndFilter {
  readonly and: readonly Filter[]
}

export interface OrFilter {
  readonly or: readonly Filter[]
}

export interface NotFilter {
  readonly not: Filter
}

export type FieldFilter = EqualsFilter | InFilter | RangeFilter | ExistsFilter
export type Filter = FieldFilter | AndFilter | OrFilter | NotFilter

/** The words of the language, for engines to say which they know. */
export const filterOperators = ['equals', 'in', 'range', 'exists', 'and', 'or', 'not'] as const
export type FilterOperator = (typeof filterOperators)[number]

const field = v.pipe(v.string(), v.minLength(1, 'expected the name of a field'))
const number = v.pipe(v.number(), v.finite())
const value = v.union([v.string(), number, v.boolean()], 'expected a string, a number or a boolean')
const bound = v.optional(v.union([v.string(), number], 'expected a string or a number'))
const nested: v.GenericSchema<Filter> = v.lazy(() => filterSchema)

const shapes = {
  equals: v.strictObject({ field, equals: value }),
  in: v.strictObject({ field, in: v.array(value) }),
  range: v.pipe(
    v.strictObject({ field, gt: bound, gte: bound, lt: bound, lte: bound }),
    v.check(hasBound, 'expected at least one of gt, gte, lt, lte'),
    v.check(hasOneType, 'expected bounds of one type, all numbers or all strings'),
  ),
  exists: v.strictObject({ field, exists: v.boolean() }),
  and: v.strictObject({ and: v.array(nested) }),
  or: v.strictObject({ or: v.array(nested) }),
  not: v.strictObject({ not: nested }),
} as const satisfies Record<FilterOperator, v.GenericSchema>

/** Any shape: what describes a filter where there is none to look at. */
export const anyFilterSchema: v.GenericSchema<Filter> = v.union(
  Object.values(shapes) as v.GenericSchema<Filter>[],
  'expected a filter',
)

/** Checks parsed JSON. The key that is there decides which shape is expected, so that the error speaks of that shape only. */
export const filterSchema: v.GenericSchema<Filter> = v.lazy((input) =>
  input === undefined ? anyFilterSchema : (shapes[operatorOf(input)] as v.GenericSchema<Filter>),
)

/** @throws STORE_FILTER_INVALID naming the path within the filter */
export function checkFilter(filter: unknown): Filter {
  const result = v.safeParse(filterSchema, filter)
  if (result.success) return result.output
  throw filterInvalid({ filter, problems: result.issues.map((issue) => problemAt(issue)) })
}

function problemAt({ path, message }: v.BaseIssue<unknown>): string {
  const place = (path ?? []).map(({ key }) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('')
  return place === '' ? message : `${place.replace(/^\./, '')}: ${message}`
}

/** Which word of the language a filter, or what claims to be one, uses. */
export function operatorOf(filter: unknown): FilterOperator {
  const keys = typeof filter === 'object' && filter !== null ? Object.keys(filter) : []
  return filterOperators.find((operator) => keys.includes(operator)) ?? 'range'
}

/** The bounds that are given. */
export const boundsOf = (range: RangeFilter): (string | number)[] =>
  [range.gt, range.gte, range.lt, range.lte].filter((bound) => bound !== undefined)

function hasBound(range: RangeFilter): boolean {
  return boundsOf(range).length > 0
}

function hasOneType(range: RangeFilter): boolean {
  return new Set(boundsOf(range).map((bound) => typeof bound)).size <= 1
}
