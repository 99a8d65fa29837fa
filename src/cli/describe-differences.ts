/** @file Which questions only words, or only vectors, answer: counted by cause, with examples. */
import type { LegDifference } from '../evaluate/leg-difference.ts'
import { formatTable } from './terminal.ts'

/** Of each side: enough to see a pattern, few enough to read. */
const EXAMPLES = 4

export function describeDifferences(
  differences: readonly LegDifference[],
  textOf: (queryId: string) => string,
): string {
  const sides = [...new Set(differences.map(({ answeredBy }) => answeredBy))].toSorted()
  const blocks = sides.map((side) => {
    const ofSide = differences.filter(({ answeredBy }) => answeredBy === side)
    const rows = spread(ofSide).map(({ queryId, explanation }) => [`  "${shorten(textOf(queryId))}"`, explanation])
    return `Only ${side} ${ofSide.length === 1 ? 'answers 1 question' : `answer ${ofSide.length} questions`} (${countCauses(ofSide)}), such as\n${formatTable([{ title: '  question' }, { title: 'why the other misses it' }], rows)}`
  })
  return blocks.length === 0 ? 'Both answer the same questions.' : blocks.join('\n\n')
}

/** One of each cause before a second of any. */
function spread(differences: readonly LegDifference[]): LegDifference[] {
  const seen = new Map<string, number>()
  const turns = differences.map((difference) => {
    const turn = seen.get(difference.cause) ?? 0
    seen.set(difference.cause, turn + 1)
    return { turn, difference }
  })
  return turns
    .sort((a, b) => a.turn - b.turn)
    .slice(0, EXAMPLES)
    .map(({ difference }) => difference)
}

function countCauses(differences: readonly LegDifference[]): string {
  const counts = new Map<string, number>()
  for (const { cause } of differences) counts.set(cause, (counts.get(cause) ?? 0) + 1)
  return Array.from(counts, ([cause, count]) => `${count} ${cause.replaceAll('-', ' ')}`).join(', ')
}

const shorten = (text: string): string => (text.length > 60 ? `${text.slice(0, 57)}...` : text)
