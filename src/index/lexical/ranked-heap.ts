/** @file The k best of a stream of scored documents. */
import type { RankedOrdinals } from '../ranked.ts'

/** A binary heap with the worst document on top: the lowest score, among equal ones the highest ordinal. */
export interface RankedHeap {
  /** @returns the score that the next document has to reach: the worst of the k best, -Infinity while there are fewer */
  readonly push: (score: number, ordinal: number) => number
  readonly ranked: () => RankedOrdinals
}

interface Entry {
  readonly score: number
  readonly ordinal: number
}

const isWorse = (a: Entry, b: Entry): boolean => a.score < b.score || (a.score === b.score && a.ordinal > b.ordinal)

/** @param k > 0. Scores are float32 numbers, so that ties are those the caller sees. */
export function createRankedHeap(k: number): RankedHeap {
  const heap: Entry[] = []
  const push = (score: number, ordinal: number): number => {
    const [worst] = heap
    if (heap.length < k || worst === undefined) siftUp(heap, { score, ordinal })
    else if (isWorse(worst, { score, ordinal })) siftDown(heap, { score, ordinal })
    return heap.length < k ? -Infinity : (heap[0]?.score ?? -Infinity)
  }
  return {
    push,
    ranked: () => {
      const best = heap.toSorted((a, b) => b.score - a.score || a.ordinal - b.ordinal)
      return {
        ordinals: Uint32Array.from(best, ({ ordinal }) => ordinal),
        scores: Float32Array.from(best, ({ score }) => score),
      }
    },
  }
}

function siftUp(heap: Entry[], entry: Entry): void {
  let at = heap.length
  for (let parent = (at - 1) >> 1; at > 0; parent = (at - 1) >> 1) {
    const above = heap[parent]
    if (above === undefined || !isWorse(entry, above)) break
    heap[at] = above
    at = parent
  }
  heap[at] = entry
}

function siftDown(heap: Entry[], entry: Entry): void {
  let at = 0
  for (let child = 1; child < heap.length; child = 2 * at + 1) {
    const left = heap[child] ?? entry
    const right = heap[child + 1]
    const isRightWorse = right !== undefined && isWorse(right, left)
    const worst = isRightWorse ? right : left
    if (!isWorse(worst, entry)) break
    heap[at] = worst
    at = isRightWorse ? child + 1 : child
  }
  heap[at] = entry
}
