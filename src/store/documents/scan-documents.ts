/** @file Every document of one state, read page by page over a connection of its own, so that writes go on meanwhile. */
import type { Bitmap } from '../../base/bitmap.ts'
import type { FieldTypes } from '../../data/field-type.ts'
import type { FieldValue } from '../../data/document.ts'
import { createFilterColumns } from '../filter/filter-columns.ts'
import type { ScannedDocument, ScanOptions } from '../collection.ts'
import type { CollectionRows, StoredDocument } from './collection-rows.ts'
import { pickFields } from './pick-fields.ts'

/** One state of a collection. */
export interface Snapshot {
  readonly rows: CollectionRows
  /** The database's id of each space, by name. */
  readonly spaceIds: ReadonlyMap<string, number>
  readonly types: FieldTypes
  /** False where others write over the same connection: then all is read at once. */
  readonly isPinned: boolean
  /** Ending it again does nothing. */
  readonly end: () => void
}

export interface SnapshotSource {
  readonly snapshot: () => Snapshot
  readonly onNotice: (notice: string) => void
  readonly onAbsent: (field: string) => void
  /** @throws STORE_CLOSED */
  readonly checkOpen: () => void
}

/** Held in memory at a time. */
const DOCUMENTS_PER_PAGE = 256

export async function* scanDocuments(source: SnapshotSource, options: ScanOptions): AsyncGenerator<ScannedDocument> {
  const { fields, vectors = false } = options
  for await (const { page, snapshot } of scanPages(source, options)) {
    const ordinals = page.map(({ ordinal }) => ordinal)
    const spaces = vectors ? [...snapshot.spaceIds].map(([name, id]) => [name, id] as const) : []
    const ofSpaces = spaces.map(([name, id]) => [name, snapshot.rows.vectorsOf(ordinals, id)] as const)
    yield* page.map(({ ordinal, id, fields: json }): ScannedDocument => {
      const all = JSON.parse(json) as Readonly<Record<string, FieldValue>>
      const document = { id, fields: fields === undefined ? all : pickFields(all, fields) }
      return vectors ? { ...document, vectors: vectorsAt(ofSpaces, ordinal) } : document
    })
  }
}

export async function* scanIds(source: SnapshotSource, options: Pick<ScanOptions, 'filter'>): AsyncGenerator<string> {
  for await (const { page } of scanPages(source, options)) for (const { id } of page) yield id
}

const vectorsAt = (
  ofSpaces: readonly (readonly [string, ReadonlyMap<number, Float32Array>])[],
  ordinal: number,
): Record<string, Float32Array> =>
  Object.fromEntries(
    ofSpaces.flatMap(([name, vectors]) => {
      const vector = vectors.get(ordinal)
      return vector === undefined ? [] : [[name, vector] as const]
    }),
  )

interface ScannedPage {
  /** Oldest first. */
  readonly page: readonly StoredDocument[]
  readonly snapshot: Snapshot
}

async function* scanPages(
  { snapshot: open, onNotice, onAbsent, checkOpen }: SnapshotSource,
  { filter }: Pick<ScanOptions, 'filter'>,
): AsyncGenerator<ScannedPage> {
  checkOpen()
  const snapshot = open()
  const { rows, types } = snapshot
  try {
    const matching = filter && createFilterColumns(rows, { types, onAbsent, onNotice }).match(filter)
    const pages = pagesOf(rows, matching)
    // Whatever is written between two pages is of a later state.
    for (const page of snapshot.isPinned ? pages : [...pages]) {
      yield { page, snapshot }
      checkOpen()
    }
  } finally {
    snapshot.end()
  }
}

function* pagesOf(rows: CollectionRows, matching: Bitmap | undefined): Generator<StoredDocument[]> {
  for (let last = 0; ;) {
    const ordinals = rows.ordinalsAfter(last, DOCUMENTS_PER_PAGE)
    const found = matching === undefined ? ordinals : ordinals.filter((ordinal) => matching.has(ordinal))
    if (found.length > 0) yield rows.byOrdinals(found).toSorted((a, b) => a.ordinal - b.ordinal)
    const next = ordinals.at(-1)
    if (next === undefined) return
    last = next
  }
}
