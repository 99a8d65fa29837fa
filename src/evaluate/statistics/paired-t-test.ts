/** @file Student's t test of paired figures: the classic test, beside the randomisation test that assumes less. */
import type { Interval } from './bootstrap.ts'
import { studentQuantile, studentTwoSided } from './distributions.ts'
import { differencesOf } from './paired-figures.ts'

export interface PairedTTest {
  readonly t: number
  readonly degrees: number
  /** Two-sided. 1 where no query differs. */
  readonly p: number
  /** Mean difference, with its interval. One query gives an interval without width. */
  readonly interval: Interval
}

/**
 * t = mean of the differences / (their deviation / √queries), with queries - 1 degrees of freedom.
 *
 * Assumes that the mean of the differences is normal, which 30 queries make nearly true. Smucker et al. found its p values in retrieval nearly those
 * of the randomisation test.
 *
 * @param after  one figure for each query
 * @param before of the same queries in the same order
 * @throws STATISTICS_FIGURES_UNPAIRED, STATISTICS_NO_FIGURES, STATISTICS_FIGURE_NOT_FINITE
 * @see Student, "The Probable Error of a Mean", Biometrika 6, 1908; Smucker, Allan and Carterette, CIKM 2007, https://doi.org/10.1145/1321440.1321528
 */
export function pairedTTest(
  after: ArrayLike<number>,
  before: ArrayLike<number>,
  { level = 0.95 }: { readonly level?: number } = {},
): PairedTTest {
  const differences = differencesOf(after, before)
  const { mean, deviation } = momentsOf(differences)
  const degrees = differences.length - 1
  const error = deviation / Math.sqrt(differences.length)
  if (degrees === 0) return { t: Number.NaN, degrees, p: 1, interval: { value: mean, low: mean, high: mean } }
  const t = error === 0 ? (mean === 0 ? 0 : Math.sign(mean) * Infinity) : mean / error
  const half = error * studentQuantile(1 - level, degrees)
  return { t, degrees, p: studentTwoSided(t, degrees), interval: { value: mean, low: mean - half, high: mean + half } }
}

/** Mean and standard deviation (divided by n - 1; 0 for one value). */
export function momentsOf(values: Float64Array): { readonly mean: number; readonly deviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return { mean, deviation: values.length < 2 ? 0 : Math.sqrt(squares / (values.length - 1)) }
}
