/** @file What a report of a comparison says, whatever it is written as: figures and sentences, and the examples worth showing. */
import { counted } from '../evaluate/warnings.ts'
import type { CauseCount, ComparedQuery, LostDocument, PlanComparison } from './comparison.ts'

const QUERIES = ['query', 'queries'] as const

/** A difference or a mean in points of 100, without the sign of a zero. */
export const points = (value: number): string => (100 * value).toFixed(1).replace(/^-(0\.0)$/, '$1')

export const signedPoints = (value: number): string => `${value > 0 ? '+' : ''}${points(value)}`

export const causeName = (cause: string): string => cause.replaceAll('-', ' ')

/** Where each plan ranks it, and what the one that lost it lacked. */
export function lostSentence({ id, title, ranks, lacks }: LostDocument, query: ComparedQuery): string {
  const at = (rank: number | null | undefined): string =>
    rank === null || rank === undefined ? 'not found' : `rank ${rank}`
  const winner = query.winner ?? ''
  const loser = Object.keys(ranks).find((plan) => plan !== winner) ?? ''
  const name = title === undefined ? id : `${title} (${id})`
  const otherwise = lacks?.change === undefined ? '' : `; by ${loser} ${lacks.sentence}`
  return `${name}: ${at(ranks[loser])} by ${loser}, ${at(ranks[winner])} by ${winner}${otherwise}`
}

/** Who is better over all, or that these queries cannot tell. */
export const verdictSentence = ({ difference }: PlanComparison): string => difference.sentence

export function headline({ dataset, plans, metric }: PlanComparison): string {
  const name = dataset.split === undefined ? dataset.name : `${dataset.name}, ${dataset.split}`
  const means = plans.map((plan) => `${plan.name} ${points(plan.metrics[metric]?.value ?? 0)}`).join(', ')
  return `${name}: ${counted(dataset.documents, ['document', 'documents'])}, ${counted(dataset.queries, QUERIES)}; ${metric}: ${means}.`
}

export function winsSentence({ plans: [a, b], wins, metric }: PlanComparison): string {
  return `By ${metric}, ${b.name} wins ${wins.b}, ${a.name} wins ${wins.a}, and ${wins.ties} ${wins.ties === 1 ? 'is a tie' : 'are ties'}.`
}

export interface CauseExample extends CauseCount {
  /** The query with the largest difference. */
  readonly example: ComparedQuery | undefined
}

/** @param winner the plan that is ahead */
export function causesWonBy(winner: string, { causes, queries }: PlanComparison): CauseExample[] {
  const byId = new Map(queries.map((query) => [query.id, query]))
  return causes
    .filter((count) => count.winner === winner)
    .map((count) => ({ ...count, example: byId.get(count.queries[0] ?? '') }))
}
