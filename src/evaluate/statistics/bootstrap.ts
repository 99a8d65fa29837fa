/**
 * @file Confidence intervals of a mean over queries, by the percentile bootstrap: draw as many queries as there are,
 * with replacement, many times, and look where the middle of the means lies.
 */
import { createRandom } from '../../base/random.ts'
import { checkFigures, differencesOf } from './paired-figures.ts'

export interface Interval {
  /** The mean of the figures as they are. */
  readonly value: number
  readonly low: number
  readonly high: number
}

export interface BootstrapOptions {
  /** Equal seeds give equal intervals. Use one seed for intervals to be compared. */
  readonly seed: number
  /** Default 10,000: the ends of a 95% interval then move by about 3% of the standard error from seed to seed; 1,000 give 9%. */
  readonly resamples?: number
  /** Part of the means that lies within. Default 0.95. */
  readonly level?: number
}

/**
 * Percentile interval of the mean over queries.
 *
 * Too narrow for few queries (below about 20), as every percentile interval is. One query gives an interval without width.
 *
 * @param values one figure for each query
 * @throws STATISTICS_NO_FIGURES, STATISTICS_FIGURE_NOT_FINITE
 * @see Efron and Tibshirani, "An Introduction to the Bootstrap", 1993, chapter 13; Sakai, SIGIR 2006, for retrieval
 */
export function bootstrapMean(
  values: ArrayLike<number>,
  { seed, resamples = 10_000, level = 0.95 }: BootstrapOptions,
): Interval {
  checkFigures(values)
  const figures = Float64Array.from(values)
  return { value: meanOf(figures), ...percentileInterval(drawMeans(figures, { seed, resamples }), level) }
}

/**
 * Percentile interval of mean(after) - mean(before). Paired: queries are drawn, not figures, so that the difficulty of queries cancels out
 * and the interval is narrower than those of the two means suggest.
 *
 * @param after  one figure for each query
 * @param before of the same queries in the same order
 * @throws STATISTICS_FIGURES_UNPAIRED, STATISTICS_NO_FIGURES, STATISTICS_FIGURE_NOT_FINITE
 */
export const bootstrapDifference = (
  after: ArrayLike<number>,
  before: ArrayLike<number>,
  options: BootstrapOptions,
): Interval => bootstrapMean(differencesOf(after, before), options)

/**
 * Interval between two percentiles of the means of resamples, interpolated linearly between neighbours (numpy's default; Hyndman and Fan,
 * 1996, type 7).
 *
 * @param means in any order
 * @param level in (0, 1)
 */
export function percentileInterval(
  means: Float64Array,
  level: number,
): { readonly low: number; readonly high: number } {
  const sorted = means.toSorted()
  return { low: quantile(sorted, (1 - level) / 2), high: quantile(sorted, (1 + level) / 2) }
}

/** Mean of the values at `indexes`: one resample. */
export function meanOfResample(values: Float64Array, indexes: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < indexes.length; i++) sum += values[indexes[i] as number] as number
  return sum / indexes.length
}

function drawMeans(
  values: Float64Array,
  { seed, resamples }: { readonly seed: number; readonly resamples: number },
): Float64Array {
  const random = createRandom(seed)
  const means = new Float64Array(resamples)
  const drawn = new Uint32Array(values.length)
  for (let resample = 0; resample < resamples; resample++) {
    for (let i = 0; i < drawn.length; i++) drawn[i] = random.below(values.length)
    means[resample] = meanOfResample(values, drawn)
  }
  return means
}

function quantile(sorted: Float64Array, fraction: number): number {
  const position = fraction * (sorted.length - 1)
  const below = Math.floor(position)
  const low = sorted[below] ?? Number.NaN
  const high = sorted[below + 1] ?? low
  return low + (position - below) * (high - low)
}

const meanOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length
