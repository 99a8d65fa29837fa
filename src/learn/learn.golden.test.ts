/** @file Classifiers and clusters against scikit-learn's on the same vectors. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { goldenFile } from '../../test/golden.ts'
import type { Matrix } from '../base/matrix.ts'
import { centresAt, clusterFromCentres } from './k-means.ts'
import { classify, fitLogisticRegression, probabilities } from './logistic-regression.ts'

interface Classification {
  readonly train_embeddings: number[][]
  readonly train_labels: number[]
  readonly test_embeddings: number[][]
  readonly logistic_regression: {
    readonly coefficients: number[][]
    readonly intercept: number[]
    readonly probabilities_of_test: number[][]
    readonly predicted: number[]
  }
}

interface Clusters {
  readonly embeddings: number[][]
  readonly lloyd_from_given_centres: {
    readonly initial_centres_are_rows: number[]
    readonly centres: number[][]
    readonly clusters: number[]
    readonly inertia: number
  }
}

/** In float64, as the reference has them; our vectors are float32 everywhere else. */
const matrixOf = (rows: readonly number[][]): Matrix => ({
  data: Float64Array.from(rows.flat()) as unknown as Float32Array,
  rows: rows.length,
  dim: rows[0]?.length ?? 0,
})

const farthest = (actual: ArrayLike<number>, expected: readonly number[]): number =>
  expected.reduce((most, x, i) => Math.max(most, Math.abs(x - (actual[i] ?? NaN))), 0)

const classificationPath = goldenFile('tasks', 'classification.json')
const clusteringPath = goldenFile('tasks', 'clustering.json')

test.skipIf(classificationPath === undefined)('logistic regression finds the optimum that scikit-learn finds', () => {
  const golden = JSON.parse(readFileSync(classificationPath ?? '', 'utf8')) as Classification
  const model = fitLogisticRegression(matrixOf(golden.train_embeddings), golden.train_labels, { dialect: 'exact' })
  const expected = golden.logistic_regression
  // 1e-8 and not 1e-9: the reference stopped at a gradient of 4e-10 (of the mean loss), this at 3e-13.
  expect(farthest(model.weights, expected.coefficients.flat())).toBeLessThan(1e-8)
  expect(farthest(model.intercepts, expected.intercept)).toBeLessThan(1e-8)
  const asked = matrixOf(golden.test_embeddings)
  expect(farthest(probabilities(model, asked), expected.probabilities_of_test.flat())).toBeLessThan(1e-9)
  expect(classify(model, asked)).toEqual(expected.predicted)
})

test.skipIf(clusteringPath === undefined)("Lloyd's algorithm ends where scikit-learn's does", () => {
  const golden = JSON.parse(readFileSync(clusteringPath ?? '', 'utf8')) as Clusters
  const vectors = matrixOf(golden.embeddings)
  const expected = golden.lloyd_from_given_centres
  const found = clusterFromCentres(vectors, centresAt(vectors, expected.initial_centres_are_rows))
  expect(found.clusters).toEqual(expected.clusters)
  expect(farthest(found.centres.data, expected.centres.flat())).toBeLessThan(1e-9)
  expect(Math.abs(found.inertia - expected.inertia)).toBeLessThan(1e-9)
})
