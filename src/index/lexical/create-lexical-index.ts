/** @file A lexical index: one mutable live segment and any number of sealed ones, scored as one collection. */
import { Bitmap } from '../../base/bitmap.ts'
import { invariant } from '../../base/errors.ts'
import { mergeRanked, nothingFound, type RankedOrdinals } from '../ranked.ts'
import type { SegmentedIndex, SegmentSwap } from '../segment.ts'
import { createExhaustiveSearch, type ExhaustiveSearch } from './exhaustive.ts'
import { explainScore } from './explain.ts'
import { createIndexStatistics, type IndexStatistics } from './index-statistics.ts'
import type { LexicalExplanation, LexicalIndex, LexicalQuery } from './lexical-index.ts'
import { createLiveSegment, type LiveSegment } from './live-segment.ts'
import { localOf, type PostingsSource, type WeightedField } from './postings.ts'
import { createScorer, type LexicalScoring } from './scoring.ts'
import { openSealedSegment, type SealedLexicalSegment, type SealedSegmentOptions } from './sealed-segment.ts'
import { createVocabulary } from './vocabulary.ts'
import {
  type CountedTerm,
  countGroup,
  countTerms,
  type ScoringMethod,
  type WeightedQuery,
  searchedFields,
  weighTerms,
} from './weighted-query.ts'
import { encodeLexicalSegment } from './segment-writer.ts'

export type LexicalIndexOptions = SealedSegmentOptions

interface IndexState {
  live: LiveSegment
  searchLive: ExhaustiveSearch
  readonly sealed: Map<string, SealedLexicalSegment>
  readonly deleted: Bitmap
  epoch: number
  statistics: IndexStatistics | undefined
  /** Valid as long as the statistics. */
  readonly methods: Map<string, ScoringMethod>
}

/** A handful of combinations is in use at a time. */
const METHODS_MAX = 64

