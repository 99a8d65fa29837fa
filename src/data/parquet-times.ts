/** @file Times of Parquet as the decoder should give them: a Date has milliseconds only, and the file's digits are kept. */

/** Units of each kind in a millisecond. */
const MICROSECONDS = 1000n
const NANOSECONDS = 1_000_000n

/** @returns ISO text where a Date would lose digits */
export const timestampFromMicroseconds = (count: bigint): Date | string => timeOf(count, MICROSECONDS)

export const timestampFromNanoseconds = (count: bigint): Date | string => timeOf(count, NANOSECONDS)

function timeOf(count: bigint, perMs: bigint): Date | string {
  const rest = ((count % perMs) + perMs) % perMs
  const date = new Date(Number((count - rest) / perMs))
  if (rest === 0n || Number.isNaN(date.getTime())) return date
  // Six digits or nine, as people write them.
  const isWhole = perMs === NANOSECONDS && rest % 1000n === 0n
  const digits = isWhole ? String(rest / 1000n).padStart(3, '0') : String(rest).padStart(String(perMs).length - 1, '0')
  return date.toISOString().replace('Z', `${digits}Z`)
}
