/** @file Edit distance between two words, in typos: for "did you mean" and for finding misspellings. */

/**
 * Optimal string alignment distance: the least number of characters inserted, deleted, replaced, or swapped with their neighbour, no part
 * being edited twice. Characters are UTF-16 units. O(|a| |b|).
 *
 * @see Damerau, CACM 7(3), 1964; Boytsov, "Indexing methods for approximate dictionary searching", 2011, section 2.2
 */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const isSame = a[i - 1] === b[j - 1]
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      row[j] = Math.min(
        at(last, j) + 1,
        at(row, j - 1) + 1,
        at(last, j - 1) + (isSame ? 0 : 1),
        isSwapped ? at(beforeLast, j - 2) + 1 : Infinity,
      )
    }
    beforeLast = last
    last = row
  }
  return at(last, b.length)
}

const at = (row: readonly number[], index: number): number => row[index] ?? Infinity
