/** @file What a query as typed means to a plan: the text that encoders see, conditions that hits must meet, typos that were corrected. */
import type { CollectionView, WordCondition, WordReading } from '../store/collection.ts'
import type { Plan } from './plan.ts'
import { readQuery, readsSpace, stageQuery } from './stages/stages-table.ts'

export interface TypedQuery {
  /** Without signs and what they leave out, typos corrected. */
  readonly text: string
  readonly conditions: readonly WordCondition[]
  /** Words that were searched as something else or more than what they are. */
  readonly words: readonly WordReading[]
}

/** @param view knows which words documents have */
export async function readTypedQuery(view: CollectionView, query: string, plan: Plan): Promise<TypedQuery> {
  const words = await readingsOf(view, query, plan)
  const corrected = withCorrections(query, words)
  const { text, conditions } = readQuery(plan.retrieve, corrected) ?? { text: corrected, conditions: [] }
  // A condition means what was typed.
  return {
    text,
    conditions: corrected === query ? conditions : (readQuery(plan.retrieve, query)?.conditions ?? []),
    words,
  }
}

/** By the first stage that made anything of them. */
async function readingsOf(view: CollectionView, text: string, { retrieve }: Plan): Promise<readonly WordReading[]> {
  for (const stage of retrieve) {
    const query = readsSpace(stage) ? undefined : stageQuery(stage, { text })
    const readings = query?.kind === 'lexical' ? ((await view.readWords?.(query)) ?? []) : []
    if (readings.length > 0) return readings
  }
  return []
}

/** The query with the likeliest word in the place of each that no document has. */
export const withCorrections = (query: string, words: readonly WordReading[]): string =>
  words
    .filter(({ kind }) => kind === 'typo')
    .reduceRight((text, { start, end, words: [best = ''] }) => text.slice(0, start) + best + text.slice(end), query)
