/** @file What a query asks of the indexes of an embedded collection: how each kind retrieves, scores and explains. */
import type { Bitmap } from '../../base/bitmap.ts'
import type { LexicalExplanation } from '../../index/lexical/lexical-index.ts'
import { defaultScoring } from '../../index/lexical/scoring.ts'
import type { RankedOrdinals } from '../../index/ranked.ts'
import type { SegmentedIndex } from '../../index/segment.ts'
import type { VectorIndex } from '../../index/vector/vector-index.ts'
import type { Analyzer } from '../../text/analyzer.ts'
import type { CollectionRows } from '../documents/collection-rows.ts'
import type {
  Candidate,
  CollectionSettings,
  DenseQuery,
  LexicalQuery,
  RetrieveRequest,
  ScoreExplanation,
  StageQuery,
  TermExplanation,
} from '../collection.ts'
import { spaceUnknown } from '../encoders/errors.ts'
import { vectorInvalid } from './errors.ts'
import type { Filter } from '../filter/filter.ts'
import type { CollectionIndexes } from './collection-indexes.ts'
import type { DurableIndex } from './durable-index.ts'
import { readVector, type VectorInput } from '../documents/vector-input.ts'
import { readWords, type ReadWords } from '../words/read-words.ts'
import { type AllowedByWords, allowedByWords } from '../words/word-conditions.ts'

/** What is asked, and what turns a query into terms and sets. */
export interface AskedCollection {
  readonly name: string
  readonly settings: CollectionSettings
  readonly rows: CollectionRows
  readonly indexes: CollectionIndexes
  readonly match: (filter: Filter) => Bitmap
  readonly analyzer: () => Analyzer
}

/** What one kind of query does with the index that it asks. */
export interface AskedIndex {
  readonly retrieve: (request: Choice) => Candidate[]
  readonly score: (ordinals: readonly number[]) => Float64Array
  readonly explain: (ordinals: readonly number[]) => (ScoreExplanation | undefined)[]
}

/** The part of a request that chooses documents. */
type Choice = Pick<RetrieveRequest, 'k' | 'filter' | 'excludeId' | 'conditions'>

const queries: {
  readonly [Kind in StageQuery['kind']]: (collection: AskedCollection, query: StageQuery & { kind: Kind }) => AskedIndex
} = {
  lexical: askWords,
  dense: askSpace,
}

export const queryOf = (collection: AskedCollection, query: StageQuery): AskedIndex =>
  (queries[query.kind] as (collection: AskedCollection, query: StageQuery) => AskedIndex)(collection, query)

function askWords(collection: AskedCollection, query: LexicalQuery): AskedIndex {
  const { settings, indexes } = collection
  const fields = query.fields ?? settings.lexicalFields
  const { terms: words, groups } = wordsOf(collection, query)
  const terms = { terms: words, groups, fields, scoring: query.scoring ?? defaultScoring }
  const explain: AskedIndex['explain'] = (ordinals) =>
    indexes.lexical.read((index) =>
      ordinals.map((ordinal) => {
        const explained = index.explain({ ...terms, k: ordinals.length }, ordinal)
        return explained && { score: explained.score, terms: termsOf(explained) }
      }),
    )
  return {
    retrieve: (choice) =>
      candidates(collection, choice, ({ k, filter }) =>
        indexes.lexical.read((index) =>
          index.search({ ...terms, k: atMost(index, k), ...(filter === undefined ? {} : { filter }) }),
        ),
      ),
    score: (ordinals) => Float64Array.from(explain(ordinals), (explained) => explained?.score ?? NaN),
    explain,
  }
}

/** @throws TEXT_SYNONYMS_INVALID */
export function wordsOf(collection: AskedCollection, query: LexicalQuery): ReadWords {
  const fields = query.fields ?? collection.settings.lexicalFields
  const searched = Object.fromEntries(Object.entries(fields).filter(([, weight]) => weight > 0))
  const { rows, analyzer, indexes } = collection
  return indexes.lexical.read((index) => readWords(query, { index, analyzer: analyzer(), rows, fields: searched }))
}

