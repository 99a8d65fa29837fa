/** @file Files, folders and streams -> documents, each with its place and a unique id. */
import type { Readable } from 'node:stream'
import { checkOptions, type OptionNames } from '../base/check-options.ts'
import type { AttuneError } from '../base/errors.ts'
import type { WorkOptions } from '../base/progress.ts'
import { idDuplicate, nothingToRead } from './errors.ts'
import { knownExtensions } from './formats.ts'
import type { Place } from './place.ts'
import { isFolder, nameOf, type ReadOptions, readSource } from './read-source.ts'
import type { LocatedDocument } from './row.ts'
import { createIdHash, createSeenIds } from './seen-ids.ts'

export type { SkippedFile } from './folder-files.ts'
export type { ReadOptions } from './read-source.ts'
export type { LocatedDocument } from './row.ts'

type Source = string | Readable
type Options = ReadOptions & WorkOptions

const optionNames: OptionNames<Options> = {
  idField: true,
  format: true,
  name: true,
  root: true,
  charset: true,
  onSkip: true,
  onProblem: true,
  onProgress: true,
  signal: true,
}

const PROGRESS_EVERY = 1000

/**
 * Documents in source order, held one row (Parquet: one row group) at a time, so memory does not grow with the file; duplicate ids are found with
 * about 20 bytes for each document, across all sources.
 *
 * Rows of jsonl, ndjson, json, csv, tsv and parquet are documents; every column but the id is a field, and a cell of csv or tsv is the text that
 * stands there (an empty one is no field). A file of md, markdown, html, htm or txt is one document with the fields `title`, `text` and `path`
 * (and `metadata`: front matter), whose id is its path relative to `root`. All but parquet may be packed as `.gz`. A folder with corpus.jsonl gives
 * its corpus, another folder all its files but json, sorted. A file that several sources lead to is read once.
 *
 * @param sources path of a file or folder, a stream of bytes or text, or several of these
 * @throws DATA_* with file and line (or row): see errors.ts; BASE_OPTION_UNKNOWN; the signal's reason
 */
export async function* readDocuments(
  sources: Source | readonly Source[],
  options: Options = {},
): AsyncGenerator<LocatedDocument> {
  checkOptions('readDocuments', options, optionNames)
  const { signal, onProgress } = options
  const list: readonly Source[] = Array.isArray(sources) ? (sources as readonly Source[]) : [sources as Source]
  const duplicates = createDuplicateSearch(list, options)
  let done = 0
  for await (const { document, index } of readAll(list, options)) {
    signal?.throwIfAborted()
    const first = await duplicates.earlier(document, { ordinal: done, index })
    if (first !== undefined) throw idDuplicate({ id: document.id, first, second: document.place })
    done++
    if (done % PROGRESS_EVERY === 0) onProgress?.({ stage: 'reading', done, unit: 'documents' })
    yield document
  }
  onProgress?.({ stage: 'reading', done, total: done, unit: 'documents' })
}

interface FromSource {
  readonly document: LocatedDocument
  /** Which of the sources it is from. */
  readonly index: number
}

/** @throws DATA_NOTHING_TO_READ for a source without documents, or what was wrong with the first of its files */
async function* readAll(sources: readonly Source[], options: Options): AsyncGenerator<FromSource> {
  const filesRead = new Set<string>()
  let total = 0
  let firstProblem: AttuneError | undefined
  const onProblem =
    options.onProblem &&
    ((problem: AttuneError): void => {
      firstProblem ??= problem
      options.onProblem?.(problem)
    })
  for (const [index, source] of sources.entries()) {
    const [filesBefore, totalBefore] = [filesRead.size, total]
    const state = { filesRead, hasOtherSources: sources.length > 1 }
    for await (const document of readSource(source, { ...options, onProblem }, state)) {
      total++
      yield { document, index }
    }
    const isTold = firstProblem !== undefined || (options.onSkip !== undefined && sources.length > 1)
    const isRepeated = typeof source === 'string' && index > 0 && filesRead.size === filesBefore
    if (total === totalBefore && !isTold && !isRepeated) throw await nothingIn(source, options)
  }
  if (total === 0) throw firstProblem ?? (await nothingIn(sources[0] ?? '', options))
}

async function nothingIn(source: Source, options: Options): Promise<AttuneError> {
  const known = typeof source === 'string' && (await isFolder(source)) ? { known: knownExtensions } : {}
  return nothingToRead({ source: nameOf(source, options), ...known })
}

interface DuplicateSearch {
  /** @returns the place of the earlier document with the same id */
  readonly earlier: (
    document: LocatedDocument,
    at: { readonly ordinal: number; readonly index: number },
  ) => Promise<Place | undefined>
}

/**
 * Files are read again to distinguish a duplicate from two ids with the same 64-bit hash. A stream cannot be: there a second, independent hash decides, and only
 * the ordinal of the first is known.
 */
function createDuplicateSearch(sources: readonly Source[], options: Options): DuplicateSearch {
  const seen = createSeenIds()
  const streams = sources.filter((source) => typeof source !== 'string')
  const seenToo = streams.length === 0 ? undefined : createSeenIds(createIdHash(1))
  /** How many documents there were before each source. */
  const starts: number[] = []
  return {
    earlier: async ({ id }, { ordinal, index }) => {
      while (starts.length <= index) starts.push(ordinal)
      const others = seenToo?.add(id, ordinal)
      const suspects = seen.add(id, ordinal).filter((suspect) => others?.includes(suspect) ?? true)
      for (const suspect of suspects) {
        const from = starts.findLastIndex((start) => start <= suspect)
        const source = sources[from]
        const row = suspect - (starts[from] ?? 0)
        if (typeof source === 'object') return { file: nameOf(source, options), row: row + 1 }
        const found = await findAgain(sources, options, { id, row, from })
        if (found !== undefined) return found
      }
      return undefined
    },
  }
}

/** Sources before it are read again only where they decide which files this one still has to read. */
async function findAgain(
  sources: readonly Source[],
  options: Options,
  { id, row, from }: { readonly id: string; readonly row: number; readonly from: number },
): Promise<Place | undefined> {
  const quiet = { ...options, onSkip: undefined, onProblem: options.onProblem && (() => undefined) }
  const filesRead = new Set<string>()
  for (const [index, source] of sources.slice(0, from + 1).entries()) {
    if (typeof source !== 'string') continue
    let at = 0
    for await (const document of readSource(source, quiet, { filesRead, hasOtherSources: sources.length > 1 })) {
      if (index === from && at++ === row) return document.id === id ? document.place : undefined
    }
  }
  return undefined
}