/** An empty index, all in memory until its segments are sealed and swapped. */
export function createLexicalIndex(options: LexicalIndexOptions = {}): LexicalIndex {
  const live = createLiveSegment()
  const state: IndexState = {
    live,
    searchLive: createExhaustiveSearch(live),
    sealed: new Map(),
    deleted: new Bitmap(),
    epoch: 0,
    statistics: undefined,
    methods: new Map(),
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
    epoch: () => state.epoch,
    vocabulary: createVocabulary(() => sourcesOf(state)),
    documentFrequency: (term, fields) => documentFrequency(state, term, searchedFields(fields)),
    lastOrdinal: () => Math.max(0, ...sourcesOf(state).map(({ ordinals, documents }) => ordinals[documents - 1] ?? 0)),
    sample: (term, { fields, count }) => sample(sourcesOf(state), { term, fields, count }),
    documentsWith: (terms, field) => documentsWith(sourcesOf(state), terms, field),
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
  state.methods.clear()
}

const sourcesOf = ({ sealed, live }: IndexState): PostingsSource[] => [
  ...[...sealed.values()].map(({ postings }) => postings),
  live,
]

const statisticsOf = (state: IndexState): IndexStatistics =>
  (state.statistics ??= createIndexStatistics(sourcesOf(state), state.epoch))

function search(state: IndexState, query: LexicalQuery): RankedOrdinals {
  const { k } = query
  invariant(Number.isInteger(k) && k >= 0, `k is ${k}, not a whole number of at least 0`)
  const weighted = weighQuery(state, query)
  if (k === 0) return nothingFound
  const norms = normsOf(state, weighted)
  let best = state.searchLive(weighted, { deleted: state.deleted, norms: norms?.at(-1) })
  let place = 0
  for (const segment of state.sealed.values()) {
    const floor = best.scores[k - 1] ?? -Infinity
    best = mergeRanked([best, segment.search(weighted, { norms: norms?.[place++], floor })], k)
  }
  return best
}

function weighQuery(
  state: IndexState,
  { fields: weights, scoring, terms, groups = [], k, filter }: LexicalQuery,
): WeightedQuery {
  const method = methodOf(state, weights, scoring)
  const { fields, scorer } = method
  const dfOf = (term: string): number => documentFrequency(state, term, fields)
  const counted: CountedTerm[] = [...countTerms(terms)].map(([term, occurrences]) => ({
    term,
    occurrences,
    df: dfOf(term),
  }))
  for (const group of groups) counted.push(countGroup(group, { dfOf, scorer }))
  const weightedTerms = weighTerms(counted, scorer)
  const constant = weightedTerms.reduce((sum, { weight }) => sum + weight * scorer.absentPart, 0)
  return { ...method, terms: weightedTerms, constant, k, ...(filter && { filter }) }
}

/** What queries have in common: made once for the same fields and scoring, until the index changes. */
function methodOf(state: IndexState, weights: LexicalQuery['fields'], scoring: LexicalScoring): ScoringMethod {
  const { methods } = state
  const key = JSON.stringify([weights, scoring])
  const known = methods.get(key)
  if (known !== undefined) return known
  if (methods.size >= METHODS_MAX) methods.clear()
  const method = makeMethod(statisticsOf(state), weights, scoring)
  methods.set(key, method)
  return method
}

function makeMethod(
  statistics: IndexStatistics,
  weights: LexicalQuery['fields'],
  scoring: LexicalScoring,
): ScoringMethod {
  const fields = searchedFields(weights)
  const scorer = createScorer(scoring, statistics.of(fields))
  const averageLength = statistics.averageLength(fields)
  // Vectors are divided by norms, which change with every df; saturations know nothing of the index but the mean length.
  const impactKey = JSON.stringify([fields, scoring, scorer.vector === undefined ? averageLength : statistics.epoch])
  return { fields, scorer, averageLength, impactKey, epoch: statistics.epoch }
}

function documentFrequency({ sealed, live }: IndexState, term: string, fields: readonly WeightedField[]): number {
  let df = live.documentFrequency(term, fields)
  for (const segment of sealed.values()) df += segment.documentFrequency(term, fields)
  return df
}

function documentsWith(sources: readonly PostingsSource[], terms: Iterable<string>, field: string): Bitmap {
  const found = new Bitmap()
  const wanted = [...terms]
  for (const source of sources) {
    const { ordinals } = source
    for (const term of wanted) {
      const docs = source.postingsOf(term, field)?.docs
      if (docs !== undefined) for (let i = 0; i < docs.length; i++) found.add(ordinals[docs[i] ?? 0] ?? 0)
    }
  }
  return found
}

function sample(
  sources: readonly PostingsSource[],
  { term, fields, count }: { readonly term: string; readonly fields: readonly string[]; readonly count: number },
): number[] {
  const ordinals = new Set<number>()
  for (const source of sources)
    for (const field of fields) {
      const docs = source.postingsOf(term, field)?.docs ?? []
      for (let i = 0; i < docs.length && ordinals.size < count; i++) ordinals.add(source.ordinals[docs[i] ?? 0] ?? 0)
    }
  return [...ordinals]
}

const normsOf = (
  state: IndexState,
  { impactKey, scorer, fields }: WeightedQuery,
): readonly Float64Array[] | undefined =>
  scorer.vector?.normalize === true ? statisticsOf(state).norms(impactKey, { fields, scorer }) : undefined

function explain(state: IndexState, query: LexicalQuery, ordinal: number): LexicalExplanation | undefined {
  const sources = sourcesOf(state)
  const place = sources.findIndex((source) => localOf(source, ordinal) >= 0)
  const source = sources[place]
  if (source === undefined || state.deleted.has(ordinal)) return undefined
  const weighted = weighQuery(state, query)
  return explainScore(weighted, {
    source,
    local: localOf(source, ordinal),
    norms: normsOf(state, weighted)?.[place],
    statistics: statisticsOf(state),
    scoring: query.scoring,
    deleted: countDeleted(state),
  })
}

/** Of the documents that the statistics count. */
function countDeleted({ live, sealed, deleted }: IndexState): number {
  let count = live.ordinals.reduce((sum, ordinal) => sum + Number(deleted.has(ordinal)), 0)
  for (const segment of sealed.values()) count += segment.deletedCount()
  return count
}

function sealLive({ live, deleted }: IndexState): ReturnType<SegmentedIndex['sealLive']> {
  const { ordinals, documents } = live
  const isEmpty = ordinals.every((ordinal) => deleted.has(ordinal))
  return isEmpty
    ? undefined
    : { chunks: encodeLexicalSegment([live], deleted), lastOrdinal: ordinals[documents - 1] ?? 0 }
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
  if (liveThrough !== undefined) {
    state.live = state.live.after(liveThrough)
    state.searchLive = createExhaustiveSearch(state.live)
  }
  statisticsChange(state)
}
