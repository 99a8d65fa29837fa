/** @file Figures of queries, checked before statistics are made of them. */
import { figureNotFinite, figuresUnpaired, noFigures } from './errors.ts'

/** @throws STATISTICS_NO_FIGURES, STATISTICS_FIGURE_NOT_FINITE */
export function checkFigures(values: ArrayLike<number>): void {
  if (values.length === 0) throw noFigures()
  for (let index = 0; index < values.length; index++) {
    const value = values[index] as number
    if (!Number.isFinite(value)) throw figureNotFinite({ value, index })
  }
}

/**
 * @returns `[queries]`: after - before, query by query
 * @throws STATISTICS_FIGURES_UNPAIRED, STATISTICS_NO_FIGURES, STATISTICS_FIGURE_NOT_FINITE
 */
export function differencesOf(after: ArrayLike<number>, before: ArrayLike<number>): Float64Array {
  if (after.length !== before.length) throw figuresUnpaired({ after: after.length, before: before.length })
  const differences = Float64Array.from(after, (value, i) => value - (before[i] as number))
  checkFigures(differences)
  return differences
}
