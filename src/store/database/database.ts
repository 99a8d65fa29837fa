/**
 * @file SQL with prepared statements, transactions and our errors, over libsql's synchronous driver. Rows are arrays: libsql adds a key of its
 * own to row objects.
 */
import { existsSync, statSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import Libsql from 'libsql'
import { asStoreError, isUnwritable } from './sqlite-errors.ts'

export type SqlValue = string | number | null | Uint8Array

export interface RunResult {
  readonly changes: number
  readonly lastInsertRowid: number
}

export interface Database {
  /** False when the file can only be read. */
  readonly isWritable: boolean
  readonly run: (sql: string, parameters?: readonly SqlValue[]) => RunResult
  /** Several statements without parameters. */
  readonly execute: (sql: string) => void
  readonly all: <Row extends readonly unknown[]>(sql: string, parameters?: readonly SqlValue[]) => Row[]
  readonly first: <Row extends readonly unknown[]>(sql: string, parameters?: readonly SqlValue[]) => Row | undefined
  /** One write transaction; rolled back when `work` throws. */
  readonly transaction: <T>(work: () => T) => T
  /** Several reads of one state. */
  readonly snapshot: <T>(work: () => T) => T
  /** Every read until the returned function is called is of one state; nothing may be written meanwhile. */
  readonly pin: () => () => void
  /** Changes when another connection has committed, never by our own commits. */
  readonly dataVersion: () => number
  /** Brings all that is committed into the database file itself, as far as no reader is in the way. */
  readonly checkpoint: () => void
  /**
   * Gives a slice of the pages that nothing is on any more back to the disk, when they are a good part of the file: the next writes fill the
   * others.
   *
   * @returns whether there is more to give back
   */
  readonly releaseSpace: (options?: { readonly isGoingOn: boolean }) => boolean
  readonly close: () => void
}

export interface OpenDatabaseOptions {
  readonly readOnly?: boolean
  /** FULL syncs at every commit; NORMAL may lose the last commits when the machine (not the process) dies. Default: FULL. */
  readonly synchronous?: 'FULL' | 'NORMAL'
}

export const MEMORY = ':memory:'

/** How long a statement waits for another process's commit. Commits take milliseconds; a checkpoint on a slow disk may take seconds. */
const BUSY_TIMEOUT_MS = 10_000

/** What a log keeps of the disk after a large transaction; more is given back. */
const LOG_BYTES_MAX = 16 * 2 ** 20

/** Free pages below this share, or this number, are room for the next writes. */
const FREE_SHARE_MAX = 0.25
const FREE_PAGES_MAX = 256
/** Given back in one transaction: tens of milliseconds. */
const RELEASED_PAGES = 2000

/**
 * Opens the database file, made when it is not there and `readOnly` is not asked for. A file that this user cannot write to is opened for
 * reading.
 *
 * @param path a file, or ':memory:'
 * @throws STORE_DATABASE_DAMAGED, STORE_DATABASE_FAILED, STORE_READ_ONLY
 */
export function openDatabase(
  path: string,
  { readOnly = false, synchronous = 'FULL' }: OpenDatabaseOptions = {},
): Database {
  try {
    if (readOnly) return wrap(openForReading(path), { path, isWritable: false })
    const handle = new Libsql(path, { timeout: BUSY_TIMEOUT_MS })
    try {
      // Said of a database that is there, it would be a write; see `releaseSpace`.
      if (ask(handle, 'page_count') === 0) handle.exec('PRAGMA auto_vacuum = INCREMENTAL')
      handle.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = ${synchronous}; PRAGMA foreign_keys = OFF`)
      handle.exec(`PRAGMA journal_size_limit = ${LOG_BYTES_MAX}`)
      return wrap(handle, { path, isWritable: true })
    } catch (error) {
      handle.close()
      if (!isUnwritable(error) || !existsSync(path)) throw error
      return wrap(openForReading(path), { path, isWritable: false })
    }
  } catch (error) {
    throw asStoreError(error, path)
  }
}

function openForReading(path: string): Libsql.Database {
  if (path === MEMORY) return new Libsql(path)
  const { href } = pathToFileURL(path)
  const options = { timeout: BUSY_TIMEOUT_MS }
  const handle = new Libsql(`${href}?mode=ro`, options)
  try {
    handle.exec('SELECT count(*) FROM sqlite_master')
    return handle
  } catch (error) {
    handle.close()
    // A log in WAL mode needs a shared-memory file beside it, which cannot be made in a folder without write permission. Where nothing is
    // left in the log, the database file alone is complete.
    if (!isUnwritable(error) || hasLog(path)) throw error
    return new Libsql(`${href}?immutable=1`, options)
  }
}

const hasLog = (path: string): boolean => existsSync(`${path}-wal`) && statSync(`${path}-wal`).size > 0

function wrap(
  handle: Libsql.Database,
  { path, isWritable }: { readonly path: string; readonly isWritable: boolean },
): Database {
  const statements = new Map<string, Libsql.Statement>()
  let askVersion: Libsql.Statement | undefined
  const guarded = <T>(work: () => T): T => {
    try {
      return work()
    } catch (error) {
      throw asStoreError(error, path)
    }
  }
  const prepared = (sql: string): Libsql.Statement => {
    const known = statements.get(sql)
    if (known !== undefined) return known
    const statement = handle.prepare(sql)
    statements.set(sql, statement)
    // Set once per statement: setting it before each use took a tenth of the time of a small read.
    return statement.reader ? statement.raw() : statement
  }
  const inTransaction = <T>(begin: string, work: () => T): T => {
    guarded(() => handle.exec(begin))
    try {
      const result = work()
      guarded(() => handle.exec('COMMIT'))
      return result
    } catch (error) {
      // SQLite has rolled back by itself after some errors, a full disk among them.
      if (handle.inTransaction) handle.exec('ROLLBACK')
      throw error
    }
  }
  const all = <Row extends readonly unknown[]>(sql: string, parameters: readonly SqlValue[] = []): Row[] =>
    guarded(() => prepared(sql).all(parameters) as unknown as Row[])
  return {
    isWritable,
    run: (sql, parameters = []) =>
      guarded(() => {
        const { changes, lastInsertRowid } = prepared(sql).run(parameters)
        return { changes, lastInsertRowid: Number(lastInsertRowid) }
      }),
    execute: (sql) => guarded(() => void handle.exec(sql)),
    all,
    first: <Row extends readonly unknown[]>(sql: string, parameters: readonly SqlValue[] = []) =>
      all<Row>(sql, parameters)[0],
    transaction: (work) => inTransaction('BEGIN IMMEDIATE', work),
    snapshot: (work) => inTransaction('BEGIN', work),
    pin: () => {
      // Nobody else can write to a database in memory.
      if (path === MEMORY) return () => undefined
      // The driver's fastest way: this runs for every search.
      guarded(() => handle.exec('BEGIN'))
      return () => guarded(() => void handle.exec('COMMIT'))
    },
    dataVersion: () => guarded(() => (askVersion ??= handle.prepare('PRAGMA data_version').raw()).get() as [number])[0],
    releaseSpace: ({ isGoingOn } = { isGoingOn: false }) =>
      path !== MEMORY && guarded(() => releaseSpace(handle, isGoingOn)),
    checkpoint: () => void all('PRAGMA wal_checkpoint(TRUNCATE)'),
    close: () => {
      statements.clear()
      askVersion = undefined
      handle.close()
    },
  }
}

const ask = (handle: Libsql.Database, pragma: string): number =>
  (handle.prepare(`PRAGMA ${pragma}`).raw().get() as [number])[0]

function releaseSpace(handle: Libsql.Database, isGoingOn: boolean): boolean {
  const free = ask(handle, 'freelist_count')
  const isMuch = free > FREE_PAGES_MAX && free > FREE_SHARE_MAX * ask(handle, 'page_count')
  if (free === 0 || (!isGoingOn && !isMuch)) return false
  const INCREMENTAL = 2
  if (ask(handle, 'auto_vacuum') === INCREMENTAL) {
    handle.exec(`PRAGMA incremental_vacuum(${RELEASED_PAGES})`)
    return ask(handle, 'freelist_count') > 0
  }
  // Made by an earlier version: written anew once, from then on it can give pages back.
  handle.exec('PRAGMA auto_vacuum = INCREMENTAL; VACUUM')
  return false
}
