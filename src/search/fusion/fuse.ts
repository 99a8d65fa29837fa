/** @file Several rankings into one: reciprocal ranks, or a weighted sum of normalised scores. */
import type { Candidate, DocKey } from '../../store/collection.ts'
import { type NormalisationName, normalisations } from './normalise.ts'

export interface Fused {
  readonly key: DocKey
  /** The sum of `parts`. */
  readonly score: number
  /** What each ranking added, in the order of the rankings. */
  readonly parts: readonly number[]
}

/** What the results of one ranking are worth. */
interface Worth {
  /** By position in the ranking. */
  readonly present: readonly number[]
  /** Of a document that the ranking lacks. */
  readonly absent: number
}

type Ranking = readonly Candidate[]

/**
 * Reciprocal rank fusion: score(d) = Σ over rankings of w / (k + rank(d)), ranks counted from 1. A ranking without d adds nothing.
 *
 * @param k       damping, >= 0; a larger k flattens the head of each ranking. The paper uses 60.
 * @param weights one per ranking; 1 each when not given
 * @returns       every document of any ranking, best first; ties in order of first appearance (first ranking first)
 * @see Cormack, Clarke and Büttcher, SIGIR 2009, https://doi.org/10.1145/1571941.1572114
 */
export function fuseReciprocalRanks(
  rankings: readonly Ranking[],
  { k = 60, weights }: { readonly k?: number | undefined; readonly weights?: readonly number[] | undefined } = {},
): Fused[] {
  return addUp(rankings, (ranking, index) => {
    const weight = weights?.[index] ?? 1
    return { present: ranking.map((_, position) => weight / (k + position + 1)), absent: 0 }
  })
}

/**
 * Linear combination (CombSUM with weights): score(d) = Σ over rankings of w * normalised score(d).
 *
 * @param normalise how each ranking's scores become comparable; see normalise.ts
 * @param weights   one per ranking; 1 / number of rankings each when not given
 * @returns         every document of any ranking, best first; ties in order of first appearance (first ranking first)
 * @see Bruch, Gai and Ingber, "An Analysis of Fusion Functions for Hybrid Retrieval", TOIS 2023, https://doi.org/10.1145/3596512
 */
export function fuseLinear(
  rankings: readonly Ranking[],
  {
    normalise = 'min-max',
    weights,
  }: { readonly normalise?: NormalisationName | undefined; readonly weights?: readonly number[] | undefined } = {},
): Fused[] {
  return addUp(rankings, (ranking, index) => {
    const weight = weights?.[index] ?? 1 / rankings.length
    const { scores, absent } =
      ranking.length === 0 ? normalisations.none([]) : normalisations[normalise](ranking.map(({ score }) => score))
    return { present: scores.map((score) => weight * score), absent: weight * absent }
  })
}

function addUp(rankings: readonly Ranking[], worthOf: (ranking: Ranking, index: number) => Worth): Fused[] {
  const worths = rankings.map(worthOf)
  const absent = worths.map((worth) => worth.absent)
  const partsByKey = new Map<DocKey, number[]>()
  for (const [index, ranking] of rankings.entries()) {
    for (const [position, { key }] of ranking.entries()) {
      const parts = partsByKey.get(key) ?? [...absent]
      parts[index] = worths[index]?.present[position] ?? 0
      partsByKey.set(key, parts)
    }
  }
  return Array.from(partsByKey, ([key, parts]) => ({ key, score: parts.reduce((a, b) => a + b, 0), parts })).sort(
    (a, b) => b.score - a.score,
  )
}
