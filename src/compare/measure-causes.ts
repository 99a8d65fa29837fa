/** @file How often the causes that a comparison names are those that are known: precision and recall by cause. */
import type { MissCause } from '../evaluate/causes/cause.ts'
import type { PlanComparison } from './comparison.ts'

export interface CauseFigures {
  readonly cause: MissCause
  /** Queries for which it was named first. */
  readonly named: number
  /** Decided queries that are known to have it. */
  readonly known: number
  /** Of both. */
  readonly right: number
  /** Of those known, the share for which it was named at all, if not first. */
  readonly mentioned: number
  /** right / named; null where none was named. */
  readonly precision: number | null
  /** right / known; null where none is known. */
  readonly recall: number | null
}

export interface KnownCause {
  readonly queryId: string
  readonly cause: MissCause
  /** Where the cause matters only if one of the plans loses: its name. Default: whichever does. */
  readonly loser?: string | undefined
}

/**
 * Queries that both plans answer equally well have no cause, and count for nothing.
 *
 * @param known one entry for each query and cause; a query may have several causes, and naming any of them first is right
 */
export function measureCauses({ queries, plans }: PlanComparison, known: readonly KnownCause[]): CauseFigures[] {
  const decided = queries.filter(({ winner }) => winner !== null)
  const loserOf = new Map(
    decided.map(({ id, winner }) => [id, plans.find(({ name }) => name !== winner)?.name] as const),
  )
  const causes = [...new Set(known.map(({ cause }) => cause))]
  return causes.map((cause) => {
    const having = new Set(
      known
        .filter((one) => one.cause === cause && loserOf.has(one.queryId))
        .filter(({ queryId, loser = loserOf.get(queryId) }) => loserOf.get(queryId) === loser)
        .map(({ queryId }) => queryId),
    )
    const named = decided.filter(({ causes: [first] }) => first?.cause === cause)
    const right = named.filter(({ id }) => having.has(id)).length
    const mentioned = decided.filter(({ id, causes: all }) => having.has(id) && all.some((one) => one.cause === cause))
    return {
      cause,
      named: named.length,
      known: having.size,
      right,
      mentioned: having.size === 0 ? 0 : mentioned.length / having.size,
      precision: named.length === 0 ? null : right / named.length,
      recall: having.size === 0 ? null : right / having.size,
    }
  })
}
