/**
 * @file What SQLite holds of a collection's spaces: their settings, their ids, and a space that is being made beside the one that it will replace.
 * A name that begins with ~ does not belong to a space: such rows are unfinished or obsolete, and the next writer removes them.
 */
import { type Matrix, rowOf } from '../../base/matrix.ts'
import type { Database } from '../database/database.ts'
import { bytesOf } from './document-content.ts'

const NEXT = '~next'
const FORMER = '~former'

export interface SpaceSwap {
  readonly space: string
  /** Id of the space that takes its place. */
  readonly next: number
  /** JSON of the collection's settings from now on. */
  readonly settings: string
}

export interface SpaceRows {
  /** JSON of the collection's settings; undefined when it has been dropped. */
  readonly settings: () => string | undefined
  readonly ids: () => Map<string, number>
  /** @returns the id of a space that nobody reads yet */
  readonly begin: () => number
  readonly putVectors: (space: number, ordinals: readonly number[], vectors: Matrix) => void
  /** Swaps the space and its settings in one transaction, as a change of the collection, which readers follow. */
  readonly swap: (swap: SpaceSwap) => void
  /** Removes everything that no reader can see. */
  readonly removeUnfinished: () => void
}

export function openSpaceRows(database: Database, collection: number): SpaceRows {
  const rename = (id: number, name: string): void =>
    void database.run('UPDATE space SET name = ? WHERE id = ?', [name, id])
  const idOf = (name: string): number | undefined =>
    database.first<[number]>('SELECT id FROM space WHERE collection = ? AND name = ?', [collection, name])?.[0]
  const removeUnfinished = (): void => {
    const unfinished = "SELECT id FROM space WHERE collection = ? AND name LIKE '~%'"
    if (database.first(unfinished, [collection]) === undefined) return
    database.transaction(() => {
      database.run(`DELETE FROM vector WHERE space IN (${unfinished})`, [collection])
      database.run("DELETE FROM space WHERE collection = ? AND name LIKE '~%'", [collection])
    })
  }
  return {
    settings: () => database.first<[string]>('SELECT settings FROM collection WHERE id = ?', [collection])?.[0],
    ids: () => spaceIdsOf(database, collection),
    begin: () => {
      removeUnfinished()
      return database.run('INSERT INTO space (collection, name) VALUES (?, ?)', [collection, NEXT]).lastInsertRowid
    },
    putVectors: (space, ordinals, vectors) =>
      database.transaction(() =>
        ordinals.forEach((ordinal, i) =>
          database.run('INSERT INTO vector (space, ordinal, data) VALUES (?, ?, ?)', [
            space,
            ordinal,
            bytesOf(rowOf(vectors, i)),
          ]),
        ),
      ),
    swap: ({ space, next, settings }) =>
      database.transaction(() => {
        const former = idOf(space)
        if (former !== undefined) rename(former, FORMER)
        rename(next, space)
        database.run('UPDATE collection SET settings = ?, change = change + 1 WHERE id = ?', [settings, collection])
      }),
    removeUnfinished,
  }
}

const spaceIdsOf = (database: Database, collection: number): Map<string, number> =>
  new Map(
    database.all<readonly [string, number]>(
      "SELECT name, id FROM space WHERE collection = ? AND name NOT LIKE '~%' ORDER BY id",
      [collection],
    ),
  )
