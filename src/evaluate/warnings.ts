/** @file Warnings of an evaluation: mistakes in queries and judgements, limits of plans. Each has the first case and a count. */

export type WarningCode =
  | 'documents-absent'
  | 'documents-repeated'
  | 'queries-empty'
  | 'queries-leaked'
  | 'queries-repeated'
  | 'queries-unjudged'
  | 'queries-unreachable'
  | 'plan-too-shallow'

export interface Warning {
  readonly code: WarningCode
  /** One or two sentences with the first case and the count. */
  readonly message: string
  readonly count: number
  /** The first id in the order of the files; of a plan, its name. */
  readonly first: string
}

/** "1 query", "3 queries" */
export const counted = (count: number, [one, many]: readonly [string, string]): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`
