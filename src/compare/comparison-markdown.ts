/** @file A comparison as Markdown: for a pull request or a wiki. All data is escaped. */
import type { ComparedQuery, PlanComparison } from './comparison.ts'
import { escapeMarkdown } from './escape.ts'
import {
  causeName,
  causesWonBy,
  headline,
  lostSentence,
  points,
  signedPoints,
  verdictSentence,
  winsSentence,
} from './report-rows.ts'

/** A table of thousands of rows is for the JSON. */
const QUERIES_MAX = 200
const BAR_CHARACTERS = 20

export function comparisonMarkdown(comparison: PlanComparison): string {
  const { plans, dataset } = comparison
  return `${[
    `# ${escapeMarkdown(`${plans[0].name} and ${plans[1].name} on ${dataset.name}`)}`,
    escapeMarkdown(headline(comparison)),
    `**${escapeMarkdown(verdictSentence(comparison))}** ${escapeMarkdown(winsSentence(comparison))}`,
    ...comparison.warnings.map(({ message }) => `- ${escapeMarkdown(message)}`),
    ...plans.map(({ name }) => side(name, comparison)).filter((text) => text !== ''),
    queryTable(comparison),
    `Seed ${comparison.seed}; data ${dataset.hash}.`,
  ].join('\n\n')}\n`
}

function side(winner: string, comparison: PlanComparison): string {
  const causes = causesWonBy(winner, comparison)
  if (causes.length === 0) return ''
  const loser = comparison.plans.find(({ name }) => name !== winner)?.name ?? ''
  const most = Math.max(...causes.map(({ count }) => count))
  const rows = causes.map(({ cause, count, example }) => [
    causeName(cause),
    `${'█'.repeat(Math.max(1, Math.round((BAR_CHARACTERS * count) / most)))} ${count}`,
    example === undefined ? '' : `${escapeMarkdown(`“${example.text}”`)}: ${escapeMarkdown(firstReason(example))}`,
  ])
  return `## ${escapeMarkdown(`Where ${winner} wins, and why ${loser} loses`)}\n\n${table(['cause', 'queries', 'example'], rows)}`
}

const firstReason = (query: ComparedQuery): string =>
  [
    ...query.causes.slice(0, 1).map(({ explanation }) => explanation),
    ...query.lost.slice(0, 1).map((document) => `${lostSentence(document, query)}.`),
  ].join(' ')

function queryTable({ queries, plans: [a, b] }: PlanComparison): string {
  const decided = queries.filter(({ winner }) => winner !== null)
  const shown =
    decided.length <= QUERIES_MAX ? decided : [...decided.slice(0, QUERIES_MAX / 2), ...decided.slice(-QUERIES_MAX / 2)]
  const left = decided.length - shown.length
  const rows = shown.map(({ text, scores, difference, causes: [first] }) => [
    escapeMarkdown(text),
    points(scores[a.name] ?? 0),
    points(scores[b.name] ?? 0),
    signedPoints(difference),
    first === undefined ? '' : causeName(first.cause),
  ])
  const names = [escapeMarkdown(a.name), escapeMarkdown(b.name)]
  const note = left === 0 ? '' : `\n\n${left} queries in the middle are left out; the JSON has them.`
  return `## Queries that one of them wins\n\n${table(['query', ...names, 'difference', 'likeliest cause'], rows)}${note}`
}

const table = (titles: readonly string[], rows: readonly (readonly string[])[]): string =>
  [titles, titles.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
