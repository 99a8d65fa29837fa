/** @file Files, folders and streams -> documents, each with the place it stood at. */
import { stat } from 'node:fs/promises'
import { basename, normalize } from 'node:path'
import type { Readable } from 'node:stream'
import type { WorkOptions } from '../base/progress.ts'
import { readAllBytes } from './byte-source.ts'
import type { FieldValue } from './document.ts'
import { formatNeedsFile, idDuplicate, nothingToRead, sourceNotFound, sourceUnreadable } from './errors.ts'
import { listFolder } from './folder-files.ts'
import { formatOf, FORMATS, type FormatName, knownExtensions, streamFormats } from './formats.ts'
import { decodeUtf8 } from './lines.ts'
import { createRowReader, type LocatedDocument, type Row } from './row.ts'
import { createIdHash, createSeenIds } from './seen-ids.ts'

export type { LocatedDocument } from './row.ts'

export interface ReadOptions {
  /** The field that names a document; default `_id`, else `id`, whichever the first row has. */
  readonly idField?: string | undefined
  /** Default: what the extension tells; `jsonl` for streams. Of a folder, only files of this format are read. */
  readonly format?: FormatName | undefined
  /** What errors call a stream, default `<stream>`. */
  readonly name?: string
}

type Options = ReadOptions & WorkOptions

/** A page larger than this is no page. */
const PAGE_BYTES_MAX = 2 ** 26

const PROGRESS_EVERY = 1000

/**
 * Documents in source order, held one row (Parquet: one row group) at a time, so memory does not grow with the file; duplicate ids are found with
 * about 20 bytes for each document.
 *
 * Rows of jsonl, ndjson, json, csv, tsv and parquet are documents; every column but the id is a field. A file of md, markdown, html, htm or txt is
 * one document with the fields `title`, `text` and `path` (and `metadata`: front matter), whose id is its path: within the folder, or as given.
 * All but parquet may be packed as `.gz`. A folder with corpus.jsonl gives its corpus, another folder all its files but json, sorted.
 *
 * @param source path of a file or folder, or a stream of bytes or text
 * @throws DATA_* with file and line (or row): see errors.ts; the signal's reason
 */
export async function* readDocuments(
  source: string | Readable,
  options: Options = {},
): AsyncGenerator<LocatedDocument> {
  const { signal, onProgress } = options
  const findEarlier = createDuplicateSearch(source, options)
  let done = 0
  for await (const document of readSource(source, options)) {
    signal?.throwIfAborted()
    const suspects = findEarlier.suspects(document.id, done)
    const first = suspects.length === 0 ? undefined : await findEarlier.confirm(document, suspects)
    if (first !== undefined) throw idDuplicate({ id: document.id, first: first.place, second: document.place })
    done++
    if (done % PROGRESS_EVERY === 0) onProgress?.({ stage: 'reading', done, unit: 'documents' })
    yield document
  }
  if (done === 0) {
    const isFolder = typeof source === 'string' && (await stat(source)).isDirectory()
    throw nothingToRead({ source: nameOf(source, options), ...(isFolder ? { known: knownExtensions } : {}) })
  }
  onProgress?.({ stage: 'reading', done, total: done, unit: 'documents' })
}

interface DuplicateSearch {
  readonly suspects: (id: string, ordinal: number) => readonly number[]
  readonly confirm: (document: LocatedDocument, suspects: readonly number[]) => Promise<Located | undefined>
}

type Located = Pick<LocatedDocument, 'place'>

/**
 * Files are read again to tell a duplicate from two ids with one 64-bit hash. A stream cannot be: there a second, independent hash decides, and only
 * the ordinal of the first is known.
 */
function createDuplicateSearch(source: string | Readable, options: Options): DuplicateSearch {
  const seen = createSeenIds()
  if (typeof source === 'string')
    return {
      suspects: seen.add,
      confirm: (document, suspects) => findAgain(readSource(source, options), { id: document.id, suspects }),
    }
  const seenToo = createSeenIds(createIdHash(1))
  const file = nameOf(source, options)
  return {
    suspects: (id, ordinal) => {
      const others = seenToo.add(id, ordinal)
      return seen.add(id, ordinal).filter((suspect) => others.includes(suspect))
    },
    confirm: (_document, [first]) =>
      Promise.resolve(first === undefined ? undefined : { place: { file, row: first + 1 } }),
  }
}

async function findAgain(
  documents: AsyncIterable<LocatedDocument>,
  { id, suspects }: { readonly id: string; readonly suspects: readonly number[] },
): Promise<Located | undefined> {
  const last = Math.max(...suspects)
  let ordinal = 0
  for await (const document of documents) {
    if (suspects.includes(ordinal) && document.id === id) return document
    if (ordinal++ === last) break
  }
}

const nameOf = (source: string | Readable, { name = '<stream>' }: ReadOptions): string =>
  typeof source === 'string' ? source : name

async function* readSource(source: string | Readable, options: Options): AsyncGenerator<LocatedDocument> {
  if (typeof source !== 'string') yield* readStream(source, options)
  else if (await isFolder(source)) {
    for await (const { path, name, format } of listFolder(source)) {
      if (options.format === undefined || options.format === format)
        yield* readFile(path, { ...options, format, id: name })
    }
  } else {
    const id = normalize(source).replaceAll('\\', '/')
    yield* readFile(source, { ...options, format: options.format ?? formatOf(source), id })
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory()
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') throw sourceNotFound({ path }, error)
    throw sourceUnreadable({ file: path, reason: message }, error)
  }
}

async function* readStream(source: Readable, options: Options): AsyncGenerator<LocatedDocument> {
  const name = options.format ?? 'jsonl'
  const format = FORMATS[name]
  if (format.kind !== 'rows')
    throw formatNeedsFile({ source: nameOf(source, options), format: name, known: streamFormats })
  const read = await format.load()
  yield* toDocuments(read(source, options), options)
}

async function* readFile(
  path: string,
  { id, ...options }: Options & { readonly id: string; readonly format: FormatName },
): AsyncGenerator<LocatedDocument> {
  const format = FORMATS[options.format]
  if (format.kind === 'rows') yield* toDocuments((await format.load())(path, options), options)
  else if (format.kind === 'file') yield* toDocuments((await format.load())(path), options)
  else {
    const bytes = await readAllBytes(path, { signal: options.signal, bytesMax: PAGE_BYTES_MAX })
    const source = decodeUtf8(bytes, { file: path, line: 1 }).replaceAll('\r\n', '\n')
    if (source.trim() === '') return
    const { title = stemOf(id), text, metadata } = (await format.load())(source, path)
    const fields: Record<string, FieldValue> = {
      title,
      text,
      path: id,
      ...(metadata === undefined ? {} : { metadata }),
    }
    yield { id, fields, place: { file: path } }
  }
}

/** `guides/first-steps.md` -> `first-steps` */
const stemOf = (path: string): string =>
  basename(path)
    .replace(/\.gz$/i, '')
    .replace(/\.[^.]+$/, '')

async function* toDocuments(rows: AsyncIterable<Row>, { idField }: ReadOptions): AsyncGenerator<LocatedDocument> {
  const read = createRowReader(idField)
  for await (const row of rows) yield read(row)
}
