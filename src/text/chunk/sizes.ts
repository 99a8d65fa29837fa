/** @file Checks of the sizes that chunkers are given. */
import { chunkSizeInvalid } from '../errors.ts'

/** @throws TEXT_CHUNK_SIZE_INVALID unless the size is a whole number above 0 and the overlap one below the size */
export function checkSizes(
  [sizeName, size]: readonly [name: string, value: number],
  [overlapName, overlap]: readonly [name: string, value: number],
): void {
  if (!Number.isSafeInteger(size) || size < 1)
    throw chunkSizeInvalid({ option: sizeName, value: size, rule: 'a whole number above 0' })
  if (!Number.isSafeInteger(overlap) || overlap < 0 || overlap >= size)
    throw chunkSizeInvalid({ option: overlapName, value: overlap, rule: `a whole number from 0 to ${size - 1}` })
}
