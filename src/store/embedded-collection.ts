/** @file The collection that needs nothing but a folder: documents and vectors in SQLite, indexes in files beside it. */
import type { Bitmap } from '../base/bitmap.ts'
import type { Document, FieldValue } from '../data/document.ts'
import type { Encoder } from '../encode/encoder.ts'
import type { LexicalQuery } from '../index/lexical/lexical-index.ts'
import { defaultScoring } from '../index/lexical/scoring.ts'
import type { RankedOrdinals } from '../index/ranked.ts'
import type { VectorIndex } from '../index/vector/vector-index.ts'
import { type Analyzer, createAnalyzer } from '../text/analyzer.ts'
import { addDocuments } from './add-documents.ts'
import type { CollectionRows, StoredDocument } from './collection-rows.ts'
import type {
  Candidate,
  Collection,
  CollectionCapabilities,
  CollectionSettings,
  DocKey,
  LexicalScoreRequest,
} from './collection.ts'
import { spaceUnknown, storeClosed, vectorInvalid } from './errors.ts'
import { createFilterColumns } from './filter-columns.ts'
import { type Filter, filterOperators } from './filter.ts'
import type { IndexSet } from './index-set.ts'
import type { KeptIndex } from './kept-index.ts'
import { createQueue } from './queue.ts'
import { vectorProblem } from './vector-problem.ts'

export interface EmbeddedCollectionOptions {
  readonly name: string
  readonly settings: CollectionSettings
  readonly rows: CollectionRows
  readonly indexes: IndexSet
  /** The database's id of each space, by name. */
  readonly spaceIds: ReadonlyMap<string, number>
  readonly encoderOf: (space: string) => Promise<Encoder>
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

/** What the searches of one collection have in common. */
interface Searching {
  readonly rows: CollectionRows
  readonly match: (filter: Filter) => Bitmap
}

export function createEmbeddedCollection(options: EmbeddedCollectionOptions): Collection {
  const { name, settings, rows, indexes, spaceIds, encoderOf, onClose } = options
  const searching: Searching = { rows, match: createFilterColumns(rows).match }
  const queue = createQueue()
  let analyzer: Analyzer | undefined
  let closing: Promise<void> | undefined

  const checkOpen = (): void => {
    if (closing !== undefined) throw storeClosed({ what: `The collection "${name}"` })
  }
  /** What is read has seen every write that was committed before, by whichever process. */
  const reading = async <T>(read: () => T): Promise<T> => {
    checkOpen()
    indexes.follow()
    return read()
  }
  const spaceOf = (space: string): KeptIndex<VectorIndex> => {
    const kept = indexes.spaces.get(space)
    if (kept === undefined) throw spaceUnknown({ collection: name, space, known: [...indexes.spaces.keys()] })
    return kept
  }
  const checkVector = (space: string, vector: Float32Array): void => {
    const problem = vectorProblem(vector, settings.spaces[space]?.dim ?? 0)
    if (problem !== undefined) throw vectorInvalid({ collection: name, space, problem: `it ${problem}` })
  }
  const lexicalQuery = ({ query, fields, scoring }: LexicalScoreRequest, k: number): LexicalQuery => ({
    terms: (analyzer ??= createAnalyzer(settings.analyzer)).terms(query),
    fields: fields ?? settings.lexicalFields,
    scoring: scoring ?? defaultScoring,
    k,
  })

  return {
    name,
    settings,
    capabilities,
    add: (documents, work) =>
      queue.run(async () => {
        checkOpen()
        const { becomeWriter: beforeWrite, takeIn: afterWrite } = indexes
        try {
          return await addDocuments(
            { name, settings, rows, spaceIds, encoderOf, beforeWrite, afterWrite },
            documents,
            work,
          )
        } finally {
          indexes.takeInRest()
        }
      }),
    delete: (ids) =>
      queue.run(async () => {
        checkOpen()
        indexes.becomeWriter()
        const { dead } = rows.remove([...new Set(ids)])
        indexes.takeIn(0)
        return dead.length
      }),
    settle: (work) =>
      queue.run(async () => {
        checkOpen()
        await indexes.settle(work)
      }),
    get: async (ids) => {
      checkOpen()
      const found = new Map(rows.byIds(ids).map((stored) => [stored.id, stored]))
      return ids.map((id) => toDocument(found.get(id)))
    },
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
    searchLexical: (request) =>
      reading(() =>
        candidates(searching, request, ({ k, filter }) =>
          indexes.lexical.read((index) =>
            index.search({ ...lexicalQuery(request, k), ...(filter === undefined ? {} : { filter }) }),
          ),
        ),
      ),
    searchDense: (request) =>
      reading(() => {
        const { space, vector, exact, ef } = request
        const kept = spaceOf(space)
        checkVector(space, vector)
        return candidates(searching, request, ({ k, filter }) =>
          kept.read((index) => index.search(vector, { k, filter, exact, ef })),
        )
      }),
    explainLexical: (request, keys) =>
      reading(() => {
        const query = lexicalQuery(request, keys.length)
        return indexes.lexical.read((index) =>
          keys.map((key) => (isOrdinal(key) ? index.explain(query, key) : undefined)),
        )
      }),
    similarities: (space, vector, keys) =>
      reading(() => {
        const kept = spaceOf(space)
        checkVector(space, vector)
        return kept.read((index) =>
          index.scores(
            vector,
            keys.map((key) => (isOrdinal(key) ? key : 0)),
          ),
        )
      }),
    close: () => {
      closing ??= queue.run(indexes.close).finally(onClose)
      return closing
    },
  }
}

const isOrdinal = (key: DocKey): key is number => typeof key === 'number'

const toDocument = (stored: StoredDocument | undefined): Document | undefined =>
  stored === undefined
    ? undefined
    : { id: stored.id, fields: JSON.parse(stored.fields) as Readonly<Record<string, FieldValue>> }

/** One more than asked for is searched where one document may be dropped from the results. */
function candidates(
  { rows, match }: Searching,
  request: { readonly k: number; readonly filter?: Filter | undefined; readonly excludeId?: string | undefined },
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
