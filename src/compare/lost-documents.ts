/** @file The relevant documents that one of two plans ranks lower than the other. */
import type { Grades, ScoredDocument } from '../data/document.ts'
import type { LostDocument } from './comparison.ts'

export interface TwoRankings {
  readonly grades: Grades
  /** By plan, best first. */
  readonly rankings: Readonly<Record<string, readonly ScoredDocument[]>>
  readonly winner: string
  readonly loser: string
}

/** @returns the highest grade first, then the largest distance between the ranks */
export function lostDocuments({ grades, rankings, winner, loser }: TwoRankings): LostDocument[] {
  const ranksOf = Object.entries(rankings).map(
    ([plan, ranking]) => [plan, new Map(ranking.map(({ docId }, index) => [docId, index + 1]))] as const,
  )
  return [...grades]
    .filter(([, grade]) => grade > 0)
    .map(([id, grade]) => ({
      id,
      grade,
      ranks: Object.fromEntries(ranksOf.map(([plan, ranks]) => [plan, ranks.get(id) ?? null])),
    }))
    .filter(({ ranks }) => distance(ranks, { winner, loser }) > 0)
    .sort((x, y) => y.grade - x.grade || orderOf(y, { winner, loser }) - orderOf(x, { winner, loser }))
}

const BEYOND = 1e6

const distance = (
  ranks: LostDocument['ranks'],
  { winner, loser }: { readonly winner: string; readonly loser: string },
): number => (ranks[loser] ?? BEYOND) - (ranks[winner] ?? BEYOND)

const orderOf = ({ ranks }: LostDocument, names: { readonly winner: string; readonly loser: string }): number =>
  distance(ranks, names)
