/** @file Whether parsed JSON is a filter. Apart from the types: what outsiders compile against names no other package's types. */
import * as v from 'valibot'
import { filterInvalid } from './errors.ts'
import { boundsOf, type Filter, type FilterOperator, type FilterValue, operatorOf, type RangeFilter } from './filter.ts'

const field = v.pipe(v.string(), v.minLength(1, 'expected the name of a field'))
const number = v.pipe(v.number(), v.finite())
const value = v.pipe(
  v.union([v.string(), number, v.boolean()], 'expected a string, a number or a boolean'),
  v.check(keepsDigits, 'expected a string: whole numbers beyond 2^53 lose digits, and are stored as text'),
)
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

function keepsDigits(value: FilterValue): boolean {
  return typeof value !== 'number' || !Number.isInteger(value) || Number.isSafeInteger(value)
}

function hasBound(range: RangeFilter): boolean {
  return boundsOf(range).length > 0
}

function hasOneType(range: RangeFilter): boolean {
  return new Set(boundsOf(range).map((bound) => typeof bound)).size <= 1
}
