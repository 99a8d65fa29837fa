/** @file Reads of an embedded collection: each answer, and all answers of one view, come from one state. */
import type { Document, FieldValue } from '../data/document.ts'
import type { StoredDocument } from './documents/collection-rows.ts'
import { checkId, checkIds, checkKeys, checkQuery, checkRequest } from './check-arguments.ts'
import type { Collection, CollectionView, DocKey, StageQuery } from './collection.ts'
import { viewEnded } from './errors.ts'
import { type AskedCollection, type AskedIndex, queryOf, wordsOf } from './indexes/query-indexes.ts'
import type { OpenView, Turns } from './database/turns.ts'

export interface ReadCollection extends AskedCollection {
  readonly turns: Turns
  /** @throws STORE_CLOSED */
  readonly checkOpen: () => void
}

/** Runs one read at the right time and on the right state. */
type RunRead = <T>(read: () => T) => Promise<T>

export function createReads(
  collection: ReadCollection,
): CollectionView & Pick<Collection, 'get' | 'read' | 'documents'> {
  const { rows, indexes, turns, checkOpen } = collection
  const onCurrentState: RunRead = async (read) => {
    checkOpen()
    return turns.isInView() ? read() : turns.alone(() => indexes.view(read))
  }
  return {
    ...createView(collection, onCurrentState),
    read: async (work) => {
      checkOpen()
      return turns.isInView()
        ? openView(collection, work)
        : turns.alone(() => indexes.view(() => openView(collection, work)))
    },
    documents: () => allDocuments(collection, onCurrentState),
    get: (ids) =>
      onCurrentState(() => {
        checkIds(ids)
        const found = new Map(rows.byIds(ids).map((stored) => [stored.id, stored]))
        return ids.map((id) => toDocument(found.get(id)))
      }),
  }
}

/** Documents held in memory at a time and read in one turn; writes continue between two pages. */
const DOCUMENTS_PER_PAGE = 256

async function* allDocuments({ rows }: ReadCollection, run: RunRead): AsyncGenerator<Document> {
  for (let last: number | undefined = 0; last !== undefined;) {
    const after: number = last
    const page = await run(() => rows.byOrdinals(rows.ordinalsAfter(after, DOCUMENTS_PER_PAGE)))
    const oldestFirst = page.toSorted((a, b) => a.ordinal - b.ordinal)
    for (const stored of oldestFirst) yield storedDocument(stored)
    last = oldestFirst.at(-1)?.ordinal
  }
}

async function openView<T>(collection: ReadCollection, work: (view: CollectionView) => Promise<T>): Promise<T> {
  const open: OpenView = { isOpen: true }
  const view = createView(collection, async (read) => {
    if (!open.isOpen) throw viewEnded({ collection: collection.name })
    return read()
  })
  try {
    return await collection.turns.within(open, () => work(view))
  } finally {
    open.isOpen = false
  }
}

function createView(collection: AskedCollection, run: RunRead): CollectionView {
  const { rows } = collection
  const asked = (query: StageQuery, keys: readonly DocKey[]): AskedIndex => {
    checkQuery(query)
    checkKeys(keys)
    return queryOf(collection, query)
  }
  return {
    retrieve: (request) =>
      run(() => {
        checkRequest(request)
        return queryOf(collection, request).retrieve(request)
      }),
    score: (query, keys) => run(() => asked(query, keys).score(ordinalsOf(keys))),
    explain: (query, keys) => run(() => asked(query, keys).explain(ordinalsOf(keys))),
    fetch: (keys) =>
      run(() => {
        checkKeys(keys)
        const found = new Map(rows.byOrdinals(keys.filter(isOrdinal)).map((stored) => [stored.ordinal, stored]))
        return Array.from(keys, (key) => toDocument(isOrdinal(key) ? found.get(key) : undefined))
      }),
    readWords: (query) =>
      run(() => {
        checkQuery(query)
        return wordsOf(collection, query).readings
      }),
    keyOf: (id) =>
      run(() => {
        checkId(id)
        return rows.ordinalOf(id)
      }),
    count: () => run(() => rows.state()?.documents ?? 0),
    changeNumber: () => run(() => rows.state()?.change ?? 0),
  }
}

/** Ordinals begin at 1: 0 stands for no document, as does any other key that no search returned. */
const ordinalsOf = (keys: readonly DocKey[]): number[] => Array.from(keys, (key) => (isOrdinal(key) ? key : 0))

const isOrdinal = (key: DocKey): key is number => Number.isSafeInteger(key) && Number(key) > 0

const toDocument = (stored: StoredDocument | undefined): Document | undefined =>
  stored === undefined ? undefined : storedDocument(stored)

const storedDocument = ({ id, fields }: StoredDocument): Document => ({
  id,
  fields: JSON.parse(fields) as Readonly<Record<string, FieldValue>>,
})
