/** @file The collection that needs nothing but a folder: documents and vectors in SQLite, indexes in files beside it. */
import type { Bitmap } from '../base/bitmap.ts'
import type { Document, FieldValue } from '../data/document.ts'
import type { Encoder } from '../encode/encoder.ts'
import { defaultScoring } from '../index/lexical/scoring.ts'
import type { RankedOrdinals } from '../index/ranked.ts'
import type { VectorIndex } from '../index/vector/vector-index.ts'
import { type Analyzer, createAnalyzer } from '../text/analyzer.ts'
import { addDocuments, type AddTarget } from './add-documents.ts'
import type { CollectionRows, StoredDocument } from './collection-rows.ts'
import type {
  Candidate,
  Collection,
  CollectionCapabilities,
  CollectionPlans,
  CollectionSettings,
  CollectionView,
  DenseQuery,
  DocKey,
  LexicalQuery,
  RetrieveRequest,
  ScoreExplanation,
  StageQuery,
} from './collection.ts'
import { spaceUnknown, storeClosed, vectorInvalid } from './errors.ts'
import { createFilterColumns } from './filter-columns.ts'
import { type Filter, filterOperators } from './filter.ts'
import type { IndexSet } from './index-set.ts'
import type { KeptIndex } from './kept-index.ts'
import type { OnNotice } from './project.ts'
import { createQueue, type Queue } from './queue.ts'
import { vectorProblem } from './vector-problem.ts'

export interface EmbeddedCollectionOptions {
  readonly name: string
  readonly settings: CollectionSettings
  readonly rows: CollectionRows
  readonly indexes: IndexSet
  /** The database's id of each space, by name. */
  readonly spaceIds: ReadonlyMap<string, number>
  readonly encoderOf: (space: string) => Promise<Encoder>
  readonly plansOf: (checkOpen: () => void) => CollectionPlans
  readonly onNotice: OnNotice
  readonly onClose: () => void
}

const capabilities: CollectionCapabilities = {
  lexical: true,
  lexicalScoring: true,
  lexicalExplanation: true,
  exactDense: true,
  filters: filterOperators,
  nativeFusions: [],
}

/** What the methods of one collection share. */
interface Parts extends EmbeddedCollectionOptions {
  /** @throws STORE_CLOSED */
  readonly checkOpen: () => void
  readonly match: (filter: Filter) => Bitmap
  readonly analyzer: () => Analyzer
}

export function createEmbeddedCollection(options: EmbeddedCollectionOptions): Collection {
  const { name, settings, rows, indexes, onClose } = options
  const queue = createQueue()
  let analyzer: Analyzer | undefined
  let closing: Promise<void> | undefined
  const parts: Parts = {
    ...options,
    match: createFilterColumns(rows, (field) => tellOfAbsentField(field, options)).match,
    analyzer: () => (analyzer ??= createAnalyzer(settings.analyzer)),
    checkOpen: () => {
      if (closing !== undefined) throw storeClosed({ what: `The collection "${name}"` })
    },
  }
  const view = viewing(parts)
  return {
    name,
    settings,
    capabilities,
    plans: options.plansOf(parts.checkOpen),
    ...writing(parts, queue),
    ...view,
    read: (work) => work(view),
    get: async (ids) => {
      parts.checkOpen()
      const found = new Map(rows.byIds(ids).map((stored) => [stored.id, stored]))
      return ids.map((id) => toDocument(found.get(id)))
    },
    close: () => {
      closing ??= queue.run(() => indexes.close()).finally(onClose)
      return closing
    },
  }
}

/** Documents whose fields stand for those of all. */
const FIELDS_OF_DOCUMENTS = 100

function tellOfAbsentField(field: string, { name, rows, onNotice }: EmbeddedCollectionOptions): void {
  const objects = rows.documentsAfter(0, FIELDS_OF_DOCUMENTS).map(({ fields }) => JSON.parse(fields) as object)
  if (objects.length === 0) return
  const known = [...new Set(objects.flatMap(Object.keys))].sort().join(', ')
  onNotice(`No document of "${name}" has a field "${field}", which the filter asks for. Its documents have: ${known}.`)
}

function writing(parts: Parts, queue: Queue): Pick<Collection, 'add' | 'delete' | 'settle'> {
  const { rows, indexes, checkOpen } = parts
  const target: AddTarget = {
    ...parts,
    beforeWrite: () => indexes.becomeWriter(),
    afterWrite: (documents) => indexes.takeIn(documents),
  }
  const inTurn = async <T>(work: () => Promise<T>): Promise<T> => {
    checkOpen()
    return queue.run(work)
  }
  return {
    add: (documents, work) =>
      inTurn(async () => {
        try {
          return await addDocuments(target, documents, work)
        } finally {
          indexes.takeInRest()
        }
      }),
    delete: (ids) =>
      inTurn(async () => {
        indexes.becomeWriter()
        const { dead } = rows.remove([...new Set(ids)])
        indexes.takeIn(0)
        return dead.length
      }),
    settle: (work) => inTurn(() => indexes.settle(work)),
  }
}

