/**
 * @file One process writes to a project at a time. The lock is a SQLite file held in an exclusive transaction: the operating system frees it
 * when the process ends, however it ends. The name of its holder is in a file beside it, for the message only.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import Libsql from 'libsql'
import { AttuneError } from '../../base/errors.ts'
import { asStoreError, isBusy } from './sqlite-errors.ts'
import { type LockHolder, storeLocked } from './errors.ts'

/** Counts: held until it is released as often as it was acquired. */
export interface WriterLock {
  /** @throws STORE_LOCKED, STORE_READ_ONLY */
  readonly acquire: () => void
  /** @returns false where another process holds it, or the folder cannot be written to */
  readonly tryAcquire: () => boolean
  readonly release: () => void
  /** Whether this process may have written. */
  readonly hasBeenHeld: () => boolean
  /** Frees it, whoever holds it here. */
  readonly close: () => void
}

/** What ':memory:' projects have: nobody else can write there. */
export const unsharedLock = (): WriterLock => ({
  acquire: () => undefined,
  tryAcquire: () => true,
  release: () => undefined,
  hasBeenHeld: () => false,
  close: () => undefined,
})

/** @param folder the `.attune` folder */
export function createWriterLock(folder: string): WriterLock {
  const path = join(folder, 'writer.lock')
  // Never opened by the file system's own calls: closing any descriptor of a file drops POSIX locks that this process has on it.
  const holderPath = join(folder, 'writer.json')
  let handle: Libsql.Database | undefined
  let holders = 0
  let hasBeenHeld = false

  const acquire = (): void => {
    if (holders === 0) {
      const opened = (handle ??= openLock(path))
      try {
        opened.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE')
      } catch (error) {
        throw isBusy(error) ? storeLocked({ folder, ...readHolder(holderPath) }) : asStoreError(error, path)
      }
      try {
        const holder: LockHolder = { pid: process.pid, host: hostname(), startedAt: new Date().toISOString() }
        writeFileSync(holderPath, `${JSON.stringify(holder)}\n`)
      } catch (error) {
        opened.exec('ROLLBACK')
        throw asStoreError(error, holderPath)
      }
    }
    holders++
    hasBeenHeld = true
  }
  const tryAcquire = (): boolean => {
    try {
      acquire()
      return true
    } catch {
      return false
    }
  }
  return {
    acquire,
    tryAcquire,
    release: () => {
      if (--holders === 0) handle?.exec('ROLLBACK')
    },
    hasBeenHeld: () => hasBeenHeld,
    close: () => {
      if (holders > 0) handle?.exec('ROLLBACK')
      holders = 0
      handle?.close()
      handle = undefined
    },
  }
}

function openLock(path: string): Libsql.Database {
  try {
    return new Libsql(path)
  } catch (error) {
    throw asStoreError(error, path)
  }
}

function readHolder(path: string): { readonly holder: LockHolder | undefined; readonly isOurs: boolean } {
  try {
    const holder = JSON.parse(readFileSync(path, 'utf8')) as LockHolder
    return { holder, isOurs: holder.pid === process.pid && holder.host === hostname() }
  } catch {
    // It is being written, or a copy of the project came without it: the lock itself is what counts.
    return { holder: undefined, isOurs: false }
  }
}

const WAIT_MS = 100
/** An import in another process may take minutes; one that takes longer is reported. */
const WAIT_MAX_MS = 60_000

/** For work that took long to prepare: it is not discarded just because another process is writing. @throws STORE_LOCKED */
export async function acquireWhenFree(lock: WriterLock, signal: AbortSignal | undefined): Promise<void> {
  for (let waitedMs = 0; ; waitedMs += WAIT_MS) {
    signal?.throwIfAborted()
    try {
      return lock.acquire()
    } catch (error) {
      const isHeld = error instanceof AttuneError && error.code === 'STORE_LOCKED'
      if (!isHeld || waitedMs >= WAIT_MAX_MS) throw error
      await sleep(WAIT_MS)
    }
  }
}
