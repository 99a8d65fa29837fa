/**
 * @file Which documents may be found, as plain JSON. A field is named by its path: `metadata.category` looks into objects. An array matches
 * where any of its elements does; `_id` is the document's id. A document without the field matches neither a comparison nor its opposite-looking range; `not` matches
 * every document that its inside does not.
 */

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

/** Which word of the language a filter, or what claims to be one, uses. */
export function operatorOf(filter: unknown): FilterOperator {
  const keys = typeof filter === 'object' && filter !== null ? Object.keys(filter) : []
  return filterOperators.find((operator) => keys.includes(operator)) ?? 'range'
}

/** The bounds that are given. */
export const boundsOf = (range: RangeFilter): (string | number)[] =>
  [range.gt, range.gte, range.lt, range.lte].filter((bound) => bound !== undefined)
