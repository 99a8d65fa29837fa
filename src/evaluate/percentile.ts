/** @file Percentiles of what was measured. */

/**
 * Nearest rank: the smallest value that at least the given fraction of all values do not exceed. It is always a value that occurred.
 *
 * @param fraction in (0, 1]
 * @returns 0 for no values
 */
export function percentile(values: readonly number[], fraction: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(fraction * sorted.length) - 1)] ?? 0
}
