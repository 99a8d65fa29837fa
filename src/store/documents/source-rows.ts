/** @file What SQLite holds of the sources that a collection is kept in step with: which documents each gave, and in which version. */
import type { Database } from '../database/database.ts'
import { idOfStored, storedId } from './collection-rows.ts'

export interface SourceRow {
  readonly id: string
  readonly part: string | undefined
  readonly version: string | undefined
  /** Of the stored document that came of it; undefined where that was not written yet. */
  readonly ordinal: number | undefined
}

export interface SourceRows {
  readonly byIds: (ids: readonly string[]) => Map<string, SourceRow>
  /** For each version that is known the ordinal of one stored document that has it. */
  readonly ordinalsOf: (versions: readonly string[]) => Map<string, number>
  /** Before documents are stored: whatever happens then, they are known to be from here. */
  readonly announce: (documents: readonly Omit<SourceRow, 'ordinal'>[]) => void
  /** When they are stored. */
  readonly confirm: (ids: readonly string[]) => void
  /** In the order of their stored ids, those after the one given, at most `limit`. */
  readonly after: (id: string | undefined, limit: number) => SourceRow[]
  readonly count: () => number
  /** Which of them another source gave, too. */
  readonly givenByOthers: (ids: readonly string[]) => Set<string>
  readonly forget: (ids: readonly string[]) => void
}

type Row = readonly [id: string, part: string | null, version: string | null, ordinal: number | null]

const COLUMNS = 'id, part, version, ordinal'
const listOf = (ids: readonly string[]): string => JSON.stringify(ids.map(storedId))
/** The driver cuts texts at U+0000, which ids and versions may have. */
const stored = (text: string | undefined): string | null => (text === undefined ? null : storedId(text))
const read = (text: string | null): string | undefined => (text === null ? undefined : idOfStored(text))

const toRow = ([id, part, version, ordinal]: Row): SourceRow => ({
  id: idOfStored(id),
  part: read(part),
  version: read(version),
  ordinal: ordinal ?? undefined,
})

export function openSourceRows(database: Database, collection: number, source: string): SourceRows {
  const key = [collection, storedId(source)] as const
  if (!hasTable(database)) return noRows
  return {
    byIds: (ids) =>
      new Map(
        database
          .all<Row>(
            `SELECT ${COLUMNS} FROM source_document WHERE collection = ? AND source = ? AND id IN (SELECT value FROM json_each(?))`,
            [...key, listOf(ids)],
          )
          .map(toRow)
          .map((row) => [row.id, row]),
      ),
    ordinalsOf: (versions) =>
      new Map(
        database
          .all<readonly [string, number]>(
            `SELECT version, max(ordinal) FROM source_document
              WHERE collection = ? AND source = ? AND version IN (SELECT value FROM json_each(?)) AND ordinal IS NOT NULL GROUP BY version`,
            [...key, listOf(versions)],
          )
          .map(([version, ordinal]) => [idOfStored(version), ordinal]),
      ),
    announce: (documents) =>
      database.transaction(() => {
        for (const { id, part, version } of documents)
          database.run(
            `INSERT INTO source_document (collection, source, id, part, version) VALUES (?, ?, ?, ?, ?)
              ON CONFLICT DO UPDATE SET part = excluded.part, version = excluded.version, ordinal = NULL`,
            [...key, storedId(id), stored(part), stored(version)],
          )
      }),
    confirm: (ids) =>
      void database.run(
        `UPDATE source_document SET ordinal = (SELECT ordinal FROM document d WHERE d.collection = source_document.collection AND d.id = source_document.id)
          WHERE collection = ? AND source = ? AND id IN (SELECT value FROM json_each(?))`,
        [...key, listOf(ids)],
      ),
    after: (id, limit) =>
      database
        .all<Row>(
          `SELECT ${COLUMNS} FROM source_document WHERE collection = ? AND source = ? AND id > ? ORDER BY id LIMIT ?`,
          [...key, id === undefined ? '' : storedId(id), limit],
        )
        .map(toRow),
    count: () =>
      database.first<[number]>('SELECT count(*) FROM source_document WHERE collection = ? AND source = ?', [
        ...key,
      ])?.[0] ?? 0,
    givenByOthers: (ids) =>
      new Set(
        database
          .all<readonly [string]>(
            'SELECT DISTINCT id FROM source_document WHERE collection = ? AND source <> ? AND id IN (SELECT value FROM json_each(?))',
            [...key, listOf(ids)],
          )
          .map(([id]) => idOfStored(id)),
      ),
    forget: (ids) =>
      void database.run(
        'DELETE FROM source_document WHERE collection = ? AND source = ? AND id IN (SELECT value FROM json_each(?))',
        [...key, listOf(ids)],
      ),
  }
}

/** A database of an earlier version that can only be read has none. */
const hasTable = (database: Database): boolean =>
  database.first("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'source_document'") !== undefined

const noRows: SourceRows = {
  byIds: () => new Map(),
  ordinalsOf: () => new Map(),
  announce: () => undefined,
  confirm: () => undefined,
  after: () => [],
  count: () => 0,
  givenByOthers: () => new Set(),
  forget: () => undefined,
}
