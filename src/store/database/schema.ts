/** @file The tables of a project's database, and how an older database becomes a current one. */
import type { Database } from './database.ts'
import { databaseNewer, projectNotFound } from './errors.ts'

/**
 * Each step takes the database one version further; steps are only ever appended. The version is SQLite's user_version.
 *
 * Ordinals are given once and never again (AUTOINCREMENT): an index file may name one that is long gone. Ids are kept as the inside of a
 * JSON string, because the driver cuts text at U+0000. A `dead` row is a document version that an index file may still hold.
 */
const steps: readonly string[] = [
  `
  CREATE TABLE collection (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE COLLATE NOCASE,
    settings TEXT NOT NULL,
    change INTEGER NOT NULL DEFAULT 0,
    purged INTEGER NOT NULL DEFAULT 0,
    documents INTEGER NOT NULL DEFAULT 0,
    token TEXT,
    token_next TEXT
  );
  CREATE TABLE space (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    collection INTEGER NOT NULL,
    name TEXT NOT NULL,
    UNIQUE (collection, name)
  );
  CREATE TABLE document (
    ordinal INTEGER PRIMARY KEY AUTOINCREMENT,
    collection INTEGER NOT NULL,
    id TEXT NOT NULL,
    content_hash BLOB NOT NULL,
    fields TEXT NOT NULL,
    change INTEGER NOT NULL,
    UNIQUE (collection, id)
  );
  CREATE INDEX document_by_ordinal ON document (collection);
  CREATE TABLE vector (
    space INTEGER NOT NULL,
    ordinal INTEGER NOT NULL,
    data BLOB NOT NULL,
    UNIQUE (space, ordinal)
  );
  CREATE TABLE dead (
    ordinal INTEGER PRIMARY KEY,
    collection INTEGER NOT NULL,
    change INTEGER NOT NULL
  );
  CREATE INDEX dead_by_change ON dead (collection, change);
  `,
  `
  CREATE TABLE plan (
    collection INTEGER NOT NULL,
    name TEXT NOT NULL,
    json TEXT NOT NULL,
    is_default INTEGER NOT NULL,
    UNIQUE (collection, name)
  );
  `,
  // Without an ordinal: about to be stored. Of parts and versions JSON's insides are kept, as of ids.
  `
  CREATE TABLE source_document (
    collection INTEGER NOT NULL,
    source TEXT NOT NULL,
    id TEXT NOT NULL,
    part TEXT,
    version TEXT,
    ordinal INTEGER,
    UNIQUE (collection, source, id)
  );
  CREATE INDEX source_document_by_version ON source_document (collection, source, version);
  CREATE INDEX source_document_by_id ON source_document (collection, id);
  ALTER TABLE collection ADD COLUMN written_at TEXT;
  `,
]

const versionOf = (database: Database): number => database.first<[number]>('PRAGMA user_version')?.[0] ?? 0

/**
 * Makes the tables, or brings them up to date.
 *
 * @param place what errors call the database
 * @throws STORE_DATABASE_NEWER; STORE_PROJECT_NOT_FOUND when it is empty and can only be read
 */
export function prepareSchema(database: Database, place: string): void {
  const version = versionOf(database)
  if (version > steps.length) throw databaseNewer({ place, version, versionKnown: steps.length })
  if (version === steps.length) return
  if (!database.isWritable) {
    // Each step only adds tables so far, so that whoever may only read reads an earlier version as it is.
    if (version > 0) return
    throw projectNotFound({ start: place })
  }
  database.transaction(() => {
    // Another process may have been faster between the question above and this transaction.
    for (let at = versionOf(database); at < steps.length; at++) database.execute(steps[at] ?? '')
    database.execute(`PRAGMA user_version = ${steps.length}`)
  })
}
