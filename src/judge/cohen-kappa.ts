/** @file Cohen's kappa: how far two judges agree beyond what their habits alone would give. */
import { ratingsInvalid } from './errors.ts'

/** What a disagreement between two grades counts: any the same, its distance, or its square. */
const weights = {
  none: (a: number, b: number): number => (a === b ? 0 : 1),
  linear: (a: number, b: number): number => Math.abs(a - b),
  quadratic: (a: number, b: number): number => (a - b) ** 2,
} as const

/**
 * kappa = 1 - observed disagreement / disagreement expected from how often each judge gives each grade. 1 is full agreement, 0 that of chance, below 0
 * worse than chance. NaN where both give one and the same grade to everything: there was nothing to disagree on.
 *
 * With weights, grades are compared by their position among the grades that occur, as in scikit-learn.
 *
 * @param first  one grade for each item
 * @param second of the same items in the same order
 * @throws JUDGE_RATINGS_INVALID
 * @see Cohen, "A Coefficient of Agreement for Nominal Scales", 1960, and "Weighted Kappa", Psychological Bulletin 70, 1968
 */
export function cohenKappa(
  first: readonly number[],
  second: readonly number[],
  { weighting = 'none' }: { readonly weighting?: keyof typeof weights } = {},
): number {
  if (first.length !== second.length || first.length === 0)
    throw ratingsInvalid({ problem: `The judges rated ${first.length} and ${second.length} items.` })
  const grades = [...new Set([...first, ...second])].sort((a, b) => a - b)
  const weight = weights[weighting]
  const positionOf = new Map(grades.map((grade, position) => [grade, position]))
  const [a, b] = [first, second].map((ratings) => ratings.map((grade) => positionOf.get(grade) ?? 0)) as [
    number[],
    number[],
  ]
  const observed = a.reduce((sum, position, item) => sum + weight(position, b[item] ?? 0), 0)
  const [countsA, countsB] = [countsOf(a, grades.length), countsOf(b, grades.length)]
  let expected = 0
  for (const [i, count] of countsA.entries())
    for (const [j, other] of countsB.entries()) expected += (count * other * weight(i, j)) / a.length
  return 1 - observed / expected
}

function countsOf(positions: readonly number[], length: number): number[] {
  const counts = Array.from({ length }, () => 0)
  for (const position of positions) counts[position] = (counts[position] ?? 0) + 1
  return counts
}
