import { expect, test } from 'vitest'
import { createRandom } from '../base/random.ts'
import { symmetricEigen } from './eigen.ts'

/** A random symmetric matrix. */
function symmetric(n: number, seed: number): Float64Array {
  const random = createRandom(seed)
  const matrix = new Float64Array(n * n)
  for (let i = 0; i < n; i++) for (let j = i; j < n; j++) matrix[i * n + j] = matrix[j * n + i] = random.normal()
  return matrix
}

test('a known two by two matrix', () => {
  const { values, vectors } = symmetricEigen(Float64Array.of(2, 1, 1, 2), 2)
  expect([...values].map((x) => x.toFixed(12))).toEqual(['3.000000000000', '1.000000000000'])
  expect(vectors[0]).toBeCloseTo(Math.SQRT1_2, 12)
  expect(vectors[1]).toBeCloseTo(Math.SQRT1_2, 12)
})

test.each([1, 2, 5, 40])(
  'vectors of a %i x %i matrix are orthonormal, put it together again, and come largest first',
  (n) => {
    const matrix = symmetric(n, n)
    const { values, vectors } = symmetricEigen(matrix, n)
    expect([...values]).toEqual([...values].toSorted((a, b) => b - a))
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) {
        let dot = 0
        let rebuilt = 0
        for (let k = 0; k < n; k++) {
          dot += (vectors[i * n + k] ?? 0) * (vectors[j * n + k] ?? 0)
          rebuilt += (values[k] ?? 0) * (vectors[k * n + i] ?? 0) * (vectors[k * n + j] ?? 0)
        }
        expect(dot).toBeCloseTo(i === j ? 1 : 0, 11)
        expect(rebuilt).toBeCloseTo(matrix[i * n + j] ?? 0, 11)
      }
  },
)

test('a diagonal matrix, a zero matrix and the empty matrix need no rotation', () => {
  expect([...symmetricEigen(Float64Array.of(1, 0, 0, 4), 2).values]).toEqual([4, 1])
  expect([...symmetricEigen(new Float64Array(9), 3).values]).toEqual([0, 0, 0])
  expect(symmetricEigen(new Float64Array(0), 0).values).toHaveLength(0)
})

test('the sign of a vector is fixed by its largest entry', () => {
  const { vectors } = symmetricEigen(Float64Array.of(2, -1, -1, 1), 2)
  for (const row of [0, 1]) {
    const vector = [...vectors.subarray(row * 2, row * 2 + 2)]
    expect(vector.toSorted((a, b) => Math.abs(b) - Math.abs(a))[0]).toBeGreaterThan(0)
  }
})
