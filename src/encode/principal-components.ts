/** @file Fewer dimensions that keep most of the variance: principal component analysis. */
import { invariant } from '../base/errors.ts'
import type { Matrix } from '../base/matrix.ts'
import { symmetricEigen } from '../tensor/eigen.ts'

export interface PrincipalComponents {
  /** `[rows, dim]`: the centred rows on the axes of largest variance, largest first. */
  readonly scores: Matrix
  /** Share of the variance on these axes, 0 to 1. */
  readonly varianceKept: number
}

/** @param dim at most the columns of `vectors` */
export function principalComponents(vectors: Matrix, dim: number): PrincipalComponents {
  const { data, rows, dim: width } = vectors
  invariant(dim > 0 && dim <= width, `${dim} axes of ${width}`)
  const mean = meanRow(vectors)
  const centred = Float32Array.from(data, (x, i) => x - (mean[i % width] ?? 0))
  const { values, vectors: axes } = symmetricEigen(covariance(centred, rows, width), width)
  const scores = rotateRows({ data: centred, rows, dim: width }, { data: axes, dim })
  return { scores, varianceKept: shareKept(values, dim) }
}

/** Unit vectors, `[dim, width]` row-major, at right angles to each other. */
export interface Axes {
  readonly data: Float64Array
  readonly dim: number
}

/** The axes that keep most of the rows' squared length: principal components of rows whose mean is not taken away, so that cosines are kept. */
export function uncentredAxes(
  { data, rows, dim: width }: Matrix,
  { dim, rowsMax }: { readonly dim: number; readonly rowsMax: number },
): { readonly axes: Axes; readonly varianceKept: number } {
  invariant(dim > 0 && dim <= width, `${dim} axes of ${width}`)
  const { values, vectors } = symmetricEigen(covariance(data, Math.min(rows, rowsMax), width), width)
  return { axes: { data: vectors, dim }, varianceKept: shareKept(values, dim) }
}

/** The rows on the axes, `[rows, axes]`. */
export function rotateRows({ data, rows, dim: width }: Matrix, { data: axes, dim }: Axes): Matrix {
  const rotated = new Float32Array(rows * dim)
  for (let row = 0; row < rows; row++) {
    const from = data.subarray(row * width, (row + 1) * width)
    for (let axis = 0; axis < dim; axis++)
      rotated[row * dim + axis] = dot(from, axes.subarray(axis * width, (axis + 1) * width))
  }
  return { data: rotated, rows, dim }
}

/** Share of the variance on the first axes, 0 to 1. */
function shareKept(values: Float64Array, dim: number): number {
  const sum = (part: Float64Array): number => part.reduce((total, x) => total + Math.max(x, 0), 0)
  const total = sum(values)
  return total === 0 ? 1 : sum(values.subarray(0, dim)) / total
}

function meanRow({ data, rows, dim }: Matrix): Float64Array {
  const mean = new Float64Array(dim)
  for (let i = 0; i < data.length; i++) mean[i % dim] = (mean[i % dim] ?? 0) + (data[i] ?? 0) / rows
  return mean
}

/** Not divided by the number of rows: only directions and shares matter. */
function covariance(centred: Float32Array, rows: number, width: number): Float64Array {
  const result = new Float64Array(width * width)
  for (let row = 0; row < rows; row++) {
    const vector = centred.subarray(row * width, (row + 1) * width)
    for (let i = 0; i < width; i++) {
      const x = vector[i] as number
      const target = i * width
      for (let j = i; j < width; j++) result[target + j] = (result[target + j] as number) + x * (vector[j] as number)
    }
  }
  for (let i = 0; i < width; i++) for (let j = 0; j < i; j++) result[i * width + j] = result[j * width + i] ?? 0
  return result
}

function dot(a: Float32Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number)
  return sum
}
