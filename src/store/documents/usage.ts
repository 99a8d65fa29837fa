/** @file What a collection takes: documents, vectors, bytes on disk by part, and when it was last written to. */
import type { Database } from '../database/database.ts'
import type { Manifest } from '../indexes/manifest.ts'

export interface CollectionUsage {
  readonly documents: number
  /** In all spaces together. */
  readonly vectors: number
  readonly bytes: {
    /** In the database: ids and fields. */
    readonly documents: number
    /** In the database. */
    readonly vectors: number
    /** In files, which can be made anew. */
    readonly wordIndex: number
    readonly vectorIndexes: number
  }
  /** Index files: each search asks every one. */
  readonly fragments: number
  /** ISO time; undefined where nothing was written since this is noted. */
  readonly writtenAt: string | undefined
}

/** @param manifest of the collection's index files; undefined where there are none */
export function usageOf(database: Database, collection: number, manifest: Manifest | undefined): CollectionUsage {
  const [documents = 0, documentBytes = 0] =
    database.first<readonly [number, number | null]>(
      'SELECT count(*), sum(length(CAST(fields AS BLOB)) + length(CAST(id AS BLOB)) + length(content_hash)) FROM document WHERE collection = ?',
      [collection],
    ) ?? []
  const [vectors = 0, vectorBytes = 0] =
    database.first<readonly [number, number | null]>(
      'SELECT count(*), sum(length(data)) FROM vector WHERE space IN (SELECT id FROM space WHERE collection = ?)',
      [collection],
    ) ?? []
  const segments = Object.entries(manifest?.indexes ?? {}).flatMap(([key, index]) =>
    index.segments.map(({ sizeBytes }) => ({ isLexical: key === 'lexical', sizeBytes })),
  )
  const bytesOf = (isLexical: boolean): number =>
    segments.filter((one) => one.isLexical === isLexical).reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
  return {
    documents,
    vectors,
    bytes: {
      documents: documentBytes ?? 0,
      vectors: vectorBytes ?? 0,
      wordIndex: bytesOf(true),
      vectorIndexes: bytesOf(false),
    },
    fragments: segments.length,
    writtenAt: writtenAt(database, collection),
  }
}

/** A database of an earlier version that can only be read does not have the column. */
function writtenAt(database: Database, collection: number): string | undefined {
  if (database.first("SELECT 1 FROM pragma_table_info('collection') WHERE name = 'written_at'") === undefined)
    return undefined
  return (
    database.first<[string | null]>('SELECT written_at FROM collection WHERE id = ?', [collection])?.[0] ?? undefined
  )
}
