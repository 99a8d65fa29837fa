/** @file What can go wrong with the files of a project, its database and its lock: one factory for each error. */
import { AttuneError } from '../../base/errors.ts'

export const projectNotFound = (details: { readonly start: string }): AttuneError =>
  new AttuneError({
    code: 'STORE_PROJECT_NOT_FOUND',
    kind: 'not-found',
    message: `There is no project at "${details.start}": there is no .attune folder in it.`,
    hint: 'Create one by adding documents (attune add; in code openProject(folder, { create: true })), or name the folder that has .attune in it (--project).',
    details,
  })

export const writeInView = (details: { readonly collection: string }): AttuneError =>
  new AttuneError({
    code: 'STORE_WRITE_IN_VIEW',
    kind: 'invalid-input',
    message: `The collection "${details.collection}" cannot be changed or closed from within read(): a change waits until open views have ended.`,
    hint: 'Return from read() what is to be written, and write afterwards.',
    details,
  })

/** The process that writes to a project, as it identified itself. */
export interface LockHolder {
  readonly pid: number
  readonly host: string
  /** ISO time. */
  readonly startedAt: string
}

/** @param details.isOurs whether the holder is this process itself */
export const storeLocked = (details: {
  readonly folder: string
  readonly holder: LockHolder | undefined
  readonly isOurs: boolean
}): AttuneError => {
  const { folder, holder, isOurs } = details
  const who =
    holder === undefined ? 'Another process' : `Process ${holder.pid} on ${holder.host} (since ${holder.startedAt})`
  if (isOurs && holder !== undefined)
    return new AttuneError({
      code: 'STORE_LOCKED',
      kind: 'overloaded',
      message: `This process (${holder.pid}) has the project at "${folder}" open more than once, and is writing through another of its openings; one writes at a time.`,
      hint: 'Open a project once in a process and share it, or wait until the other write has ended.',
      details,
    })
  return new AttuneError({
    code: 'STORE_LOCKED',
    kind: 'overloaded',
    message: `${who} is writing to the project at "${folder}"; only one process writes at a time.`,
    hint: 'Try again when its write has ended; searching needs no lock. The lock is also released when that process ends.',
    details,
  })
}

export const storeReadOnly = (details: { readonly place: string; readonly cause?: unknown }): AttuneError =>
  new AttuneError({
    code: 'STORE_READ_ONLY',
    kind: 'invalid-input',
    message: `"${details.place}" cannot be written to.`,
    hint: 'Give this user the right to write to the folder and everything in it, or name another folder (--project).',
    details: { place: details.place },
    cause: details.cause,
  })

export const diskFull = (details: { readonly place: string; readonly cause?: unknown }): AttuneError =>
  new AttuneError({
    code: 'STORE_DISK_FULL',
    kind: 'external',
    message: `No space is left where "${details.place}" is; what was acknowledged before is safe.`,
    hint: 'Free space on that disk, then run the same command again: it continues where it stopped.',
    details: { place: details.place },
    cause: details.cause,
  })

export const writeRefused = (details: { readonly place: string; readonly cause?: unknown }): AttuneError =>
  new AttuneError({
    code: 'STORE_WRITE_REFUSED',
    kind: 'external',
    message: `The disk took no more of "${details.place}": a quota or a limit on the size of files is reached, or the disk fails; what was acknowledged before is safe.`,
    hint: 'Check quotas, limits (ulimit -f) and the disk, then run the same command again: it continues where it stopped.',
    details: { place: details.place },
    cause: details.cause,
  })

export const databaseDamaged = (details: { readonly place: string; readonly cause?: unknown }): AttuneError =>
  new AttuneError({
    code: 'STORE_DATABASE_DAMAGED',
    kind: 'corrupt',
    message: `The database "${details.place}" is damaged, or is not a database.`,
    hint: 'Restore it from a backup, or delete its .attune folder and add the documents again.',
    details: { place: details.place },
    cause: details.cause,
  })

export const databaseGone = (details: { readonly place: string; readonly indexes: string }): AttuneError =>
  new AttuneError({
    code: 'STORE_DATABASE_GONE',
    kind: 'corrupt',
    message: `The database "${details.place}" is missing or empty, though "${details.indexes}" holds indexes of its documents.`,
    hint: 'Restore it from a backup, or delete its .attune folder and add the documents again: indexes hold no documents.',
    details,
  })

export const databaseBusy = (details: { readonly place: string; readonly cause?: unknown }): AttuneError =>
  new AttuneError({
    code: 'STORE_BUSY',
    kind: 'overloaded',
    message: `The database "${details.place}" stayed locked by another process for too long.`,
    hint: 'Try again; close programs that keep a transaction open on it, such as a SQLite shell.',
    details: { place: details.place },
    cause: details.cause,
  })

export const databaseFailed = (details: { readonly place: string; readonly cause: unknown }): AttuneError =>
  new AttuneError({
    code: 'STORE_DATABASE_FAILED',
    kind: 'external',
    message: `The database "${details.place}" failed: ${details.cause instanceof Error ? details.cause.message : String(details.cause)}.`,
    hint: 'Check that the folder exists, is on a local disk and belongs to this user.',
    details: { place: details.place },
    cause: details.cause,
  })

export const databaseNewer = (details: {
  readonly place: string
  readonly version: number
  readonly versionKnown: number
}): AttuneError =>
  new AttuneError({
    code: 'STORE_DATABASE_NEWER',
    kind: 'unsupported',
    message: `"${details.place}" has format ${details.version}; this version of Attune knows formats up to ${details.versionKnown}.`,
    hint: 'Update Attune to the version that wrote the project.',
    details,
  })
