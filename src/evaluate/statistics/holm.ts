/** @file Holm's correction for several tests: with ten of them, a p value of 0.05 is no longer rare. */

/**
 * Holm's step-down correction: the smallest of m p values is multiplied by m, the next by m - 1, and so on; none may be below one that was
 * smaller before. Controls the chance of any false finding, whatever the dependence between the tests, and is never weaker than Bonferroni's.
 *
 * @returns corrected p values in the order given, each in [p, 1]
 * @see Holm, "A Simple Sequentially Rejective Multiple Test Procedure", 1979
 */
export function holm(pValues: readonly number[]): number[] {
  const ascending = [...pValues.keys()].sort((a, b) => (pValues[a] ?? 0) - (pValues[b] ?? 0))
  const corrected = Array.from(pValues)
  let lowest = 0
  for (const [step, index] of ascending.entries()) {
    lowest = Math.max(lowest, Math.min(1, (pValues.length - step) * (pValues[index] ?? 0)))
    corrected[index] = lowest
  }
  return corrected
}
