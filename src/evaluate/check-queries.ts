/** @file Finds queries that cannot be evaluated, or not as intended: empty, repeated, or without judgements. */
import type { Judgements, Query } from '../data/document.ts'
import { judgedQueriesUnknown, noJudgements, queryIdRepeated } from './errors.ts'
import { counted, type Warning } from './warnings.ts'

export interface CheckedQueries {
  /** Those that are measured: judged, not empty, with something relevant. */
  readonly queries: readonly Query[]
  /** Theirs alone, in their order. */
  readonly judgements: Judgements
  /** Judged queries without a relevant document. */
  readonly unanswerable: number
  readonly warnings: readonly Warning[]
}

interface CheckOptions {
  readonly judgements: Judgements
  /** What to call the data in errors. */
  readonly name: string
  readonly split: string | undefined
  /** True where a query without judgements is a mistake; a data set's file has the queries of all splits. */
  readonly expectsAllJudged: boolean
}

/** @throws EVALUATE_QUERY_ID_REPEATED, EVALUATE_JUDGED_QUERY_UNKNOWN, EVALUATE_NO_JUDGEMENTS */
export function checkQueries(
  all: readonly Query[],
  { judgements, name, split, expectsAllJudged }: CheckOptions,
): CheckedQueries {
  const ids = new Set<string>()
  const repeated = all.filter(({ id }) => ids.size === ids.add(id).size)
  if (repeated[0] !== undefined) throw queryIdRepeated({ queryId: repeated[0].id, count: repeated.length })
  const unknown = [...judgements.keys()].filter((id) => !ids.has(id))
  if (unknown[0] !== undefined) throw judgedQueriesUnknown({ queryId: unknown[0], count: unknown.length })
  const judged = all.filter(({ id }) => judgements.has(id))
  const asked = judged.filter(({ text }) => !isEmpty(text))
  const queries = asked.filter(({ id }) => isAnswerable(judgements, id))
  if (queries.length === 0) throw noJudgements({ dataset: name, split })
  return {
    queries,
    judgements: new Map(queries.map(({ id }) => [id, judgements.get(id) ?? new Map<string, number>()])),
    unanswerable: asked.length - queries.length,
    warnings: [
      ...warnOfEmpty(judged.filter(({ text }) => isEmpty(text))),
      ...warnOfRepeated(queries),
      ...(expectsAllJudged ? warnOfUnjudged(all.filter(({ id }) => !judgements.has(id))) : []),
    ],
  }
}

const isEmpty = (text: string): boolean => text.trim() === ''

const isAnswerable = (judgements: Judgements, id: string): boolean =>
  [...(judgements.get(id)?.values() ?? [])].some((grade) => grade > 0)

const QUERIES = ['query', 'queries'] as const

function warnOfEmpty(empty: readonly Query[]): Warning[] {
  const [first] = empty
  if (first === undefined) return []
  const { length: count } = empty
  const message = `${counted(count, QUERIES)} without a text (the first is "${first.id}") cannot be searched for and ${count === 1 ? 'is' : 'are'} left out.`
  return [{ code: 'queries-empty', message, count, first: first.id }]
}

function warnOfRepeated(queries: readonly Query[]): Warning[] {
  const firstOf = new Map<string, string>()
  const repeated = queries.flatMap(({ id, text }) => {
    const key = text.trim().replaceAll(/\s+/g, ' ').toLowerCase()
    const earlier = firstOf.get(key)
    if (earlier === undefined) firstOf.set(key, id)
    return earlier === undefined ? [] : [{ id, earlier }]
  })
  const [first] = repeated
  if (first === undefined) return []
  const message = `${counted(repeated.length, QUERIES)} ${repeated.length === 1 ? 'repeats' : 'repeat'} the text of an earlier one (the first is "${first.id}", a repeat of "${first.earlier}"). Repeated queries count more than once, so the intervals are narrower than they should be.`
  return [{ code: 'queries-repeated', message, count: repeated.length, first: first.id }]
}

function warnOfUnjudged(unjudged: readonly Query[]): Warning[] {
  const [first] = unjudged
  if (first === undefined) return []
  const { length: count } = unjudged
  const message = `${counted(count, QUERIES)} without judgements (the first is "${first.id}") ${count === 1 ? 'is' : 'are'} left out.`
  return [{ code: 'queries-unjudged', message, count, first: first.id }]
}
