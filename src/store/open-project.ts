/** @file Finding and opening projects. */
import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { checkOptions, type OptionNames } from '../base/check-options.ts'
import { atPlace } from './database/sqlite-errors.ts'
import { openCollections } from './collections.ts'
import { type Database, MEMORY, openDatabase } from './database/database.ts'
import { databaseGone, projectNotFound } from './database/errors.ts'
import { openedReadOnly } from './errors.ts'
import type { OpenProjectOptions, Project } from './project.ts'
import { prepareSchema } from './database/schema.ts'
import { createMemoryFolder, openSegmentFolder } from './indexes/segment-folder.ts'
import { createWriterLock, unsharedLock, type WriterLock } from './database/writer-lock.ts'

/** What makes a folder a project. */
const PROJECT_FOLDER = '.attune'
const INDEX_FOLDER = 'index'

/**
 * The nearest folder with `.attune/` in it, from `start` upward, as git looks for `.git`.
 *
 * @returns an absolute path; undefined where there is none up to the root
 */
export function findProject(start: string): string | undefined {
  for (let folder = resolve(start); ; folder = dirname(folder)) {
    if (isFolder(join(folder, PROJECT_FOLDER))) return folder
    if (dirname(folder) === folder) return undefined
  }
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false

const hasContent = (path: string): boolean => (statSync(path, { throwIfNoEntry: false })?.size ?? 0) > 0

/** Where a project keeps vectors that were made before, see `openVectorCache`. */
export const vectorCachePath = ({ folder }: Pick<Project, 'folder'>): string =>
  join(folder, PROJECT_FOLDER, 'vectors.db')

/** Where a project keeps encoders of its own; undefined where it is in memory. */
export const encodersPath = ({ folder }: Pick<Project, 'folder'>): string | undefined =>
  folder === MEMORY ? undefined : join(folder, PROJECT_FOLDER, 'encoders')

const optionNames: OptionNames<OpenProjectOptions> = { create: true, readOnly: true, openEncoder: true, onNotice: true }

/**
 * Opens the project in a folder. Reading needs no lock; a write takes the project's writer lock and frees it when it is done.
 *
 * @param folder the folder that contains, or will contain, `.attune/`; ':memory:' for a project that is discarded when closed
 * @throws STORE_PROJECT_NOT_FOUND, STORE_DATABASE_NEWER, STORE_DATABASE_DAMAGED, STORE_DATABASE_GONE, STORE_READ_ONLY, BASE_OPTION_UNKNOWN
 */
export async function openProject(folder: string, options: OpenProjectOptions = {}): Promise<Project> {
  checkOptions('openProject', options, optionNames)
  if (folder === MEMORY) return openInMemory(options)
  const place = resolve(folder)
  const inner = join(place, PROJECT_FOLDER)
  prepareFolder(place, inner, options)
  const path = join(inner, 'attune.db')
  // All that was written may still be in the log.
  if (!hasContent(path) && !hasContent(`${path}-wal`)) {
    // SQLite would create a new database, and the documents would silently be gone.
    const indexes = join(inner, INDEX_FOLDER)
    if (isFolder(indexes) && readdirSync(indexes).length > 0) throw databaseGone({ place: path, indexes })
    if (options.readOnly === true) throw projectNotFound({ start: place })
  }
  const database = openPrepared(path, options.readOnly ?? false)
  return openCollections({
    ...options,
    folder: place,
    database,
    connect: () => openDatabase(path, { readOnly: options.readOnly ?? false }),
    lock: options.readOnly === true ? readOnlyLock(place) : createWriterLock(inner),
    segmentFolder: (collection) => openSegmentFolder(join(inner, INDEX_FOLDER, collection)),
  })
}

function openInMemory(options: OpenProjectOptions): Project {
  const database = openPrepared(MEMORY, false)
  return openCollections({
    ...options,
    folder: MEMORY,
    database,
    // Another connection would see another database.
    connect: () => ({ ...database, close: () => undefined }),
    lock: unsharedLock(),
    segmentFolder: createMemoryFolder,
  })
}

function prepareFolder(place: string, inner: string, { create = false, readOnly = false }: OpenProjectOptions): void {
  if (isFolder(inner)) return
  if (!create || readOnly) throw projectNotFound({ start: place })
  atPlace(inner, () => {
    mkdirSync(inner, { recursive: true })
    // Indexes are derived and databases cannot be merged: a project does not belong in version control.
    writeFileSync(join(inner, '.gitignore'), '*\n')
  })
}

function openPrepared(path: string, readOnly: boolean): Database {
  const database = openDatabase(path, { readOnly })
  try {
    prepareSchema(database, path)
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

const readOnlyLock = (folder: string): WriterLock => ({
  acquire: () => {
    throw openedReadOnly({ folder })
  },
  tryAcquire: () => false,
  release: () => undefined,
  hasBeenHeld: () => false,
  close: () => undefined,
})
