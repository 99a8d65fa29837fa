/** @file A comparison of two plans as people read it: who wins, the causes counted, and examples with what was lost. */
import type { ComparedQuery, PlanComparison } from '../compare/comparison.ts'
import {
  causeName,
  causesWonBy,
  headline,
  lostSentence,
  signedPoints,
  verdictSentence,
  winsSentence,
} from '../compare/report-rows.ts'
import { formatTable, style, visible } from './terminal.ts'

/** For each plan and cause: one shows what is meant, two that it is no accident. */
const EXAMPLES = 2
const TEXT_CHARACTERS = 60

export function describeComparedPlans(comparison: PlanComparison): string {
  return [
    visible(headline(comparison)),
    visible(`${verdictSentence(comparison)} ${winsSentence(comparison)}`),
    ...comparison.plans.flatMap((plan) => describeSide(plan.name, comparison)),
  ].join('\n\n')
}

function describeSide(winner: string, comparison: PlanComparison): string[] {
  const causes = causesWonBy(winner, comparison)
  if (causes.length === 0) return []
  const loser = comparison.plans.find(({ name }) => name !== winner)?.name ?? ''
  const total = causes.reduce((sum, { count }) => sum + count, 0)
  const title = style('bold', visible(`Where ${winner} wins (${total}), and why ${loser} loses`))
  const table = formatTable(
    [{ title: 'cause' }, { title: 'queries', align: 'right' }],
    causes.map(({ cause, count }) => [causeName(cause), String(count)]),
  )
  const byId = new Map(comparison.queries.map((query) => [query.id, query]))
  const examples = causes.flatMap(({ queries }) => queries.slice(0, EXAMPLES).flatMap((id) => byId.get(id) ?? []))
  return [`${title}\n${table}`, examples.map(describeQuery).join('\n')]
}

function describeQuery(query: ComparedQuery): string {
  const { text, difference, causes, lost } = query
  const short = text.length > TEXT_CHARACTERS ? `${text.slice(0, TEXT_CHARACTERS - 3)}...` : text
  return [
    `  ${signedPoints(difference).padStart(6)}  ${visible(`"${short}"`)}`,
    ...causes
      .slice(0, 1)
      .map(({ cause, explanation }) => `          ${visible(`${causeName(cause)}: ${explanation}`)}`),
    ...lost.slice(0, 1).map((document) => `          ${visible(lostSentence(document, query))}`),
  ].join('\n')
}
