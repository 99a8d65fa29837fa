/**
 * @file Explains queries that only one way of searching answers. Causes are looked for in the words of the query, of the documents
 * that should have been found, and of those that were (`causes/`); where they explain nothing, that is said.
 */
import type { Knowledge, MissCause, Sense } from './causes/cause.ts'
import { explainMiss } from './causes/causes-table.ts'
import { readEvidence, type Seen } from './causes/evidence.ts'

/** One way of searching, scored query by query. */
export interface Leg {
  readonly name: string
  readonly kind: Sense
  /** Query id -> score, such as nDCG@10; a query that is absent has 0. */
  readonly scores: ReadonlyMap<string, number>
}

/** The evidence about a query. */
export interface QueryEvidence extends Omit<Seen, 'wrong'> {
  readonly queryId: string
  /** By the name of the leg that misses: what it ranks above the first relevant document. */
  readonly wrong?: ReadonlyMap<string, Seen['wrong']> | undefined
}

/** A query that one leg answers and another misses. */
export interface LegDifference {
  readonly queryId: string
  readonly answeredBy: string
  readonly missedBy: string
  readonly cause: MissCause
  /** One sentence with the words that were found. */
  readonly explanation: string
}

export interface LegDifferenceOptions extends Knowledge {
  /** A query is answered if its score is above this. Default 0: with nDCG@10, anything relevant in the first ten. */
  readonly answeredAbove?: number
}

/**
 * Queries that exactly one leg answers, with the likeliest cause for each leg that misses it.
 *
 * @param queries in the order wanted
 * @returns in the order of `queries`, then of `legs`; one entry for each leg that misses
 */
export function explainLegDifferences(
  legs: readonly Leg[],
  queries: readonly QueryEvidence[],
  { answeredAbove = 0, ...knowledge }: LegDifferenceOptions,
): LegDifference[] {
  return queries.flatMap((query) => {
    const answers = (leg: Leg): boolean => (leg.scores.get(query.queryId) ?? 0) > answeredAbove
    const [answering, ...others] = legs.filter(answers)
    if (answering === undefined || others.length > 0) return []
    return legs
      .filter((leg) => leg !== answering)
      .map(({ name, kind }) => {
        const evidence = readEvidence({ ...query, wrong: query.wrong?.get(name) ?? [] }, knowledge)
        const [{ cause, explanation }] = explainMiss([kind], evidence)
        return { queryId: query.queryId, answeredBy: answering.name, missedBy: name, cause, explanation }
      })
  })
}
