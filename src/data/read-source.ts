/** @file One file, folder or stream -> documents, each with its place. */
import { realpath, stat } from 'node:fs/promises'
import { basename, join, parse } from 'node:path'
import type { Readable } from 'node:stream'
import { AttuneError, invariant } from '../base/errors.ts'
import type { WorkOptions } from '../base/progress.ts'
import { collectBytes, readBytes } from './byte-source.ts'
import { pageToUtf8 } from './charset.ts'
import type { FieldValue } from './document.ts'
import { formatNeedsFile, sourceNotFound, sourceUnreadable } from './errors.ts'
import { CORPUS_FILE, findDatasetFile, listFolder, type OnSkip } from './folder-files.ts'
import { formatOf, FORMATS, type FormatName, isPageFormat, streamFormats } from './formats.ts'
import { decodeUtf8 } from './lines.ts'
import { createPageIds } from './page-id.ts'
import type { Page } from './page.ts'
import { createRowReader, type LocatedDocument, type Row } from './row.ts'

export interface ReadOptions {
  /** The field that identifies a document. Default: `_id` or `id`, whichever the first row has. */
  readonly idField?: string | undefined
  /** Default: by the extension; `jsonl` for streams. From a folder, only files of this format are read. */
  readonly format?: FormatName | undefined
  /** Name of a stream in errors. Default: `<stream>`. */
  readonly name?: string | undefined
  /** Ids of pages are paths relative to this folder. Default: the folder that holds the source, so that `docs` gives `docs/a.md`. */
  readonly root?: string | undefined
  /** Charset of text that is neither UTF-8 nor recognizably UTF-16 and does not declare one (HTML), such as `windows-1252`. */
  readonly charset?: string | undefined
  /** Called for each file of a folder that yields no document. */
  readonly onSkip?: OnSkip | undefined
  /** Called with the problem of one file of a folder (or one of several pages), and reading continues. Default: the error is thrown. */
  readonly onProblem?: ((problem: AttuneError) => void) | undefined
}

export type SourceOptions = ReadOptions & Pick<WorkOptions, 'signal'>

/** Several sources are read as one. */
export interface SourceState {
  /** Real paths of files that have been read: a file that two sources lead to is read once. */
  readonly filesRead: Set<string>
  readonly hasOtherSources: boolean
}

/** A larger file is not treated as a page. */
const PAGE_BYTES_MAX = 2 ** 26

export const nameOf = (source: string | Readable, { name = '<stream>' }: SourceOptions): string =>
  typeof source === 'string' ? source : name

/** @throws DATA_* with file and line (or row): see errors.ts */
export async function* readSource(
  source: string | Readable,
  options: SourceOptions,
  state: SourceState,
): AsyncGenerator<LocatedDocument> {
  if (typeof source !== 'string') yield* readStream(source, options)
  else if (await isFolder(source)) yield* readFolder(source, options, state)
  else {
    const format = options.format ?? formatOf(source)
    const id = (await createPageIds(source, { root: options.root, isFolder: false }))()
    const isOneOfMany = state.hasOtherSources && isPageFormat(format)
    if (await isNew(source, state))
      yield* leaveBehind(readFile(source, { ...options, format, id }), options, isOneOfMany)
  }
}

async function* readFolder(
  folder: string,
  options: SourceOptions,
  state: SourceState,
): AsyncGenerator<LocatedDocument> {
  const corpus = findDatasetFile(folder, CORPUS_FILE)
  if (corpus !== undefined) {
    if (await isNew(corpus, state)) yield* readFile(corpus, { ...options, format: 'jsonl', id: CORPUS_FILE })
    return
  }
  const idOf = await createPageIds(folder, { root: options.root, isFolder: true })
  for await (const { path, name, format } of listFolder(folder, options)) {
    if (await isNew(path, state))
      yield* leaveBehind(readFile(path, { ...options, format, id: idOf(name) }), options, true)
  }
}

export async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory()
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') throw sourceNotFound({ path }, error)
    throw sourceUnreadable({ file: path, reason: message }, error)
  }
}

