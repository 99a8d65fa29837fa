/** @file The weight of the dense leg in hybrid search: the one with which words and vectors together answer most held-out queries. */
import { gainOf } from './gate.ts'
import type { HeldOut, HeldOutKind } from './held-out.ts'
import type { Ranked } from './rank-vectors.ts'

/** Candidates of each leg, as a plan takes them. */
export const HYBRID_DEPTH = 100
const STEPS = 20

/** nDCG@10 by weight of the dense leg, 0 to 1 in steps of 0.05, each kind of query counting the same. */
export function hybridCurve(
  { queries }: Pick<HeldOut, 'queries'>,
  { words, dense }: { readonly words: readonly Ranked[]; readonly dense: readonly Ranked[] },
): number[] {
  const sums = new Map<HeldOutKind, { readonly gains: number[]; count: number }>()
  for (const [i, { kind, target }] of queries.entries()) {
    const sum = sums.get(kind) ?? { gains: Array.from({ length: STEPS + 1 }, () => 0), count: 0 }
    sums.set(kind, sum)
    sum.count++
    const [byWords, byVectors] = [normalised(words[i]), normalised(dense[i])]
    for (let step = 0; step <= STEPS; step++)
      sum.gains[step] = (sum.gains[step] ?? 0) + gainOf(fuse(byWords, byVectors, step / STEPS), target)
  }
  return Array.from(
    { length: STEPS + 1 },
    (_, step) =>
      [...sums.values()].reduce((total, { gains, count }) => total + (gains[step] ?? 0) / count, 0) /
      Math.max(1, sums.size),
  )
}

/**
 * What an adapted table is worth beside words on judged sets, and how much that counts beside what one collection's held-out queries say.
 * Queries made of documents are nearer to one leg or the other than people's queries are: alone they gave weights from 0.05 to 1 where judged
 * queries wanted 0.3 to 0.5.
 */
const USUAL = 0.4
const USUAL_SHARE = 0.8

/** The middle of the weights that are as good as the best, to a thousandth, drawn near the usual one; in whole hundredths. */
export function bestWeight(curve: readonly number[]): number {
  const most = Math.max(...curve)
  const good = curve.flatMap((value, step) => (value >= most - 0.001 ? [step] : []))
  const found = (good[good.length >> 1] ?? 0) / STEPS
  return Math.round(100 * (USUAL_SHARE * USUAL + (1 - USUAL_SHARE) * found)) / 100
}

/** Scores from 0 to 1 within the candidates, as the plans' "min-max". */
function normalised(ranked: Ranked | undefined): ReadonlyMap<number, number> {
  const { documents = [], scores = [] } = ranked ?? {}
  const low = scores.at(-1) ?? 0
  const range = (scores[0] ?? 0) - low
  return new Map(documents.map((document, i) => [document, range > 0 ? ((scores[i] ?? 0) - low) / range : 1]))
}

function fuse(words: ReadonlyMap<number, number>, dense: ReadonlyMap<number, number>, weight: number): Ranked {
  const sums = new Map<number, number>()
  for (const [document, score] of words) sums.set(document, (1 - weight) * score)
  for (const [document, score] of dense) sums.set(document, (sums.get(document) ?? 0) + weight * score)
  const best = [...sums].toSorted(([a, x], [b, y]) => y - x || a - b).slice(0, 10)
  return { documents: best.map(([document]) => document), scores: best.map(([, score]) => score) }
}
