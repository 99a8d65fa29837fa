/**
 * @file Binary heaps of scored numbers. An entry is one int64: the score's bits, made to sort as integers, above the
 * complement of the number, so that the greater entry is the better one and equal scores put the lower number first.
 */

@inline
export function entryOf(score: f32, n: u32): i64 {
  // Adding zero turns -0 into 0. Negative floats sort backwards by their bits.
  const bits = reinterpret<i32>(score + 0)
  return (<i64>(bits ^ ((bits >> 31) & 0x7fffffff)) << 32) | <i64>(~n)
}

@inline
export function numberOf(entry: i64): u32 {
  return ~(<u32>entry)
}

@inline
export function scoreOf(entry: i64): f32 {
  const key = <i32>(entry >> 32)
  return reinterpret<f32>(key ^ ((key >> 31) & 0x7fffffff))
}

@inline
export function entryAt(heap: usize, i: i32): i64 {
  return load<i64>(heap + ((<usize>i) << 3))
}

@inline
export function setEntry(heap: usize, i: i32, entry: i64): void {
  store<i64>(heap + ((<usize>i) << 3), entry)
}

/** Puts `entry` into a heap of `size` entries with the worst on top. */
export function pushWorstFirst(heap: usize, size: i32, entry: i64): void {
  let i = size
  while (i > 0) {
    const parent = (i - 1) >> 1
    const above = entryAt(heap, parent)
    if (above <= entry) break
    setEntry(heap, i, above)
    i = parent
  }
  setEntry(heap, i, entry)
}

/** Replaces the top of a heap with the worst on top. */
export function replaceWorst(heap: usize, size: i32, entry: i64): void {
  let i = 0
  while (true) {
    let child = 2 * i + 1
    if (child >= size) break
    let below = entryAt(heap, child)
    if (child + 1 < size) {
      const other = entryAt(heap, child + 1)
      if (other < below) {
        below = other
        child++
      }
    }
    if (entry <= below) break
    setEntry(heap, i, below)
    i = child
  }
  setEntry(heap, i, entry)
}

/** Turns a heap with the worst on top into a list, best first. */
export function sortBestFirst(heap: usize, size: i32): void {
  for (let rest = size - 1; rest > 0; rest--) {
    const worst = entryAt(heap, 0)
    replaceWorst(heap, rest, entryAt(heap, rest))
    setEntry(heap, rest, worst)
  }
}

export function pushBestFirst(heap: usize, size: i32, entry: i64): void {
  let i = size
  while (i > 0) {
    const parent = (i - 1) >> 1
    const above = entryAt(heap, parent)
    if (above >= entry) break
    setEntry(heap, i, above)
    i = parent
  }
  setEntry(heap, i, entry)
}

/** Takes the best of `size` entries out of a heap with the best on top. */
export function popBest(heap: usize, size: i32): i64 {
  const best = entryAt(heap, 0)
  const rest = size - 1
  const entry = entryAt(heap, rest)
  let i = 0
  while (true) {
    let child = 2 * i + 1
    if (child >= rest) break
    let below = entryAt(heap, child)
    if (child + 1 < rest) {
      const other = entryAt(heap, child + 1)
      if (other > below) {
        below = other
        child++
      }
    }
    if (entry >= below) break
    setEntry(heap, i, below)
    i = child
  }
  setEntry(heap, i, entry)
  return best
}

/** Best first, by insertion: for short lists. */
export function sortEntries(entries: usize, count: i32): void {
  for (let i = 1; i < count; i++) {
    const entry = entryAt(entries, i)
    let hole = i
    while (hole > 0 && entryAt(entries, hole - 1) < entry) {
      setEntry(entries, hole, entryAt(entries, hole - 1))
      hole--
    }
    setEntry(entries, hole, entry)
  }
}
