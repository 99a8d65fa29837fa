/** @file The named plans of a collection, kept in the project's database. Only search/ knows what a plan means; here it is JSON. */
import type { CollectionPlans, StoredPlan } from '../collection.ts'
import type { Database } from '../database/database.ts'
import { argumentInvalid } from '../errors.ts'
import { checkName } from './names.ts'

export interface PlansOptions {
  readonly database: Database
  /** The collection's id. */
  readonly collection: number
  /** Before anything is read. @throws STORE_CLOSED */
  readonly checkOpen: () => void
  /** Before anything is written. @throws STORE_OPENED_READ_ONLY */
  readonly checkWritable: () => void
}

export function createPlans({ database, collection, checkOpen, checkWritable }: PlansOptions): CollectionPlans {
  return {
    list: async () => {
      checkOpen()
      return hasTable(database) ? listPlans(database, collection) : []
    },
    set: async (name, plan, { isDefault } = {}) => {
      checkOpen()
      checkWritable()
      checkName('plan', name)
      const json = JSON.stringify(plan) as string | undefined
      if (json === undefined) throw argumentInvalid({ argument: 'plan', value: plan, allowed: 'JSON' })
      database.transaction(() => {
        if (isDefault === true) database.run('UPDATE plan SET is_default = 0 WHERE collection = ?', [collection])
        database.run(
          `INSERT INTO plan (collection, name, json, is_default) VALUES (?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET json = excluded.json, is_default = coalesce(?, is_default)`,
          [collection, name, json, Number(isDefault ?? false), isDefault === undefined ? null : Number(isDefault)],
        )
      })
    },
    remove: async (name) => {
      checkOpen()
      checkWritable()
      return database.run('DELETE FROM plan WHERE collection = ? AND name = ?', [collection, name]).changes > 0
    },
  }
}

const listPlans = (database: Database, collection: number): StoredPlan[] =>
  database
    .all<readonly [string, string, number]>(
      'SELECT name, json, is_default FROM plan WHERE collection = ? ORDER BY name',
      [collection],
    )
    .map(([name, json, isDefault]) => ({ name, plan: JSON.parse(json) as unknown, isDefault: isDefault === 1 }))

/** A database of an earlier version that can only be read has none. */
const hasTable = (database: Database): boolean =>
  database.first("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'plan'") !== undefined
