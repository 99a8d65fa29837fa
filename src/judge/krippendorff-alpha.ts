/** @file Krippendorff's alpha: agreement of any number of judges, each of whom may have skipped items. */
import { ratingsInvalid } from './errors.ts'

export type Level = 'nominal' | 'ordinal' | 'interval' | 'ratio'

/** Squared difference of two values. `countBetween` is the number of ratings from the one to the other, half of each end. */
const differences: Readonly<Record<Level, (a: number, b: number, countBetween: number) => number>> = {
  nominal: (a, b) => (a === b ? 0 : 1),
  ordinal: (_a, _b, countBetween) => countBetween ** 2,
  interval: (a, b) => (a - b) ** 2,
  ratio: (a, b) => (a === b ? 0 : ((a - b) / (a + b)) ** 2),
}

/**
 * alpha = 1 - observed / expected disagreement, over pairs of ratings of the same item. 1 is full agreement, 0 that of chance. NaN where no item has two
 * ratings, or all ratings are the same.
 *
 * Grades of relevance are ordinal: 0 and 1 may be farther apart than 2 and 3.
 *
 * @param ratings `[judges][items]`; undefined where a judge did not rate an item
 * @throws JUDGE_RATINGS_INVALID
 * @see Krippendorff, "Content Analysis", 4th edition, 2018, chapter 12; Hayes and Krippendorff, 2007, https://doi.org/10.1080/19312450709336664
 */
export function krippendorffAlpha(ratings: readonly (readonly (number | undefined)[])[], level: Level): number {
  const items = ratings[0]?.length ?? 0
  if (ratings.some(({ length }) => length !== items))
    throw ratingsInvalid({ problem: 'The judges have lists of different lengths.' })
  const rated = Array.from({ length: items }, (_, item) => ratings.flatMap((judge) => judge[item] ?? [])).filter(
    ({ length }) => length > 1,
  )
  const counts = countValues(rated)
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0)
  const difference = differenceBy(level, counts)
  const observed = rated.reduce((sum, values) => sum + pairSum(values, difference) / (values.length - 1), 0)
  let expected = 0
  for (const [a, countA] of counts)
    for (const [b, countB] of counts) expected += (countA * countB * difference(a, b)) / (total - 1)
  return 1 - observed / expected
}

function countValues(rated: readonly (readonly number[])[]): Map<number, number> {
  const counts = new Map<number, number>()
  for (const value of rated.flat().toSorted((a, b) => a - b)) counts.set(value, (counts.get(value) ?? 0) + 1)
  return counts
}

function differenceBy(level: Level, counts: ReadonlyMap<number, number>): (a: number, b: number) => number {
  const before = new Map<number, number>()
  let running = 0
  for (const [value, count] of counts) {
    before.set(value, running + count / 2)
    running += count
  }
  return (a, b) => differences[level](a, b, Math.abs((before.get(a) ?? 0) - (before.get(b) ?? 0)))
}

/** Over ordered pairs of different judges. */
const pairSum = (values: readonly number[], difference: (a: number, b: number) => number): number =>
  values.reduce((sum, a) => sum + values.reduce((inner, b) => inner + difference(a, b), 0), 0)
