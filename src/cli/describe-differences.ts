/** @file Which queries only one of two ways of searching answers: counted by cause, with examples. */
import type { Differences } from '../evaluate/report.ts'
import { formatTable, visible } from './terminal.ts'

/** Of each side: enough to see a pattern, few enough to read. */
const EXAMPLES = 4

type Difference = Differences['queries'][number]

export function describeDifferences(differences: Differences): string {
  const blocks = sidesOf(differences).map(({ counted, queries }) => {
    const rows = spread(queries).map(({ text, explanation }) => [`  "${shorten(text)}"`, explanation])
    return `${counted}, such as\n${formatTable([{ title: '  query' }, { title: 'why the other one misses it' }], rows)}`
  })
  return blocks.length === 0 ? SAME : blocks.join('\n\n')
}

/** A line for each side, without the queries. */
export function countDifferences(differences: Differences): string {
  const lines = sidesOf(differences).map(({ counted }) => `${counted}.`)
  return lines.length === 0 ? SAME : lines.join('\n')
}

const SAME = 'Both answer the same queries.'

interface Side {
  readonly counted: string
  readonly queries: readonly Difference[]
}

const sidesOf = ({ between, counts, queries }: Differences): Side[] =>
  between.flatMap((side) => {
    const ofSide = queries.filter(({ answeredBy }) => answeredBy === side)
    if (ofSide.length === 0) return []
    const causes = Object.entries(counts[side] ?? {}).map(([cause, count]) => `${count} ${cause.replaceAll('-', ' ')}`)
    const number = ofSide.length === 1 ? '1 query' : `${ofSide.length} queries`
    return [{ counted: `Only ${visible(side)} answers ${number} (${causes.join(', ')})`, queries: ofSide }]
  })

/** One of each cause before a second of any. */
function spread(differences: readonly Difference[]): Difference[] {
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

const shorten = (text: string): string => (text.length > 60 ? `${text.slice(0, 57)}...` : text)
