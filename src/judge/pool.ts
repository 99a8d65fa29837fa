/** @file Which unjudged documents to judge first: those that most change how the plans compare. */
import type { Judgements, Run } from '../data/document.ts'

/** A document that some plan shows and nobody judged. */
export interface PoolItem {
  readonly queryId: string
  readonly docId: string
  /** From 1, by the name of each plan that shows it within the depth. */
  readonly ranks: ReadonlyMap<string, number>
  /** The most that its grade can move the difference between two plans' DCG, per unit of gain. */
  readonly effect: number
}

export interface PoolOptions {
  /** Left out: they are judged. */
  readonly judgements: Judgements
  /** How many first results of each plan. */
  readonly depth: number
}

/**
 * The pool of the plans' first results without the judged ones, in the order in which judging reduces the uncertainty most.
 *
 * A document at rank r is worth 1 / log2(r + 1) to a plan, 0 if the plan does not show it. Its effect is the largest difference of that between two
 * plans: what all plans show at the same rank cannot decide between them. Equal effects are ordered by what the document is worth to all plans together,
 * which is what the level of the figures hangs on; so with one plan the order is by rank.
 *
 * @param runs by the plan's name; results best first
 * @see Carterette, Allan and Sitaraman, "Minimal Test Collections for Retrieval Evaluation", SIGIR 2006, https://doi.org/10.1145/1148170.1148219, of
 *   which this is the rule for the difference of two systems, with DCG's weights and the largest difference over all pairs
 */
export function poolResults(runs: ReadonlyMap<string, Run>, { judgements, depth }: PoolOptions): PoolItem[] {
  const ranksOf = new Map<string, { queryId: string; docId: string; ranks: Map<string, number> }>()
  for (const [plan, run] of runs)
    for (const [queryId, results] of run)
      for (const [index, { docId }] of results.slice(0, depth).entries()) {
        if (judgements.get(queryId)?.has(docId) === true) continue
        const key = JSON.stringify([queryId, docId])
        const found = ranksOf.get(key) ?? { queryId, docId, ranks: new Map<string, number>() }
        found.ranks.set(plan, index + 1)
        ranksOf.set(key, found)
      }
  return Array.from(ranksOf.values(), (found) => ({ ...found, ...worthOf(found.ranks, runs.size) }))
    .sort((a, b) => b.effect - a.effect || b.total - a.total)
    .map(({ queryId, docId, ranks, effect }) => ({ queryId, docId, ranks, effect }))
}

function worthOf(
  ranks: ReadonlyMap<string, number>,
  plans: number,
): { readonly effect: number; readonly total: number } {
  const worth = Array.from(ranks.values(), (rank) => 1 / Math.log2(rank + 1))
  const least = ranks.size < plans || plans === 1 ? 0 : Math.min(...worth)
  return { effect: Math.max(...worth) - least, total: worth.reduce((sum, each) => sum + each, 0) }
}
