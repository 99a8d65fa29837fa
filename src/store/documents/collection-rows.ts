/** @file What SQLite holds of one collection, as functions: the only file that knows the columns of its tables. */
import type { Matrix } from '../../base/matrix.ts'
import { bytesOf, vectorOfBytes } from './document-content.ts'
import type { Database } from '../database/database.ts'

/** The state of a collection at one moment. */
export interface CollectionState {
  /** Counts committed writes. */
  readonly change: number
  /** Dead rows up to this change may be gone. */
  readonly purged: number
  readonly documents: number
  /** The manifests that belong to this database: the last one, and one that may be in the process of being written. */
  readonly tokens: readonly string[]
}

export interface StoredDocument {
  readonly ordinal: number
  readonly id: string
  /** JSON. */
  readonly fields: string
}

export interface ExistingDocument {
  readonly ordinal: number
  readonly contentHash: Uint8Array
  /** In how many spaces it has a vector. */
  readonly vectors: number
}

export interface DocumentToStore {
  readonly id: string
  readonly contentHash: Uint8Array
  /** JSON. */
  readonly fields: string
  /** By space id. */
  readonly vectors: ReadonlyMap<number, Float32Array>
}

/** What one transaction did. */
export interface Written {
  readonly change: number
  /** Of the stored documents, in their order. */
  readonly ordinals: readonly number[]
  readonly dead: readonly number[]
}

/** Ordinals of dead documents that a segment may hold: from `first` to `last`, died after `change`. */
export interface SegmentReach {
  readonly firstOrdinal: number
  readonly lastOrdinal: number
  readonly change: number
}

export interface CollectionRows {
  readonly collection: number
  /** Every read until the returned function is called is of one state; nothing may be written meanwhile. */
  readonly pin: () => () => void
  /** Changes when another connection has written, never by our own writes. */
  readonly dataVersion: () => number
  /** See `Database.releaseSpace`. */
  readonly releaseSpace: Database['releaseSpace']
  /** @returns undefined when the collection has been dropped */
  readonly state: () => CollectionState | undefined
  readonly existing: (ids: readonly string[]) => Map<string, ExistingDocument>
  readonly store: (documents: readonly DocumentToStore[]) => Written
  readonly remove: (ids: readonly string[]) => Written
  readonly byIds: (ids: readonly string[]) => StoredDocument[]
  readonly byOrdinals: (ordinals: readonly number[]) => StoredDocument[]
  /** By ordinal; without those that have no vector in this space. */
  readonly vectorsOf: (ordinals: readonly number[], space: number) => Map<number, Float32Array>
  readonly ordinalOf: (id: string) => number | undefined
  /** Ascending, at most `limit`. */
  readonly documentsAfter: (ordinal: number, limit: number) => { readonly ordinal: number; readonly fields: string }[]
  /** Ascending, at most `limit`. */
  readonly vectorsAfter: (
    ordinal: number,
    options: { space: number; dim: number; limit: number },
  ) => {
    readonly ordinals: number[]
    readonly vectors: Matrix
  }
  /** JSON of one top-level field of each document, or of all fields when `key` is undefined; ascending, at most `limit`. */
  readonly fieldAfter: (
    ordinal: number,
    options: { key: string | undefined; limit: number },
  ) => (readonly [ordinal: number, json: string | null])[]
  readonly idsAfter: (ordinal: number, limit: number) => (readonly [ordinal: number, id: string])[]
  readonly ordinalsAfter: (ordinal: number, limit: number) => number[]
  readonly countAfter: (ordinal: number) => number
  readonly deadAfter: (change: number) => number[]
  /** Says that a manifest with this token is about to be written. */
  readonly announceManifest: (token: string) => void
  /** Says that it has been; with `reach`, also forgets the dead that no segment may hold any more. */
  readonly confirmManifest: (token: string, reach?: readonly SegmentReach[]) => void
}

/** An id as it is stored: the inside of a JSON string, so that U+0000 and lone surrogates survive. */
export const storedId = (id: string): string => JSON.stringify(id).slice(1, -1)
export const idOfStored = (stored: string): string =>
  stored.includes('\\') ? (JSON.parse(`"${stored}"`) as string) : stored

type DocumentRow = readonly [ordinal: number, id: string, fields: string]
const toDocument = ([ordinal, id, fields]: DocumentRow): StoredDocument => ({ ordinal, id: idOfStored(id), fields })

