/** @file A lexical index: one mutable live segment and any number of sealed ones, scored as one collection. */
import { Bitmap } from '../../base/bitmap.ts'
import { invariant } from '../../base/errors.ts'
import type { RankedOrdinals } from '../ranked.ts'
import type { SegmentedIndex, SegmentSwap } from '../segment.ts'
import { searchExhaustively } from './exhaustive.ts'
import { explainScore } from './explain.ts'
import { createIndexStatistics, type IndexStatistics } from './index-statistics.ts'
import type { LexicalExplanation, LexicalIndex, LexicalQuery } from './lexical-index.ts'
import { createLiveSegment, type LiveSegment } from './live-segment.ts'
import { countUnion, localOf, type PostingsSource, type WeightedField } from './postings.ts'
import { createRankedHeap } from './ranked-heap.ts'
import { createScorer } from './scoring.ts'
import { openSealedSegment, type SealedLexicalSegment, type SealedSegmentOptions } from './sealed-segment.ts'
import { countTerms, type SearchPlan, searchedFields, weighTerms } from './search-plan.ts'
import { encodeLexicalSegment } from './segment-writer.ts'

export type LexicalIndexOptions = SealedSegmentOptions

interface IndexState {
  live: LiveSegment
  readonly sealed: Map<string, SealedLexicalSegment>
  readonly deleted: Bitmap
  epoch: number
  statistics: IndexStatistics | undefined
}

/** An empty index, all in memory until its segments are sealed and swapped. */
export function createLexicalIndex(options: LexicalIndexOptions = {}): LexicalIndex {
  const state: IndexState = {
    live: createLiveSegment(),
    sealed: new Map(),
    deleted: new Bitmap(),
    epoch: 0,
    statistics: undefined,
  }
  return {
    add: (documents) => {
      statisticsChange(state)
      for (const document of documents) state.live.add(document)
    },
    delete: (ordinals) => {
      for (const ordinal of ordinals) {
        state.deleted.add(ordinal)
        for (const segment of state.sealed.values()) segment.delete(ordinal)
      }
    },
    search: (query) => search(state, query),
    explain: (query, ordinal) => explain(state, query, ordinal),
    segments: () =>
      [...state.sealed].map(([name, { postings, deletedCount, sizeBytes }]) => ({
        name,
        documents: postings.documents,
        deleted: deletedCount(),
        sizeBytes,
      })),
    liveCount: () => state.live.documents,
    sealLive: () => sealLive(state),
    swap: (change) => swap(state, change, options),
  }
}

function statisticsChange(state: IndexState): void {
  state.epoch++
  state.statistics = undefined
}

const sourcesOf = ({ sealed, live }: IndexState): PostingsSource[] => [
  ...[...sealed.values()].map(({ postings }) => postings),
  live,
]

const statisticsOf = (state: IndexState): IndexStatistics =>
  (state.statistics ??= createIndexStatistics(sourcesOf(state), state.epoch))

function search(state: IndexState, query: LexicalQuery): RankedOrdinals {
  invariant(Number.isInteger(query.k) && query.k >= 0, `k is ${query.k}, not a whole number of at least 0`)
  const plan = planSearch(state, query)
  const heap = createRankedHeap(query.k)
  if (query.k === 0) return heap.ranked()
  const norms = normsOf(state, plan)
  const collect = ({ ordinals, scores }: RankedOrdinals): void =>
    ordinals.forEach((ordinal, i) => heap.push(scores[i] ?? 0, ordinal))
  for (const [i, segment] of [...state.sealed.values()].entries())
    collect(segment.search(plan, { norms: norms?.[i], floor: heap.floor() }))
  const isDeleted = (local: number): boolean => state.deleted.has(state.live.ordinals[local] ?? 0)
  collect(searchExhaustively(state.live, plan, { isDeleted, norms: norms?.at(-1) }))
  return heap.ranked()
}

function planSearch(state: IndexState, { fields: weights, scoring, terms, k, filter }: LexicalQuery): SearchPlan {
  const fields = searchedFields(weights)
  const statistics = statisticsOf(state)
  const scorer = createScorer(scoring, statistics.of(fields))
  const counted = [...countTerms(terms)].map(([term, occurrences]) => ({
    term,
    occurrences,
    df: documentFrequency(state, term, fields),
  }))
  const weighted = weighTerms(counted, scorer)
  const averageLength = statistics.averageLength(fields)
  return {
    fields,
    scorer,
    terms: weighted,
    constant: weighted.reduce((sum, { weight }) => sum + weight * scorer.absentPart, 0),
    averageLength,
    // Vectors are divided by norms, which change with every df; saturations know nothing of the index but the mean length.
    impactKey: JSON.stringify([fields, scoring, scorer.vector === undefined ? averageLength : statistics.epoch]),
    epoch: statistics.epoch,
    k,
    ...(filter && { filter }),
  }
}

function documentFrequency({ sealed, live }: IndexState, term: string, fields: readonly WeightedField[]): number {
  let df = countUnion(fields.flatMap(({ name }) => live.postingsOf(term, name) ?? []))
  for (const segment of sealed.values()) df += segment.documentFrequency(term, fields)
  return df
}

const normsOf = (state: IndexState, { impactKey, scorer, fields }: SearchPlan): readonly Float64Array[] | undefined =>
  scorer.vector?.normalize === true ? statisticsOf(state).norms(impactKey, { fields, scorer }) : undefined

function explain(state: IndexState, query: LexicalQuery, ordinal: number): LexicalExplanation | undefined {
  const sources = sourcesOf(state)
  const place = sources.findIndex((source) => localOf(source, ordinal) >= 0)
  const source = sources[place]
  if (source === undefined || state.deleted.has(ordinal)) return undefined
  const plan = planSearch(state, query)
  return explainScore(plan, {
    source,
    local: localOf(source, ordinal),
    norms: normsOf(state, plan)?.[place],
    statistics: statisticsOf(state),
    scoring: query.scoring,
  })
}

function sealLive({ live, deleted }: IndexState): ReturnType<SegmentedIndex['sealLive']> {
  const { ordinals, documents } = live
  const isEmpty = Array.prototype.every.call(ordinals, (ordinal: number) => deleted.has(ordinal))
  if (isEmpty) return undefined
  return { chunks: encodeLexicalSegment([live], deleted), lastOrdinal: ordinals[documents - 1] ?? 0 }
}

function swap(
  state: IndexState,
  { added, removed = [], liveThrough }: SegmentSwap,
  options: LexicalIndexOptions,
): void {
  for (const name of removed) invariant(state.sealed.has(name), `there is no segment "${name}" to remove`)
  // Opened first: a damaged file leaves the index as it was.
  const opened = added && openSealedSegment(added.source, { ...options, deleted: state.deleted })
  for (const name of removed) state.sealed.delete(name)
  if (added !== undefined && opened !== undefined) {
    invariant(!state.sealed.has(added.name), `the segment "${added.name}" is there already`)
    state.sealed.set(added.name, opened)
  }
  if (liveThrough !== undefined) state.live = state.live.after(liveThrough)
  statisticsChange(state)
}
