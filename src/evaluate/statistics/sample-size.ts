/** @file How many judged queries a difference takes to be seen, and how small a difference these queries can show. */
import { normalQuantile } from './distributions.ts'
import { momentsOf } from './paired-t-test.ts'
import { differencesOf } from './paired-figures.ts'

export interface Power {
  /** Chance of calling a difference where there is none. Default 0.05, shared among the comparisons made. */
  readonly significance?: number
  /** Chance of seeing a difference that is there. Default 0.8. */
  readonly power?: number
}

/**
 * The smallest mean difference that as many queries as these show with the given power:
 * (z(1 - significance / 2) + z(power)) · deviation of the differences / √queries.
 *
 * Uses the deviation between *these* systems, so it says what this comparison could have seen, not what any other could.
 *
 * @throws STATISTICS_FIGURES_UNPAIRED, STATISTICS_NO_FIGURES, STATISTICS_FIGURE_NOT_FINITE
 * @see Cohen, "Statistical Power Analysis for the Behavioral Sciences", 2nd edition, 1988, chapter 2; Sakai, "Topic set size design", Information
 *   Retrieval Journal 19(3), 2016, https://doi.org/10.1007/s10791-015-9273-z
 */
export function detectableDifference(after: ArrayLike<number>, before: ArrayLike<number>, options: Power = {}): number {
  const differences = differencesOf(after, before)
  return (quantiles(options) * momentsOf(differences).deviation) / Math.sqrt(differences.length)
}

/**
 * How many queries show a mean difference of at least `difference` with the given power: the inverse of `detectableDifference`, rounded up. 1 where
 * the differences do not vary.
 *
 * @param figures    of both sides, query by query
 * @param difference above 0
 */
export function queriesNeeded(
  [after, before]: readonly [after: ArrayLike<number>, before: ArrayLike<number>],
  difference: number,
  options: Power = {},
): number {
  const { deviation } = momentsOf(differencesOf(after, before))
  return Math.max(1, Math.ceil(((quantiles(options) * deviation) / difference) ** 2))
}

const quantiles = ({ significance = 0.05, power = 0.8 }: Power): number =>
  normalQuantile(1 - significance / 2) + normalQuantile(power)
