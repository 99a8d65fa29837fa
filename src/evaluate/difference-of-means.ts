/** @file How much two plans differ on the same queries: the difference of their means, intervals, tests, and what these queries can show at all. */
import { type MeanName, scales } from '../metrics/mean.ts'
import { bootstrapDifferenceBoth } from './statistics/bootstrap.ts'
import { pairedTTest } from './statistics/paired-t-test.ts'
import { randomisationTest } from './statistics/randomisation-test.ts'
import { detectableDifference, queriesNeeded } from './statistics/sample-size.ts'

/** The difference that people plan for: 2 points. */
export const DIFFERENCE_WANTED = 0.02

interface Ends {
  readonly low: number
  readonly high: number
}

export interface DifferenceOfMeans {
  readonly delta: number
  readonly low: number
  readonly high: number
  readonly bca: Ends
  readonly p: number
  readonly pT: number
  readonly detectable: number
  readonly queriesNeeded: number
}

/**
 * @param figures of both plans, query by query
 * @param options.comparisons among how many the chance of a false finding is shared
 */
export function differenceOfMeans(
  [after, before]: readonly [after: readonly number[], before: readonly number[]],
  { mean, seed, comparisons }: { readonly mean: MeanName; readonly seed: number; readonly comparisons: number },
): DifferenceOfMeans {
  const { scale, unscale } = scales[mean]
  const [b, a] = [after.map(scale), before.map(scale)]
  const base = a.reduce((sum, value) => sum + value, 0) / a.length
  /** A difference on the scale of the mean -> the difference of the means, seen from plan a. */
  const unscaled = (difference: number): number =>
    mean === 'arithmetic' ? difference : unscale(base + difference) - unscale(base)
  const ends = ({ low, high }: Ends): Ends => ({
    low: unscaled(low),
    high: unscaled(high),
  })
  const interval = bootstrapDifferenceBoth(b, a, { seed })
  const power = { significance: 0.05 / comparisons }
  const wanted = mean === 'arithmetic' ? DIFFERENCE_WANTED : scale(unscale(base) + DIFFERENCE_WANTED) - base
  return {
    delta: unscaled(interval.value),
    ...ends(interval),
    bca: ends(interval.bca),
    p: randomisationTest(b, a, { seed }).p,
    pT: pairedTTest(b, a).p,
    detectable: unscaled(detectableDifference(b, a, power)),
    queriesNeeded: queriesNeeded([b, a], wanted, power),
  }
}