/** What is read has seen every write that was committed before, by whichever process. */
function viewing(parts: Parts): CollectionView {
  const { rows, indexes, checkOpen } = parts
  const current = async <T>(read: () => T): Promise<T> => {
    checkOpen()
    indexes.follow()
    return read()
  }
  return {
    retrieve: (request) => current(() => queryOf(parts, request).retrieve(request)),
    score: (query, keys) => current(() => queryOf(parts, query).score(ordinalsOf(keys))),
    explain: (query, keys) => current(() => queryOf(parts, query).explain(ordinalsOf(keys))),
    fetch: async (keys) => {
      checkOpen()
      const found = new Map(rows.byOrdinals(keys.filter(isOrdinal)).map((stored) => [stored.ordinal, stored]))
      return keys.map((key) => toDocument(isOrdinal(key) ? found.get(key) : undefined))
    },
    keyOf: async (id) => {
      checkOpen()
      return rows.ordinalOf(id)
    },
    count: async () => {
      checkOpen()
      return rows.state()?.documents ?? 0
    },
  }
}

/** What one kind of query does with the index that it asks. */
interface AskedIndex {
  readonly retrieve: (request: Choice) => Candidate[]
  readonly score: (ordinals: readonly number[]) => Float64Array
  readonly explain: (ordinals: readonly number[]) => (ScoreExplanation | undefined)[]
}

/** The part of a request that chooses documents. */
type Choice = Pick<RetrieveRequest, 'k' | 'filter' | 'excludeId'>

const queries: {
  readonly [Kind in StageQuery['kind']]: (parts: Parts, query: StageQuery & { kind: Kind }) => AskedIndex
} = {
  lexical: askWords,
  dense: askSpace,
}

const queryOf = (parts: Parts, query: StageQuery): AskedIndex =>
  (queries[query.kind] as (parts: Parts, query: StageQuery) => AskedIndex)(parts, query)

function askWords(parts: Parts, { query, fields, scoring }: LexicalQuery): AskedIndex {
  const { settings, indexes, analyzer } = parts
  const terms = {
    terms: analyzer().queryTerms(query),
    fields: fields ?? settings.lexicalFields,
    scoring: scoring ?? defaultScoring,
  }
  const explain: AskedIndex['explain'] = (ordinals) =>
    indexes.lexical.read((index) =>
      ordinals.map((ordinal) => {
        const explained = index.explain({ ...terms, k: ordinals.length }, ordinal)
        return explained && { score: explained.score, terms: explained }
      }),
    )
  return {
    retrieve: (choice) =>
      candidates(parts, choice, ({ k, filter }) =>
        indexes.lexical.read((index) => index.search({ ...terms, k, ...(filter === undefined ? {} : { filter }) })),
      ),
    score: (ordinals) => Float64Array.from(explain(ordinals), (explained) => explained?.score ?? NaN),
    explain,
  }
}

function askSpace(parts: Parts, { space, vector, exact, graph }: DenseQuery): AskedIndex {
  const kept = spaceFor(parts, space, vector)
  const score: AskedIndex['score'] = (ordinals) =>
    Float64Array.from(kept.read((index) => index.scores(vector, [...ordinals])))
  return {
    retrieve: (choice) =>
      candidates(parts, choice, ({ k, filter }) =>
        kept.read((index) => index.search(vector, { k, filter, exact, graph })),
      ),
    score,
    explain: (ordinals) => Array.from(score(ordinals), (one) => (Number.isNaN(one) ? undefined : { score: one })),
  }
}

/** @throws STORE_SPACE_UNKNOWN, STORE_VECTOR_INVALID */
function spaceFor({ name, settings, indexes }: Parts, space: string, vector: Float32Array): KeptIndex<VectorIndex> {
  const kept = indexes.spaces.get(space)
  if (kept === undefined) throw spaceUnknown({ collection: name, space, known: [...indexes.spaces.keys()] })
  const problem = vectorProblem(vector, settings.spaces[space]?.dim ?? 0)
  if (problem !== undefined) throw vectorInvalid({ collection: name, space, problem: `it ${problem}` })
  return kept
}

/** Ordinals begin at 1: no document is 0. */
const ordinalsOf = (keys: readonly DocKey[]): number[] => keys.map((key) => (isOrdinal(key) ? key : 0))

const isOrdinal = (key: DocKey): key is number => typeof key === 'number'

const toDocument = (stored: StoredDocument | undefined): Document | undefined =>
  stored === undefined
    ? undefined
    : { id: stored.id, fields: JSON.parse(stored.fields) as Readonly<Record<string, FieldValue>> }

/** One more than asked for is searched where one document may be dropped from the results. */
function candidates(
  { rows, match }: Parts,
  request: Choice,
  search: (options: { readonly k: number; readonly filter: Bitmap | undefined }) => RankedOrdinals,
): Candidate[] {
  const excluded = request.excludeId === undefined ? undefined : rows.ordinalOf(request.excludeId)
  const filter = request.filter === undefined ? undefined : match(request.filter)
  const { ordinals, scores } = search({ k: request.k + (excluded === undefined ? 0 : 1), filter })
  const found: Candidate[] = []
  for (let i = 0; i < ordinals.length && found.length < request.k; i++) {
    const key = ordinals[i]
    if (key !== undefined && key !== excluded) found.push({ key, score: scores[i] ?? 0 })
  }
  return found
}
