/**
 * @file Confidence intervals of a mean over queries, by the bootstrap: draw as many queries as there are, with replacement, many times, and look
 * where the middle of the means lies.
 */
import { createRandom } from '../../base/random.ts'
import { normalProbability, normalQuantile } from './distributions.ts'
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
  /**
   * Default: percentile. bca (bias-corrected and accelerated) moves the ends where the means are skewed, as with few queries or figures near 0 or 1.
   */
  readonly kind?: 'percentile' | 'bca'
}

/**
 * Interval of the mean over queries.
 *
 * Too narrow for few queries (below about 20), as every bootstrap interval is. One query gives an interval without width.
 *
 * @param values one figure for each query
 * @throws STATISTICS_NO_FIGURES, STATISTICS_FIGURE_NOT_FINITE
 * @see Efron and Tibshirani, "An Introduction to the Bootstrap", 1993, chapter 13; Sakai, SIGIR 2006, for retrieval
 */
export function bootstrapMean(
  values: ArrayLike<number>,
  { seed, resamples = 10_000, level = 0.95, kind = 'percentile' }: BootstrapOptions,
): Interval {
  checkFigures(values)
  const figures = Float64Array.from(values)
  const means = drawMeans(figures, { seed, resamples })
  const ends = kind === 'bca' ? bcaInterval(figures, means, { level }) : percentileInterval(means, level)
  return { value: meanOf(figures), ...ends }
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

/** Both kinds of interval of the same difference from the same resamples, in the time of one. */
export function bootstrapDifferenceBoth(
  after: ArrayLike<number>,
  before: ArrayLike<number>,
  { seed, resamples = 10_000, level = 0.95 }: Omit<BootstrapOptions, 'kind'>,
): Interval & { readonly bca: { readonly low: number; readonly high: number } } {
  const differences = differencesOf(after, before)
  const means = drawMeans(differences, { seed, resamples })
  return {
    value: meanOf(differences),
    ...percentileInterval(means, level),
    bca: bcaInterval(differences, means, { level }),
  }
}

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

/**
 * BCa interval: percentiles of the means as above, of other levels, moved by z0 (how far the median of the means is from the mean) and by the
 * acceleration a (how the deviation changes with the mean, from leaving out each query in turn).
 *
 * The percentile interval where all figures are equal.
 *
 * @see Efron, "Better Bootstrap Confidence Intervals", JASA 82, 1987; Efron and Tibshirani, 1993, chapter 14.3
 */
function bcaInterval(
  values: Float64Array,
  means: Float64Array,
  { level }: { readonly level: number },
): { readonly low: number; readonly high: number } {
  const mean = meanOf(values)
  // Half of those that equal the mean but for rounding: coarse figures have many.
  const margin = 1e-12 * values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  const share = (each: number): number => (Math.abs(each - mean) <= margin ? 0.5 : each < mean ? 1 : 0)
  const below = means.reduce((count, each) => count + share(each), 0) / means.length
  const acceleration = accelerationOf(values, mean)
  if (below === 0 || below === 1 || Number.isNaN(acceleration)) return percentileInterval(means, level)
  const bias = normalQuantile(below)
  const sorted = means.toSorted()
  const end = (probability: number): number => {
    const z = bias + normalQuantile(probability)
    return quantile(sorted, normalProbability(bias + z / (1 - acceleration * z)))
  }
  return { low: end((1 - level) / 2), high: end((1 + level) / 2) }
}

/** Skewness of the figures / (6 √queries): what the jackknife gives for a mean. NaN where all are equal. */
function accelerationOf(values: Float64Array, mean: number): number {
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  const cubes = values.reduce((sum, value) => sum + (value - mean) ** 3, 0)
  return cubes / (6 * squares ** 1.5)
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
