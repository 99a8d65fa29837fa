/** @file Whether the database agrees with itself about one collection, and what can be put right without losing anything. */
import type { Database } from '../database/database.ts'

export interface RowsProblem {
  readonly problem: string
  /** What was done; undefined where nothing can be done from here. */
  readonly repaired: string | undefined
}

export interface RowsCheck {
  readonly documents: number
  /** By space. */
  readonly vectors: ReadonlyMap<string, number>
  readonly problems: readonly RowsProblem[]
}

export interface CheckedSpace {
  readonly name: string
  readonly id: number
  readonly dim: number
}

/** Of SQLite's complaints about its own pages. */
const COMPLAINTS_MAX = 5

/** Only the writer may: what can be put right is. */
export function checkRows(
  database: Database,
  { collection, spaces }: { readonly collection: number; readonly spaces: readonly CheckedSpace[] },
): RowsCheck {
  const count = (sql: string, parameters: readonly (number | string)[]): number =>
    database.first<[number]>(sql, parameters)?.[0] ?? 0
  const problems: RowsProblem[] = integrityOf(database)
  const documents = count('SELECT count(*) FROM document WHERE collection = ?', [collection])
  const noted = count('SELECT documents FROM collection WHERE id = ?', [collection])
  if (noted !== documents) {
    const problem = `The count of documents says ${noted}, and there are ${documents}.`
    database.run('UPDATE collection SET documents = ?, change = change + 1 WHERE id = ?', [documents, collection])
    problems.push({ problem, repaired: 'counted again' })
  }
  const unreadable = count('SELECT count(*) FROM document WHERE collection = ? AND NOT json_valid(fields)', [
    collection,
  ])
  if (unreadable > 0)
    problems.push({ problem: `${unreadable} documents cannot be read: their fields are no JSON.`, repaired: undefined })
  const checked = spaces.map((space) => checkSpace(database, { space, collection }))
  return {
    documents,
    vectors: new Map(checked.map(({ name, vectors }) => [name, vectors])),
    problems: [...problems, ...checked.flatMap((one) => one.problems)],
  }
}

function integrityOf(database: Database): RowsProblem[] {
  const lines = database.all<readonly [string]>(`PRAGMA integrity_check(${COMPLAINTS_MAX})`).map(([line]) => line)
  return lines
    .filter((line) => line !== 'ok')
    .map((line) => ({ problem: `SQLite says of its file: ${line}.`, repaired: undefined }))
}

interface SpaceCheck {
  readonly name: string
  readonly vectors: number
  readonly problems: readonly RowsProblem[]
}

function checkSpace(
  database: Database,
  { space: { name, id, dim }, collection }: { readonly space: CheckedSpace; readonly collection: number },
): SpaceCheck {
  const count = (sql: string, parameters: readonly number[]): number =>
    database.first<[number]>(sql, parameters)?.[0] ?? 0
  const problems: RowsProblem[] = []
  const unfit =
    'space = ? AND (length(data) <> ? OR ordinal NOT IN (SELECT ordinal FROM document WHERE collection = ?))'
  const parameters = [id, dim * Float32Array.BYTES_PER_ELEMENT, collection]
  const stray = count(`SELECT count(*) FROM vector WHERE ${unfit}`, parameters)
  if (stray > 0) {
    database.transaction(() => {
      database.run(`DELETE FROM vector WHERE ${unfit}`, parameters)
      database.run('UPDATE collection SET change = change + 1 WHERE id = ?', [collection])
    })
    const problem = `${stray} vectors of space "${name}" belong to no document, or have another length than ${dim}.`
    problems.push({ problem, repaired: 'removed' })
  }
  const vectors = count('SELECT count(*) FROM vector WHERE space = ?', [id])
  const missing = count(
    'SELECT count(*) FROM document d WHERE collection = ? AND NOT EXISTS (SELECT 1 FROM vector v WHERE v.space = ? AND v.ordinal = d.ordinal)',
    [collection, id],
  )
  if (missing > 0)
    problems.push({
      problem: `${missing} documents have no vector in space "${name}": add them again, and they get one.`,
      repaired: undefined,
    })
  return { name, vectors, problems }
}
