/** @file Figures of scipy on two runs of 40 queries; the per-query figures themselves are checked on the way. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { goldenFile } from '../../../test/golden.ts'
import { createRandom } from '../../base/random.ts'
import type { Judgements, Run, ScoredDocument } from '../../data/document.ts'
import { evaluateRun } from '../../metrics/evaluate-run.ts'
import { parseMetric } from '../../metrics/parse-metric.ts'
import { bootstrapDifference, meanOfResample, percentileInterval } from './bootstrap.ts'
import { pairedTTest } from './paired-t-test.ts'
import { randomisationTest } from './randomisation-test.ts'

interface Measure {
  readonly alpha: readonly number[]
  readonly beta: readonly number[]
  readonly mean_difference_beta_minus_alpha: number
  readonly sign_flip_permutation_exact_first_12: { readonly p_two_sided: number }
  readonly fisher_randomisation_monte_carlo: { readonly p_two_sided: number; readonly tolerance: number }
  readonly bootstrap_from_given_resamples: {
    readonly means: readonly number[]
    readonly 'percentile_2.5_and_97.5_linear': readonly [number, number]
  }
  readonly bootstrap_monte_carlo: {
    readonly percentile: readonly [number, number]
    readonly BCa: readonly [number, number]
    readonly tolerance: number
  }
  readonly paired_t: {
    readonly t: number
    readonly df: number
    readonly p_two_sided: number
    readonly ci95_of_mean_difference: readonly [number, number]
  }
}

interface Significance {
  readonly queries: readonly string[]
  readonly resample_indexes: readonly (readonly number[])[]
  readonly measures: Readonly<Record<string, Measure>>
}

const folder = goldenFile('metrics', 'systems')
const lines = (file: string): string[][] =>
  readFileSync(`${folder}/${file}`, 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(/\s+/))

function readJudgements(): Judgements {
  const judgements = new Map<string, Map<string, number>>()
  for (const [query = '', , docId = '', grade] of lines('qrels.txt'))
    judgements.set(query, (judgements.get(query) ?? new Map<string, number>()).set(docId, Number(grade)))
  return judgements
}

function readRun(file: string): Run {
  const run = new Map<string, ScoredDocument[]>()
  for (const [query = '', , docId = '', , score] of lines(file))
    run.set(query, [...(run.get(query) ?? []), { docId, score: Number(score) }])
  return run
}

const { queries, resample_indexes, measures }: Significance =
  folder === undefined
    ? { queries: [], resample_indexes: [], measures: {} }
    : (JSON.parse(readFileSync(`${folder}/significance.json`, 'utf8')) as Significance)

/**
 * Part of the sign assignments whose mean is as far from 0 as the observed one, and no farther. They count as extreme; the reference compares
 * means without regard to rounding and so misses some of them. Without ties, which only coarse measures such as P@5 have, this is 0.
 */
function shareOfTies(differences: Float64Array): number {
  const { next } = createRandom(2)
  const observed = Math.abs(differences.reduce((sum, value) => sum + value, 0))
  const assignments = Array.from({ length: 50_000 }, () =>
    Math.abs(differences.reduce((sum, value) => (next() < 0.5 ? sum + value : sum - value), 0)),
  )
  return assignments.filter((sum) => Math.abs(sum - observed) < 1e-9).length / assignments.length
}

describe.skipIf(folder === undefined)('metrics/systems', () => {
  test('there are figures', () => expect(Object.keys(measures)).not.toHaveLength(0))

  for (const [name, figures] of Object.entries(measures)) {
    const { alpha, beta } = figures
    const differences = Float64Array.from(beta, (value, i) => value - (alpha[i] ?? Number.NaN))

    test.each(['alpha', 'beta'] as const)(`${name}: every query of run %s`, (system) => {
      const metric = parseMetric(name)
      const { perQuery } = evaluateRun(readJudgements(), readRun(`run-${system}.txt`), { metrics: [metric] })
      for (const [i, query] of queries.entries())
        expect(perQuery.get(query)?.[metric.name]).toBeCloseTo(figures[system][i] ?? Number.NaN, 9)
    })

    test(`${name}: bootstrap from the resamples given`, () => {
      const { means, ...interval } = figures.bootstrap_from_given_resamples
      const ours = Float64Array.from(resample_indexes, (indexes) => meanOfResample(differences, indexes))
      for (const [i, mean] of means.entries()) expect(ours[i]).toBeCloseTo(mean, 12)
      const { low, high } = percentileInterval(ours, 0.95)
      expect(low).toBeCloseTo(interval['percentile_2.5_and_97.5_linear'][0], 12)
      expect(high).toBeCloseTo(interval['percentile_2.5_and_97.5_linear'][1], 12)
    })

    test(`${name}: bootstrap from resamples of our own`, () => {
      const { percentile, tolerance } = figures.bootstrap_monte_carlo
      const { value, low, high } = bootstrapDifference(beta, alpha, { seed: 1 })
      expect(value).toBeCloseTo(figures.mean_difference_beta_minus_alpha, 12)
      expect(Math.abs(low - percentile[0])).toBeLessThanOrEqual(tolerance)
      expect(Math.abs(high - percentile[1])).toBeLessThanOrEqual(tolerance)
    })

    test(`${name}: BCa interval`, () => {
      const { BCa, tolerance } = figures.bootstrap_monte_carlo
      const { low, high } = bootstrapDifference(beta, alpha, { seed: 1, kind: 'bca', resamples: 100_000 })
      // Means of P@5 over 40 queries are multiples of 0.005: an end of the interval is on one side of a step or the other.
      const margin = Math.max(tolerance, name === 'P_5' ? 1 / (5 * queries.length) + 1e-9 : 0)
      expect(Math.abs(low - BCa[0])).toBeLessThanOrEqual(margin)
      expect(Math.abs(high - BCa[1])).toBeLessThanOrEqual(margin)
    })

    test(`${name}: t test`, () => {
      const { t, degrees, p, interval } = pairedTTest(beta, alpha)
      expect(t).toBeCloseTo(figures.paired_t.t, 9)
      expect(degrees).toBe(figures.paired_t.df)
      expect(p).toBeCloseTo(figures.paired_t.p_two_sided, 9)
      expect(interval.low).toBeCloseTo(figures.paired_t.ci95_of_mean_difference[0], 9)
      expect(interval.high).toBeCloseTo(figures.paired_t.ci95_of_mean_difference[1], 9)
    })

    test(`${name}: exact randomisation test of the first 12 queries`, () => {
      const { p, method } = randomisationTest(beta.slice(0, 12), alpha.slice(0, 12), { seed: 1 })
      expect(method).toBe('exact')
      expect(p).toBeCloseTo(figures.sign_flip_permutation_exact_first_12.p_two_sided, 12)
    })

    test(`${name}: Monte Carlo randomisation test`, () => {
      const { p_two_sided, tolerance } = figures.fisher_randomisation_monte_carlo
      const { p } = randomisationTest(beta, alpha, { seed: 1 })
      expect(p_two_sided).toBeLessThanOrEqual(p + tolerance)
      expect(p_two_sided).toBeGreaterThanOrEqual(p - shareOfTies(differences) - tolerance)
    })
  }
})
