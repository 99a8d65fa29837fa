/** @file The collections of a project as rows of its database: listed, inserted, changed, deleted. */
import type { CollectionSettings } from '../collection.ts'
import type { Database } from '../database/database.ts'
import { collectionExists } from './errors.ts'
import { formatSettings, parseSettings, withEncoder } from './stored-settings.ts'

export interface CollectionRow {
  readonly id: number
  readonly name: string
  readonly settings: CollectionSettings
  readonly documents: number
}

/** @param folder the project's, which references within it are kept relative to; undefined in memory */
export function listCollections(database: Database, folder: string | undefined): CollectionRow[] {
  return database
    .all<readonly [number, string, string, number]>(
      'SELECT id, name, settings, documents FROM collection ORDER BY name',
    )
    .map(([id, name, settings, documents]) => ({
      id,
      name,
      settings: parseSettings(settings, folder),
      documents,
    }))
}

/** Names that differ in case only would share a folder on some systems. */
export function checkNotTaken(database: Database, name: string): void {
  const taken = database.first<[string]>('SELECT name FROM collection WHERE name = ?', [name])?.[0]
  if (taken !== undefined) throw collectionExists({ name, existing: taken })
}

export interface NewRow {
  readonly name: string
  readonly settings: CollectionSettings
  readonly folder: string | undefined
}

export function insertCollection(database: Database, { name, settings, folder }: NewRow): void {
  database.transaction(() => {
    checkNotTaken(database, name)
    const { lastInsertRowid: id } = database.run('INSERT INTO collection (name, settings) VALUES (?, ?)', [
      name,
      formatSettings(settings, folder),
    ])
    for (const space of Object.keys(settings.spaces))
      database.run('INSERT INTO space (collection, name) VALUES (?, ?)', [id, space])
  })
}

export function rememberEncoder(
  database: Database,
  {
    name,
    space,
    ref,
    folder,
  }: { readonly name: string; readonly space: string; readonly ref: string; readonly folder: string | undefined },
): void {
  database.transaction(() => {
    const json = database.first<[string]>('SELECT settings FROM collection WHERE name = ?', [name])?.[0]
    if (json === undefined) return
    const moved = withEncoder(parseSettings(json, folder), space, ref)
    database.run('UPDATE collection SET settings = ? WHERE name = ?', [formatSettings(moved, folder), name])
  })
}

export function deleteCollection(database: Database, id: number): void {
  database.transaction(() => {
    database.run('DELETE FROM vector WHERE space IN (SELECT id FROM space WHERE collection = ?)', [id])
    for (const table of ['space', 'document', 'dead', 'plan', 'source_document'])
      database.run(`DELETE FROM ${table} WHERE collection = ?`, [id])
    database.run('DELETE FROM collection WHERE id = ?', [id])
  })
}
