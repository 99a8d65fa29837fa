/**
 * @file One process writes to a project at a time. The lock is a SQLite file held in an exclusive transaction: the operating system frees it
 * when the process ends, however it ends. Who holds it stands in a file beside it, for the message only.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import Libsql from 'libsql'
import { asStoreError, isBusy } from './sqlite-errors.ts'
import { type LockHolder, storeLocked } from './errors.ts'

export interface WriterLock {
  readonly isHeld: () => boolean
  /** Does nothing when it is held already. @throws STORE_LOCKED, STORE_READ_ONLY */
  readonly acquire: () => void
  /** @returns false where another process holds it, or the folder cannot be written to */
  readonly tryAcquire: () => boolean
  readonly release: () => void
}

/** What ':memory:' projects have: nobody else can write there. */
export const unsharedLock = (): WriterLock => ({
  isHeld: () => true,
  acquire: () => undefined,
  tryAcquire: () => true,
  release: () => undefined,
})

/** @param folder the `.attune` folder */
export function createWriterLock(folder: string): WriterLock {
  const path = join(folder, 'writer.lock')
  // Never opened by the file system's own calls: closing any descriptor of a file drops POSIX locks that this process has on it.
  const holderPath = join(folder, 'writer.json')
  let handle: Libsql.Database | undefined

  const acquire = (): void => {
    if (handle !== undefined) return
    const taken = take(path, () => storeLocked({ folder, holder: readHolder(holderPath) }))
    handle = taken
    try {
      const holder: LockHolder = { pid: process.pid, host: hostname(), startedAt: new Date().toISOString() }
      writeFileSync(holderPath, `${JSON.stringify(holder)}\n`)
    } catch (error) {
      release()
      throw asStoreError(error, holderPath)
    }
  }
  const release = (): void => {
    const held = handle
    handle = undefined
    if (held === undefined) return
    held.exec('ROLLBACK')
    held.close()
  }
  const tryAcquire = (): boolean => {
    try {
      acquire()
      return true
    } catch {
      return false
    }
  }
  return { isHeld: () => handle !== undefined, acquire, tryAcquire, release }
}

function take(path: string, refuse: () => Error): Libsql.Database {
  let handle: Libsql.Database | undefined
  try {
    handle = new Libsql(path)
    handle.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE')
    return handle
  } catch (error) {
    handle?.close()
    throw isBusy(error) ? refuse() : asStoreError(error, path)
  }
}

function readHolder(path: string): LockHolder | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as LockHolder
  } catch {
    // It is being written, or a copy of the project came without it: the lock itself is what counts.
    return undefined
  }
}
