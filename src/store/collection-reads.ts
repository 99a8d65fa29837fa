/** @file How an embedded collection is read: each answer, and all answers of one view, are of one state. */
import type { Document, FieldValue } from '../data/document.ts'
import type { StoredDocument } from './collection-rows.ts'
import type { Collection, CollectionView, DocKey } from './collection.ts'
import { viewEnded } from './errors.ts'
import { type AskedCollection, queryOf } from './query-indexes.ts'
import type { OpenView, Turns } from './turns.ts'

export interface ReadCollection extends AskedCollection {
  readonly turns: Turns
  /** @throws STORE_CLOSED */
  readonly checkOpen: () => void
}

/** Runs one read, when and on the state it should. */
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
        const found = new Map(rows.byIds(ids).map((stored) => [stored.id, stored]))
        return ids.map((id) => toDocument(found.get(id)))
      }),
  }
}

/** Held in memory at a time, and read in one turn: writes go on between two pages. */
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
  return {
    retrieve: (request) => run(() => queryOf(collection, request).retrieve(request)),
    score: (query, keys) => run(() => queryOf(collection, query).score(ordinalsOf(keys))),
    explain: (query, keys) => run(() => queryOf(collection, query).explain(ordinalsOf(keys))),
    fetch: (keys) =>
      run(() => {
        const found = new Map(rows.byOrdinals(keys.filter(isOrdinal)).map((stored) => [stored.ordinal, stored]))
        return keys.map((key) => toDocument(isOrdinal(key) ? found.get(key) : undefined))
      }),
    keyOf: (id) => run(() => rows.ordinalOf(id)),
    count: () => run(() => rows.state()?.documents ?? 0),
  }
}

/** Ordinals begin at 1: no document is 0. */
const ordinalsOf = (keys: readonly DocKey[]): number[] => keys.map((key) => (isOrdinal(key) ? key : 0))

const isOrdinal = (key: DocKey): key is number => typeof key === 'number'

const toDocument = (stored: StoredDocument | undefined): Document | undefined =>
  stored === undefined ? undefined : storedDocument(stored)

const storedDocument = ({ id, fields }: StoredDocument): Document => ({
  id,
  fields: JSON.parse(fields) as Readonly<Record<string, FieldValue>>,
})
