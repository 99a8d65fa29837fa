/** @file Binary search: the place of a value among ascending numbers. */

export interface SearchRange {
  /** The first position to look at. Default 0. */
  readonly from?: number
  /** The position after the last. Default: the end. */
  readonly to?: number
}

/** @returns the first position of the range whose number is not below `value`; `to` when all are */
export function lowerBound(
  numbers: ArrayLike<number>,
  value: number,
  { from = 0, to = numbers.length }: SearchRange = {},
): number {
  let low = from
  let high = to
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((numbers[middle] ?? 0) < value) low = middle + 1
    else high = middle
  }
  return low
}
