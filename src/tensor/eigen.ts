/** @file Eigenvectors of symmetric matrices: the heart of principal component analysis. */

export interface Eigen {
  /** Largest first. */
  readonly values: Float64Array
  /** `[n, n]` row-major: row i is the unit eigenvector of `values[i]`, its entry of largest size positive. */
  readonly vectors: Float64Array
}

/** Rotations no longer matter below this share of the matrix's norm: one step above double precision. */
const OFF_DIAGONAL_MAX = 1e-14
const SWEEPS_MAX = 60

/**
 * Cyclic Jacobi rotations: each makes one off-diagonal entry zero, and sweeps over all of them converge quadratically. Slower than tridiagonal QL
 * by a factor, simpler by more, and accurate to the last digits.
 *
 * @param matrix `[n, n]` symmetric; not changed
 * @see Golub and Van Loan, Matrix Computations, 4th edition, section 8.5
 */
export function symmetricEigen(matrix: Float64Array, n: number): Eigen {
  const a = Float64Array.from(matrix)
  const v = new Float64Array(n * n)
  for (let i = 0; i < n; i++) v[i * n + i] = 1
  const tolerance = OFF_DIAGONAL_MAX * Math.sqrt(a.reduce((sum, x) => sum + x * x, 0))
  for (let sweep = 0; sweep < SWEEPS_MAX; sweep++) {
    if (offDiagonal(a, n) <= tolerance) break
    for (let p = 0; p < n - 1; p++) for (let q = p + 1; q < n; q++) rotate(a, v, { n, p, q })
  }
  return sorted(a, v, n)
}

/** Size of what is not on the diagonal yet: the root of its sum of squares. */
function offDiagonal(a: Float64Array, n: number): number {
  let sum = 0
  for (let i = 0; i < n; i++) for (let j = i + 1; j < n; j++) sum += 2 * at(a, i * n + j) ** 2
  return Math.sqrt(sum)
}

/** Turns rows and columns p and q of `a` so that a[p, q] becomes 0, and rows p and q of `v` with them. */
function rotate(a: Float64Array, v: Float64Array, { n, p, q }: { n: number; p: number; q: number }): void {
  const apq = at(a, p * n + q)
  if (apq === 0) return
  const theta = (at(a, q * n + q) - at(a, p * n + p)) / (2 * apq)
  const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.hypot(theta, 1))
  const c = 1 / Math.hypot(t, 1)
  const s = t * c
  for (let k = 0; k < n; k++) turn(a, { first: k * n + p, second: k * n + q, c, s })
  for (let k = 0; k < n; k++) turn(a, { first: p * n + k, second: q * n + k, c, s })
  for (let k = 0; k < n; k++) turn(v, { first: p * n + k, second: q * n + k, c, s })
}

function turn(m: Float64Array, { first, second, c, s }: { first: number; second: number; c: number; s: number }): void {
  const x = at(m, first)
  const y = at(m, second)
  m[first] = c * x - s * y
  m[second] = s * x + c * y
}

function sorted(a: Float64Array, v: Float64Array, n: number): Eigen {
  const order = Array.from({ length: n }, (_, i) => i).toSorted((i, j) => at(a, j * n + j) - at(a, i * n + i))
  const values = Float64Array.from(order, (i) => at(a, i * n + i))
  const vectors = new Float64Array(n * n)
  for (const [row, i] of order.entries()) {
    const vector = v.subarray(i * n, (i + 1) * n)
    const peak = vector.reduce((best, x) => (Math.abs(x) > Math.abs(best) ? x : best), 0)
    vectors.set(
      vector.map((x) => (peak < 0 ? -x : x)),
      row * n,
    )
  }
  return { values, vectors }
}

const at = (m: Float64Array, i: number): number => m[i] ?? 0