export function openCollectionRows(database: Database, collection: number): CollectionRows {
  const byList = (column: 'id' | 'ordinal', list: readonly (string | number)[]): StoredDocument[] =>
    database
      .all<DocumentRow>(
        `SELECT ordinal, id, fields FROM document WHERE collection = ? AND ${column} IN (SELECT value FROM json_each(?))`,
        [collection, JSON.stringify(list)],
      )
      .map(toDocument)
  return {
    collection,
    ...writes(database, collection),
    ...scans(database, collection),
    ...manifests(database, collection),
    pin: database.pin,
    dataVersion: database.dataVersion,
    releaseSpace: database.releaseSpace,
    state: () => stateOf(database, collection),
    existing: (ids) =>
      new Map(
        database
          .all<readonly [string, number, Uint8Array, number]>(
            `SELECT id, ordinal, content_hash, (SELECT count(*) FROM space s JOIN vector v ON v.space = s.id AND v.ordinal = d.ordinal
               WHERE s.collection = d.collection AND s.name NOT LIKE '~%')
             FROM document d WHERE collection = ? AND id IN (SELECT value FROM json_each(?))`,
            [collection, JSON.stringify(ids.map(storedId))],
          )
          .map(([id, ordinal, contentHash, vectors]) => [idOfStored(id), { ordinal, contentHash, vectors }]),
      ),
    byIds: (ids) => byList('id', ids.map(storedId)),
    byOrdinals: (ordinals) => byList('ordinal', ordinals),
    vectorsOf: (ordinals, space) =>
      new Map(
        database
          .all<readonly [number, Uint8Array]>(
            'SELECT ordinal, data FROM vector WHERE space = ? AND ordinal IN (SELECT value FROM json_each(?))',
            [space, JSON.stringify(ordinals)],
          )
          .map(([ordinal, data]) => [ordinal, vectorOfBytes(data)]),
      ),
    ordinalOf: (id) =>
      database.first<[number]>('SELECT ordinal FROM document WHERE collection = ? AND id = ?', [
        collection,
        storedId(id),
      ])?.[0],
  }
}

function stateOf(database: Database, collection: number): CollectionState | undefined {
  const row = database.first<readonly [number, number, number, string | null, string | null]>(
    'SELECT change, purged, documents, token, token_next FROM collection WHERE id = ?',
    [collection],
  )
  if (row === undefined) return undefined
  const [change, purged, documents, ...tokens] = row
  return { change, purged, documents, tokens: tokens.filter((token) => token !== null) }
}

function writes(database: Database, collection: number): Pick<CollectionRows, 'store' | 'remove'> {
  const nextChange = (): number =>
    1 + (database.first<[number]>('SELECT change FROM collection WHERE id = ?', [collection])?.[0] ?? 0)
  const finish = (change: number, documentsMore: number): void =>
    void database.run(
      `UPDATE collection SET change = ?, documents = documents + ?, written_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now') WHERE id = ?`,
      [change, documentsMore, collection],
    )
  /** @returns the ordinal that is gone, if the id was there */
  const bury = (id: string, change: number): number | undefined => {
    const ordinal = database.first<[number]>('SELECT ordinal FROM document WHERE collection = ? AND id = ?', [
      collection,
      storedId(id),
    ])?.[0]
    if (ordinal === undefined) return undefined
    database.run('DELETE FROM document WHERE ordinal = ?', [ordinal])
    database.run('DELETE FROM vector WHERE ordinal = ? AND space IN (SELECT id FROM space WHERE collection = ?)', [
      ordinal,
      collection,
    ])
    database.run('INSERT INTO dead (ordinal, collection, change) VALUES (?, ?, ?)', [ordinal, collection, change])
    return ordinal
  }
  const insert = ({ id, contentHash, fields, vectors }: DocumentToStore, change: number): number => {
    const { lastInsertRowid: ordinal } = database.run(
      'INSERT INTO document (collection, id, content_hash, fields, change) VALUES (?, ?, ?, ?, ?)',
      [collection, storedId(id), contentHash, fields, change],
    )
    for (const [space, vector] of vectors)
      database.run('INSERT INTO vector (space, ordinal, data) VALUES (?, ?, ?)', [space, ordinal, bytesOf(vector)])
    return ordinal
  }
  return {
    store: (documents) =>
      database.transaction(() => {
        const change = nextChange()
        const dead = documents.flatMap(({ id }) => bury(id, change) ?? [])
        const ordinals = documents.map((document) => insert(document, change))
        finish(change, ordinals.length - dead.length)
        return { change, ordinals, dead }
      }),
    remove: (ids) =>
      database.transaction(() => {
        const change = nextChange()
        const dead = ids.flatMap((id) => bury(id, change) ?? [])
        finish(change, -dead.length)
        return { change, ordinals: [], dead }
      }),
  }
}

