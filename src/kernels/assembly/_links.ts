/**
 * @file Lists of links, and whether a row's are in memory yet.
 *
 * Level 0 holds every row, each further level one of M of those below. A list of links is a uint32 count and room for 2M ids on level 0, for
 * M above. The upper lists of one row lie together, level 1 first; `upperStarts` says at which uint32.
 */

import { GROUP_ROWS_BITS } from '../layout'

/** M of the paper. */
export let m: u32 = 0
let baseAt: usize = 0
let upperAt: usize = 0
let upperStartsAt: usize = 0

export function useGraph(linksMax: i32, base: usize, upper: usize, upperStarts: usize): void {
  m = <u32>linksMax
  baseAt = base
  upperAt = upper
  upperStartsAt = upperStarts
}

@inline
export function linksOf(id: u32, level: i32): usize {
  if (level == 0) return baseAt + (<usize>id) * (<usize>(8 * m + 4))
  const start = load<u32>(upperStartsAt + ((<usize>id) << 2)) + (<u32>level - 1) * (m + 1)
  return upperAt + ((<usize>start) << 2)
}

@inline
export function linksMax(level: i32): u32 {
  return level == 0 ? 2 * m : m
}

@inline
export function linkAt(links: usize, i: u32): u32 {
  return load<u32>(links + 4 + ((<usize>i) << 2))
}

/** Keeps the compiler from leaving out loads whose only purpose is that the memory is near when it is needed. */
let touched: u32 = 0

@inline
export function touchLinks(links: usize): void {
  for (let i: u32 = 0; i < 8 * m; i += 64) touched += load<u8>(links + <usize>i)
}

/** The host reads the codes and the links of a row's group from the segment's file. */
@external('env', 'readGroup')
declare function readGroup(group: u32): void

/** Rows are read by groups of neighbours. */
const GROUP_BITS: u32 = GROUP_ROWS_BITS
/** A byte for each group, 0 where it has not been read; position 0 when all rows are in memory. */
let presentAt: usize = 0

export function usePresent(present: usize): void {
  presentAt = present
}

/** Before a row's codes or links are looked at. */
@inline
export function needRow(id: u32): void {
  if (presentAt == 0) return
  const group = id >>> GROUP_BITS
  if (load<u8>(presentAt + <usize>group) == 0) readGroup(group)
}
