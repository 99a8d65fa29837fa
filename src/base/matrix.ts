/** @file Rows of equal length in one array: how vectors travel between rooms. */

/** Row-major `[rows, dim]`; row r is `data.subarray(r * dim, (r + 1) * dim)`. */
export interface Matrix {
  readonly data: Float32Array
  readonly rows: number
  readonly dim: number
}

/** Row `index` as a view, not a copy. */
export const rowOf = ({ data, dim }: Matrix, index: number): Float32Array =>
  data.subarray(index * dim, (index + 1) * dim)

/** How large the entries are: the root of the mean of their squares. */
export function rootMeanSquare({ data }: Matrix): number {
  let squares = 0
  for (const x of data) squares += x * x
  return Math.sqrt(squares / Math.max(1, data.length))
}
