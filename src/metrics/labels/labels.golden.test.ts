/** @file Measures of labels, pairs, clusters and correlations against scikit-learn, SciPy and mteb. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { goldenFile } from '../../../test/golden.ts'
import { adjustedMutualInformation } from './adjusted-mutual-information.ts'
import { bestThresholds } from './best-thresholds.ts'
import { scoreLabels } from './classification-scores.ts'
import { pearson, spearman } from './correlation.ts'
import { scoreAveragePrecision } from './score-average-precision.ts'
import { contingency, mutualInformation } from './contingency.ts'
import { vMeasure } from './v-measure.ts'

type Figures = Readonly<Record<string, number>>

const read = <T>(name: string): T | undefined => {
  const path = goldenFile('tasks', name)
  return path === undefined ? undefined : (JSON.parse(readFileSync(path, 'utf8')) as T)
}

const classification = read<Record<string, { predicted?: number[]; scores?: Figures }> & { test_labels: number[] }>(
  'classification.json',
)
const clustering = read<{
  labels: number[]
  assignments: { what: string; clusters: number[]; scores: Figures }[]
}>('clustering.json')
const pairs = read<{ labels: number[]; similarity: number[]; distance: number[] } & Record<string, Figures>>(
  'pair-classification.json',
)
const sts = read<{ gold: number[]; similarities: Record<string, number[]>; scores: Record<string, Figures> }>(
  'sts.json',
)

describe.skipIf(classification === undefined)('classification', () => {
  test.each(['logistic_regression', 'nearest_neighbour_cosine', 'a_class_never_predicted'])('%s', (name) => {
    const { predicted = [], scores = {} } = classification?.[name] ?? {}
    const found = scoreLabels(classification?.test_labels ?? [], predicted)
    expect(found.accuracy).toBeCloseTo(scores['accuracy'] ?? NaN, 9)
    expect(found.macro.f1).toBeCloseTo(scores['f1_macro'] ?? NaN, 9)
    expect(found.weighted.f1).toBeCloseTo(scores['f1_weighted'] ?? NaN, 9)
    expect(found.macro.precision).toBeCloseTo(scores['precision_macro'] ?? NaN, 9)
    expect(found.macro.recall).toBeCloseTo(scores['recall_macro'] ?? NaN, 9)
  })
})

describe.skipIf(clustering === undefined)('clusters', () => {
  test.each(clustering?.assignments ?? [])('$what', ({ clusters, scores }) => {
    const labels = clustering?.labels ?? []
    const { homogeneity, completeness, v } = vMeasure(labels, clusters)
    expect(homogeneity).toBeCloseTo(scores['homogeneity'] ?? NaN, 9)
    expect(completeness).toBeCloseTo(scores['completeness'] ?? NaN, 9)
    expect(v).toBeCloseTo(scores['v_measure'] ?? NaN, 9)
    expect(vMeasure(labels, clusters, { beta: 0.5 }).v).toBeCloseTo(scores['v_measure_beta_0.5'] ?? NaN, 9)
    expect(mutualInformation(contingency(labels, clusters))).toBeCloseTo(scores['mutual_information_nats'] ?? NaN, 9)
    expect(adjustedMutualInformation(labels, clusters)).toBeCloseTo(scores['ami'] ?? NaN, 9)
  })
})

describe.skipIf(pairs === undefined)('pairs', () => {
  const isPositive = pairs?.labels.map((label) => label === 1) ?? []
  const cases = [
    { name: 'with_similarity', scores: pairs?.similarity ?? [], sign: 1 },
    { name: 'with_distance', scores: pairs?.distance ?? [], sign: -1 },
    { name: 'all_equal_scores', scores: isPositive.map(() => 0.5), sign: 1 },
  ]
  test.each(cases)('$name', ({ name, scores, sign }) => {
    const figures = pairs?.[name] ?? {}
    const signed = scores.map((score) => sign * score)
    const found = bestThresholds(signed, isPositive)
    expect(found.accuracy).toBeCloseTo(figures['accuracy'] ?? NaN, 9)
    expect(found.f1).toBeCloseTo(figures['f1'] ?? NaN, 9)
    expect(found.precision).toBeCloseTo(figures['precision'] ?? NaN, 9)
    expect(found.recall).toBeCloseTo(figures['recall'] ?? NaN, 9)
    expect(sign * found.accuracyThreshold).toBeCloseTo(figures['accuracy_threshold'] ?? NaN, 9)
    expect(sign * found.f1Threshold).toBeCloseTo(figures['f1_threshold'] ?? NaN, 9)
    const positives = name === 'all_equal_scores' ? isPositive.map((_, i) => i % 2 === 0) : isPositive
    expect(scoreAveragePrecision(signed, positives)).toBeCloseTo(figures['ap'] ?? NaN, 9)
  })
})

describe.skipIf(sts === undefined)('correlation', () => {
  test.each(Object.keys(sts?.scores ?? {}))('%s', (name) => {
    const [gold, similarities, scores] = [sts?.gold ?? [], sts?.similarities[name] ?? [], sts?.scores[name] ?? {}]
    expect(pearson(gold, similarities)).toBeCloseTo(scores['pearson'] ?? NaN, 9)
    expect(spearman(gold, similarities)).toBeCloseTo(scores['spearman'] ?? NaN, 9)
  })
})

test('a constant list correlates with nothing', () => {
  expect(pearson([0.1, 0.1, 0.1], [1, 2, 3])).toBe(0)
  expect(spearman([1, 2, 3], [5, 5, 5])).toBe(0)
})

test('clusters equal to the labels are perfect, and one cluster of one label, too', () => {
  expect(vMeasure(['a', 'a', 'b'], [7, 7, 1]).v).toBeCloseTo(1, 12)
  expect(adjustedMutualInformation(['a', 'a'], [0, 0])).toBe(1)
  expect(vMeasure(['a', 'a'], [0, 0]).v).toBe(1)
})