type Scans = Pick<
  CollectionRows,
  'documentsAfter' | 'vectorsAfter' | 'fieldAfter' | 'idsAfter' | 'ordinalsAfter' | 'countAfter' | 'deadAfter'
>

function scans(database: Database, collection: number): Scans {
  const after = 'FROM document WHERE collection = ? AND ordinal > ? ORDER BY ordinal LIMIT ?'
  return {
    documentsAfter: (ordinal, limit) =>
      database
        .all<readonly [number, string]>(`SELECT ordinal, fields ${after}`, [collection, ordinal, limit])
        .map(([ordinal, fields]) => ({ ordinal, fields })),
    vectorsAfter: (ordinal, { space, dim, limit }) => {
      const rows = database.all<readonly [number, Uint8Array]>(
        'SELECT ordinal, data FROM vector WHERE space = ? AND ordinal > ? ORDER BY ordinal LIMIT ?',
        [space, ordinal, limit],
      )
      const data = new Float32Array(rows.length * dim)
      const bytes = bytesOf(data)
      rows.forEach(([, row], i) => bytes.set(row, i * dim * Float32Array.BYTES_PER_ELEMENT))
      return { ordinals: rows.map(([ordinal]) => ordinal), vectors: { data, rows: rows.length, dim } }
    },
    fieldAfter: (ordinal, { key, limit }) =>
      key === undefined
        ? database.all(`SELECT ordinal, fields ${after}`, [collection, ordinal, limit])
        : database.all(`SELECT ordinal, fields -> ? ${after}`, [`$."${key}"`, collection, ordinal, limit]),
    idsAfter: (ordinal, limit) =>
      database
        .all<readonly [number, string]>(`SELECT ordinal, id ${after}`, [collection, ordinal, limit])
        .map(([ordinal, id]) => [ordinal, idOfStored(id)] as const),
    ordinalsAfter: (ordinal, limit) =>
      database.all<readonly [number]>(`SELECT ordinal ${after}`, [collection, ordinal, limit]).map(([found]) => found),
    countAfter: (ordinal) =>
      database.first<[number]>('SELECT count(*) FROM document WHERE collection = ? AND ordinal > ?', [
        collection,
        ordinal,
      ])?.[0] ?? 0,
    deadAfter: (change) =>
      database
        .all<readonly [number]>('SELECT ordinal FROM dead WHERE collection = ? AND change > ?', [collection, change])
        .map(([ordinal]) => ordinal),
  }
}

function manifests(
  database: Database,
  collection: number,
): Pick<CollectionRows, 'announceManifest' | 'confirmManifest'> {
  const purge = (reach: readonly SegmentReach[]): void => {
    const purgeable = `collection = ? AND NOT EXISTS (SELECT 1 FROM json_each(?) s
      WHERE dead.ordinal BETWEEN s.value ->> 'firstOrdinal' AND s.value ->> 'lastOrdinal'
        AND dead.change > s.value ->> 'change')`
    const parameters = [collection, JSON.stringify(reach)]
    const last = database.first<[number | null]>(`SELECT max(change) FROM dead WHERE ${purgeable}`, parameters)?.[0]
    if (last === null || last === undefined) return
    database.run(`DELETE FROM dead WHERE ${purgeable}`, parameters)
    database.run('UPDATE collection SET purged = max(purged, ?) WHERE id = ?', [last, collection])
  }
  return {
    announceManifest: (token) =>
      void database.run('UPDATE collection SET token_next = ? WHERE id = ?', [token, collection]),
    confirmManifest: (token, reach) =>
      database.transaction(() => {
        database.run('UPDATE collection SET token = ?, token_next = NULL WHERE id = ?', [token, collection])
        if (reach !== undefined) purge(reach)
      }),
  }
}
