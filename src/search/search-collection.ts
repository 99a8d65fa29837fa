/** @file A query and a plan in, ranked documents out. */
import { checkOptions } from '../base/check-options.ts'
import type { FieldValue } from '../data/document.ts'
import type { Collection, WordCondition, WordReading } from '../store/collection.ts'
import { createAnalyzer } from '../text/analyzer.ts'
import type { Execution } from './rank-candidates.ts'
import { type Answer, answerPlan, bothFilters, type AnswerTiming, type RerankerUsed } from './answer-plan.ts'
import { type Counterfactual, findCounterfactuals } from './counterfactual.ts'
import type { Explanation } from './explanation.ts'
import { type Highlight, highlightFields } from './highlight.ts'
import { planFor } from './plan-for.ts'
import type { Plan } from './plan.ts'
import { type SearchNote, searchNotes } from './search-notes.ts'
import { type SearchOptions, searchOptionNames } from './search-options.ts'
import { withCorrections } from './typed-query.ts'

/** The fields of documents about which nothing is known. */
export type AnyFields = Readonly<Record<string, FieldValue>>

export interface Hit<Fields = AnyFields> {
  readonly id: string
  /** From 1, without gaps. */
  readonly rank: number
  readonly score: number
  readonly fields: Fields
  /** Whether the score is the reranker's; absent where the plan reranks nothing. */
  readonly reranked?: boolean
  readonly highlights?: readonly Highlight[]
  readonly explain?: Explanation
}

/** What was made of a query as typed. */
export interface QueryReading {
  /** Words that were searched as something else or more than what they are. */
  readonly words: readonly WordReading[]
  /** What hits must have, or must not. */
  readonly conditions: readonly WordCondition[]
}

/** Milliseconds of wall time. */
export interface Timing extends AnswerTiming {
  readonly total: number
}

export interface SearchResult<Fields = AnyFields> {
  /** Best first; ties in the order in which the plan's stages found them. */
  readonly hits: readonly Hit<Fields>[]
  /** What was run: every default filled in. */
  readonly plan: Plan
  /** The query with its typos corrected, if words that no document has were searched as others. */
  readonly suggestion?: string
  /** How the query was read; only with `explain`. */
  readonly reading?: QueryReading
  readonly reranked?: RerankerUsed
  /** Where the parts of the plan ran; only of a collection whose engine can answer plans. */
  readonly execution?: Execution
  /** Only if requested, and if there are any. */
  readonly notes?: readonly SearchNote[]
  readonly timingMs: Timing
}

/**
 * @throws BASE_OPTION_UNKNOWN, SEARCH_PLAN_INVALID, SEARCH_PLAN_UNKNOWN, SEARCH_PLAN_UNSUPPORTED, SEARCH_QUERY_EMPTY, SEARCH_QUERY_TOO_LONG,
 *   SEARCH_SPACE_UNKNOWN, SEARCH_FIELD_UNKNOWN, SEARCH_RERANKER_UNKNOWN, SEARCH_ENCODER_MISSING, and SEARCH_ENCODER_MISMATCH where the
 *   query's encoder is not the one that made the space
 */
export async function searchCollection<Fields = AnyFields>(
  collection: Collection,
  query: string,
  searchOptions: SearchOptions = {},
): Promise<SearchResult<Fields>> {
  checkOptions('search', searchOptions, searchOptionNames)
  const { plan: reference, limit, offset, words, highlight = false, notes: wantsNotes = false, ...rest } = searchOptions
  const { counterfactuals = false, ...options } = rest
  const start = performance.now()
  const { plan, answer } = await ofOneState(collection, async () => {
    const resolved = await planFor(collection, reference, { limit, offset, words })
    return { plan: resolved, answer: await answerPlan(collection, query, { ...options, plan: resolved }) }
  })
  const present = presentHits<Fields>(answer, highlight ? highlighter(collection, answer) : undefined)
  const hits =
    counterfactuals && options.explain === true
      ? await withCounterfactuals(present, (ids) => findCounterfactuals(collection, query, { ...options, plan, ids }))
      : present
  const timingMs = { ...answer.timingMs, total: performance.now() - start }
  const filter = bothFilters(plan.filter, options.filter)
  const suggestion = withCorrections(query, answer.words)
  const notes = wantsNotes ? await searchNotes(collection, query, { ...plan, filter }) : []
  return {
    hits,
    plan,
    ...(suggestion === query ? {} : { suggestion }),
    ...(options.explain === true ? { reading: { words: answer.words, conditions: answer.conditions } } : {}),
    ...(answer.reranked === undefined ? {} : { reranked: answer.reranked }),
    ...(answer.execution === undefined ? {} : { execution: answer.execution }),
    ...(notes.length === 0 ? {} : { notes }),
    timingMs,
  }
}

/** Somebody may change a space's encoder again and again, but not as fast as that. */
const ATTEMPTS = 3

/** Where a space has come to another encoder while `work` was under way, all of it is done again: weights, query vector and vectors belong together. */
async function ofOneState<T>(collection: Collection, work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const { settings } = collection
    try {
      return await work()
    } catch (error) {
      if (attempt === ATTEMPTS) throw error
      // Reading brings the settings up to date.
      await collection.read(async () => undefined)
      if (collection.settings === settings) throw error
    }
  }
}

/** Marks what was typed and what was searched for it. */
function highlighter({ settings }: Collection, { text, words }: Answer): (fields: AnyFields) => Highlight[] {
  const analyzer = createAnalyzer(settings.analyzer)
  const query = [text, ...words.flatMap((reading) => reading.words)].join(' ')
  return (fields) => highlightFields(fields, query, analyzer)
}

async function withCounterfactuals<Fields>(
  hits: readonly Hit<Fields>[],
  find: (ids: readonly string[]) => Promise<ReadonlyMap<string, Counterfactual>>,
): Promise<Hit<Fields>[]> {
  const found = await find(hits.map(({ id }) => id))
  return hits.map((hit) => {
    const lacks = found.get(hit.id)
    return hit.explain === undefined || lacks === undefined ? hit : { ...hit, explain: { ...hit.explain, lacks } }
  })
}

const presentHits = <Fields>(
  { ranking, plan }: Answer,
  highlight: ((fields: AnyFields) => Highlight[]) | undefined,
): Hit<Fields>[] =>
  ranking.map(({ document, score, reranked, explain }, index) => ({
    id: document.id,
    rank: plan.offset + index + 1,
    score,
    // What the fields are is the caller's promise.
    fields: document.fields as Fields,
    ...(reranked === undefined ? {} : { reranked }),
    ...(highlight === undefined ? {} : { highlights: highlight(document.fields) }),
    ...(explain === undefined ? {} : { explain }),
  }))
