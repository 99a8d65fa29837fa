/** @file Vectors in a quarter of the bytes: whole numbers from -127 to 127 and one factor for each row. */
import type { Matrix } from '../base/matrix.ts'

export interface QuantisedRows {
  /** `[rows, dim]`. */
  readonly codes: Int8Array
  /** `[rows]`: code * factor is the number again, off by at most half a factor. */
  readonly factors: Float32Array
}

/** The largest entry of each row becomes 127, so that no row loses more than its 254th part; a row of zeros has the factor 0. */
export function quantiseRows({ data, rows, dim }: Matrix): QuantisedRows {
  const codes = new Int8Array(rows * dim)
  const factors = new Float32Array(rows)
  for (let row = 0; row < rows; row++) {
    let largest = 0
    for (let i = row * dim; i < (row + 1) * dim; i++) largest = Math.max(largest, Math.abs(data[i] ?? 0))
    const factor = largest / 127
    factors[row] = factor
    if (factor > 0) for (let i = row * dim; i < (row + 1) * dim; i++) codes[i] = Math.round((data[i] ?? 0) / factor)
  }
  return { codes, factors }
}