/** Different links to one file within a folder are different documents. */
async function isNew(path: string, { filesRead }: SourceState): Promise<boolean> {
  const { dir, base } = parse(path)
  const real = join(await realpath(dir === '' ? '.' : dir).catch(() => dir), base)
  if (filesRead.has(real)) return false
  filesRead.add(real)
  return true
}

/** A problem with one of many files does not stop the others. */
async function* leaveBehind(
  documents: AsyncGenerator<LocatedDocument>,
  { onProblem }: SourceOptions,
  isOneOfMany: boolean,
): AsyncGenerator<LocatedDocument> {
  try {
    yield* documents
  } catch (error) {
    if (onProblem === undefined || !isOneOfMany || !(error instanceof AttuneError)) throw error
    onProblem(error)
  }
}

async function* readStream(source: Readable, options: SourceOptions): AsyncGenerator<LocatedDocument> {
  const name = options.format ?? 'jsonl'
  const format = FORMATS[name]
  if (format.kind !== 'rows')
    throw formatNeedsFile({ source: nameOf(source, options), format: name, known: streamFormats })
  const read = await format.load()
  yield* toDocuments(read(source, options), options)
}

type FileOptions = SourceOptions & { readonly id: string; readonly format: FormatName }

async function* readFile(path: string, options: FileOptions): AsyncGenerator<LocatedDocument> {
  const format = FORMATS[options.format]
  let count = 0
  const documents =
    format.kind === 'rows'
      ? toDocuments((await format.load())(path, options), options)
      : format.kind === 'file'
        ? toDocuments((await format.load())(path), options)
        : readPage(path, options)
  for await (const document of documents) {
    count++
    yield document
  }
  if (count === 0) options.onSkip?.({ path, reason: 'empty' })
}

async function* readPage(path: string, { id, format, charset, signal }: FileOptions): AsyncGenerator<LocatedDocument> {
  const bytes = await readPageBytes(path, signal)
  const fields = await pageFields(bytes, { path, id, charset, format })
  if (fields !== undefined) yield { id, fields, place: { file: path } }
}

export const readPageBytes = async (path: string, signal: AbortSignal | undefined): Promise<Buffer> =>
  collectBytes(readBytes(path, { signal }), { file: path, bytesMax: PAGE_BYTES_MAX })

interface PageFile {
  readonly path: string
  readonly id: string
  readonly charset: string | undefined
  readonly format: FormatName
}

/** @returns undefined where there is nothing in it */
export async function pageFields(
  bytes: Buffer,
  file: PageFile,
): Promise<Readonly<Record<string, FieldValue>> | undefined> {
  const { path, id } = file
  const { title, text, metadata } = (await parsePage(bytes, file)) ?? { title: undefined, text: '' }
  if (title === undefined && text.trim() === '' && metadata === undefined) return undefined
  return { title: title ?? stemOf(path), text, path: id, ...(metadata === undefined ? {} : { metadata }) }
}

async function parsePage(bytes: Buffer, { path, charset, format: name }: PageFile): Promise<Page | undefined> {
  const format = FORMATS[name]
  if (format.kind === 'packed page') return bytes.length === 0 ? undefined : (await format.load())(bytes, path)
  invariant(format.kind === 'page', `${name} is a format of pages`)
  const utf8 = pageToUtf8(bytes, { file: path, charset, isHtml: name === 'html' })
  const source = decodeUtf8(utf8, { file: path, line: 1 }).replaceAll('\r\n', '\n')
  return source.trim() === '' ? undefined : (await format.load())(source, path)
}

/** `guides/first-steps.md` -> `first-steps` */
const stemOf = (path: string): string =>
  basename(path)
    .replace(/\.gz$/i, '')
    .replace(/\.[^.]+$/, '')

export async function* toDocuments(
  rows: AsyncIterable<Row>,
  { idField }: SourceOptions,
): AsyncGenerator<LocatedDocument> {
  const read = createRowReader(idField)
  for await (const row of rows) yield read(row)
}