const termsOf = ({ documents, deleted, terms }: LexicalExplanation): TermExplanation[] =>
  terms.map(({ term, group, score, df, weight, part, fields }) => ({
    term,
    ...(group === undefined ? {} : { typed: group }),
    score,
    df,
    documents,
    deleted,
    weight,
    part,
    fields: fields.map(({ field, tf, length }) => ({ field, tf, length })),
  }))

function askSpace(collection: AskedCollection, { space, vector: given, exact, graph }: DenseQuery): AskedIndex {
  const { kept, vector } = spaceFor(collection, space, given)
  const score: AskedIndex['score'] = (ordinals) =>
    Float64Array.from(kept.read((index) => index.scores(vector, [...ordinals])))
  return {
    retrieve: (choice) =>
      candidates(collection, choice, ({ k, filter }) =>
        kept.read((index) =>
          index.search(vector, {
            k: atMost(index, k),
            filter,
            exact,
            graph: graph?.ef === undefined ? undefined : { ef: atMost(index, graph.ef) },
          }),
        ),
      ),
    score,
    explain: (ordinals) => Array.from(score(ordinals), (one) => (Number.isNaN(one) ? undefined : { score: one })),
  }
}

/** No search finds more than exists: memory is allocated for what can be found. */
const atMost = (index: SegmentedIndex, count: number): number =>
  Math.min(
    count,
    index.segments().reduce((sum, { documents }) => sum + documents, index.liveCount()),
  )

/** @throws STORE_SPACE_UNKNOWN, STORE_VECTOR_INVALID */
function spaceFor(
  { name, settings, indexes }: AskedCollection,
  space: string,
  given: VectorInput,
): { readonly kept: DurableIndex<VectorIndex>; readonly vector: Float32Array } {
  const kept = indexes.spaces.get(space)
  if (kept === undefined) throw spaceUnknown({ collection: name, space, known: [...indexes.spaces.keys()] })
  const read = readVector(given, settings.spaces[space]?.dim ?? 0)
  if (read.problem !== undefined) throw vectorInvalid({ collection: name, space, problem: `it ${read.problem}` })
  return { kept, vector: read.vector }
}

/** A search takes so many times more candidates each time that too few of them have met the conditions. */
const MORE_CANDIDATES = 4

/** One more than asked for is searched where one document may be dropped from the results. */
function candidates(
  collection: AskedCollection,
  request: Choice,
  search: (options: { readonly k: number; readonly filter: Bitmap | undefined }) => RankedOrdinals,
): Candidate[] {
  const { rows, match } = collection
  const excluded = request.excludeId === undefined ? undefined : rows.ordinalOf(request.excludeId)
  const { candidates: allowed, confirm } = allowedBy(collection, request)
  const matching = request.filter === undefined ? undefined : match(request.filter)
  const filter = matching === undefined || allowed === undefined ? (matching ?? allowed) : matching.and(allowed)
  const wanted = request.k + (excluded === undefined ? 0 : 1)
  for (let k = wanted; ; k *= MORE_CANDIDATES) {
    const { ordinals, scores } = search({ k, filter })
    const met = confirm?.([...ordinals])
    const found: Candidate[] = []
    for (let i = 0; i < ordinals.length && found.length < request.k; i++) {
      const key = ordinals[i]
      if (key !== undefined && key !== excluded && met?.has(key) !== false) found.push({ key, score: scores[i] ?? 0 })
    }
    if (met === undefined || found.length === request.k || ordinals.length < k) return found
  }
}

function allowedBy(collection: AskedCollection, { conditions = [] }: Choice): AllowedByWords {
  if (conditions.length === 0) return { candidates: undefined, confirm: undefined }
  const { rows, analyzer, indexes } = collection
  return indexes.lexical.read((index) =>
    allowedByWords(conditions, {
      rows,
      contextOf: (fields) => ({
        index,
        rows,
        analyzer: analyzer(),
        fields: Object.fromEntries(fields.map((field) => [field, 1])),
      }),
    }),
  )
}
