/**
 * @file Successive halving: all candidates on a few queries, the better half on twice as many, and so on, so that many candidates cost
 * little more than a few do.
 * @see Jamieson and Talwalkar, "Non-stochastic Best Arm Identification and Hyperparameter Optimization", AISTATS 2016
 */
import type { ChosenPlan } from '../evaluate/choose-plans.ts'
import type { ScorePlan } from './score-plans.ts'

export interface Halved {
  readonly finalists: readonly ChosenPlan[]
  /** Queries that a candidate was behind after, by its name. */
  readonly leftAfter: ReadonlyMap<string, number>
  /** Rankings scored: candidates times queries, over all rounds. */
  readonly rankings: number
}

interface HalvingOptions {
  readonly queries: number
  readonly scorerOf: (count: number) => ScorePlan
  /** Kept whatever they score. */
  readonly isKept: (name: string) => boolean
  readonly onRound?: ((done: number) => void) | undefined
}

const FINALISTS = 6
const FIRST_QUERIES_MIN = 10

export async function halve(candidates: readonly ChosenPlan[], options: HalvingOptions): Promise<Halved> {
  const { queries, scorerOf, isKept } = options
  const rounds = Math.max(0, Math.ceil(Math.log2(candidates.length / FINALISTS)))
  const leftAfter = new Map<string, number>()
  let [left, rankings] = [candidates, 0]
  for (let round = 0; round < rounds; round++) {
    const count = Math.min(queries, Math.max(FIRST_QUERIES_MIN, Math.ceil(queries / 2 ** (rounds - round))))
    const score = scorerOf(count)
    const means = new Map<string, number>()
    for (const { name, plan } of left) means.set(name, meanOf(await score(plan)))
    rankings += left.length * count
    const ranked = left.toSorted((a, b) => (means.get(b.name) ?? 0) - (means.get(a.name) ?? 0))
    const stays = Math.max(FINALISTS, Math.ceil(left.length / 2))
    left = ranked.filter(({ name }, rank) => rank < stays || isKept(name))
    for (const { name } of ranked) if (!left.some((one) => one.name === name)) leftAfter.set(name, count)
    options.onRound?.(round + 1)
  }
  return { finalists: left, leftAfter, rankings }
}

export const meanOf = (figures: readonly number[]): number =>
  figures.reduce((sum, figure) => sum + figure, 0) / Math.max(1, figures.length)
