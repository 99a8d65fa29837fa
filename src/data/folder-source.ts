/**
 * @file A folder as something to keep a collection in step with: its documents as they are now, each with the file that it is from. Pages are
 * told apart by their bytes, and are parsed only if that is asked for.
 */
import { createHash } from 'node:crypto'
import { relative, sep } from 'node:path'
import { AttuneError } from '../base/errors.ts'
import { version } from '../base/version.ts'
import type { FieldValue } from './document.ts'
import { CORPUS_FILE, findDatasetFile, type FolderFile, listFolder, type OnSkip } from './folder-files.ts'
import { formatOf, FORMATS } from './formats.ts'
import { createPageIds } from './page-id.ts'
import type { Place } from './place.ts'
import { isFolder, pageFields, readPageBytes, toDocuments } from './read-source.ts'

type Fields = Readonly<Record<string, FieldValue>>

export interface SourceDocument {
  readonly id: string
  /** Of pages a function that parses them; undefined where there is nothing in one. */
  readonly fields: Fields | (() => Promise<Fields | undefined>)
  /** Of pages: what tells their content from another. */
  readonly version?: string
  /** The file, by its path within the folder. */
  readonly part: string
  readonly place: Place
}

export interface FolderSource {
  /** The folder (or the file), relative to the root. */
  readonly name: string
  readonly documents: () => AsyncGenerator<SourceDocument>
  /** When the documents have been read: whether this file is there and what is in it is not known. */
  readonly isUnread: (part: string | undefined) => boolean
}

export interface FolderSourceOptions {
  readonly root: string
  readonly idField?: string | undefined
  readonly charset?: string | undefined
  readonly onSkip?: OnSkip | undefined
  /** Told of each file that cannot be read. */
  readonly onProblem: (problem: AttuneError) => void
  readonly signal?: AbortSignal | undefined
}

/** Why a path gives nothing although there may be something. */
const UNKNOWN_REASONS: ReadonlySet<string> = new Set(['unreadable folder', 'broken link'])

/** @throws DATA_SOURCE_NOT_FOUND, DATA_SOURCE_UNREADABLE; also when the documents are read */
export async function openFolderSource(path: string, options: FolderSourceOptions): Promise<FolderSource> {
  const isDirectory = await isFolder(path)
  const idOf = await createPageIds(path, { root: options.root, isFolder: isDirectory })
  const unread = new Set<string>()
  const onSkip: OnSkip = (skipped) => {
    if (UNKNOWN_REASONS.has(skipped.reason)) unread.add(relative(path, skipped.path).split(sep).join('/'))
    options.onSkip?.(skipped)
  }
  return {
    name: idOf() === '' ? '.' : idOf(),
    documents: async function* () {
      unread.clear()
      for await (const file of filesOf(path, { isDirectory: await isFolder(path), onSkip })) {
        options.signal?.throwIfAborted()
        try {
          yield* documentsOf(file, { ...options, onSkip, id: isDirectory ? idOf(file.name) : idOf() })
        } catch (error) {
          if (!(error instanceof AttuneError)) throw error
          unread.add(file.name)
          options.onProblem(error)
        }
      }
    },
    isUnread: (part = '') => [...unread].some((name) => part === name || part.startsWith(`${name}/`)),
  }
}

async function* filesOf(
  path: string,
  { isDirectory, onSkip }: { readonly isDirectory: boolean; readonly onSkip: OnSkip },
): AsyncGenerator<FolderFile> {
  const corpus = isDirectory ? findDatasetFile(path, CORPUS_FILE) : undefined
  if (corpus !== undefined) yield { path: corpus, name: CORPUS_FILE, format: 'jsonl' }
  else if (isDirectory) yield* listFolder(path, { onSkip })
  else yield { path, name: '', format: formatOf(path) }
}

type FileOptions = FolderSourceOptions & { readonly id: string }

async function* documentsOf(
  { path, name: part, format: formatName }: FolderFile,
  options: FileOptions,
): AsyncGenerator<SourceDocument> {
  const { id, charset, signal } = options
  const format = FORMATS[formatName]
  if (format.kind === 'rows' || format.kind === 'file') {
    const rows = format.kind === 'rows' ? (await format.load())(path, options) : (await format.load())(path)
    let count = 0
    for await (const document of toDocuments(rows, options)) {
      count++
      yield { ...document, part }
    }
    if (count === 0) options.onSkip?.({ path, reason: 'empty' })
    return
  }
  const bytes = await readPageBytes(path, signal)
  const fields = async (): Promise<Fields | undefined> => {
    const found = await pageFields(bytes, { path, id, charset, format: formatName })
    if (found === undefined) options.onSkip?.({ path, reason: 'empty' })
    return found
  }
  yield { id, fields, version: versionOf(bytes, `${formatName} ${charset ?? ''}`), part, place: { file: path } }
}

/** Another version of this package may read the same page otherwise. */
const versionOf = (bytes: Uint8Array, reading: string): string =>
  createHash('sha256').update(`${version} ${reading}\n`).update(bytes).digest('base64')
