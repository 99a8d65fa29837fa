/** @file Documents -> a file that reading gives back as they were: JSON lines, packed or not, or Parquet. */
import { rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import type { WorkOptions } from '../base/progress.ts'
import { openFileAtomically } from '../base/write-file.ts'
import { GZIP_EXTENSION } from './byte-source.ts'
import { outputFormatUnknown } from './errors.ts'
import { createRowReader } from './row.ts'
import { readJsonLineRows } from './json-rows.ts'
import { createTableShape, type TableShape } from './parquet-table.ts'
import { formatStoredRow, type StoredRow } from './stored-row.ts'

type Write = (documents: AsyncIterable<StoredRow>, path: string, options: WorkOptions) => Promise<number>

const writers: Readonly<Record<string, Write>> = {
  '.jsonl': writeLines,
  '.ndjson': writeLines,
  [`.jsonl${GZIP_EXTENSION}`]: writeLines,
  [`.ndjson${GZIP_EXTENSION}`]: writeLines,
  '.parquet': writeTable,
}

/**
 * The file is there when all of it is written; a failure, or the signal, leaves what was there before.
 *
 * @returns how many documents were written
 * @throws DATA_OUTPUT_FORMAT_UNKNOWN, the file system's errors, the signal's reason
 */
export async function writeDocuments(
  documents: AsyncIterable<StoredRow>,
  path: string,
  options: WorkOptions = {},
): Promise<number> {
  return writerFor(path)(documents, path, options)
}

/** @throws DATA_OUTPUT_FORMAT_UNKNOWN */
export const checkOutputFormat = (path: string): void => void writerFor(path)

function writerFor(path: string): Write {
  const known = Object.keys(writers)
  const extension = known.find((one) => path.toLowerCase().endsWith(one))
  const write = extension === undefined ? undefined : writers[extension]
  if (write === undefined) throw outputFormatUnknown({ file: path, known })
  return write
}

/** Told of in progress. */
const PROGRESS_EVERY = 1000
/** Written at once. */
const LINES_PER_CHUNK = 256

async function writeLines(
  documents: AsyncIterable<StoredRow>,
  path: string,
  { signal, onProgress }: WorkOptions,
): Promise<number> {
  let done = 0
  async function* chunks(): AsyncGenerator<string> {
    let lines: string[] = []
    for await (const document of documents) {
      lines.push(`${formatStoredRow(document)}\n`)
      if (++done % PROGRESS_EVERY === 0) onProgress?.({ stage: 'writing', done, unit: 'documents' })
      if (lines.length < LINES_PER_CHUNK) continue
      yield lines.join('')
      lines = []
    }
    yield lines.join('')
  }
  const file = openFileAtomically(path)
  const take = async (source: AsyncIterable<Uint8Array | string>): Promise<void> => {
    for await (const chunk of source) file.write(chunk)
  }
  try {
    const source = Readable.from(chunks())
    if (path.toLowerCase().endsWith(GZIP_EXTENSION)) await pipeline(source, createGzip(), take, { signal })
    else await pipeline(source, take, { signal })
    file.commit()
  } catch (error) {
    // The pipeline says only that it was aborted.
    signal?.throwIfAborted()
    throw error
  } finally {
    file.abandon()
  }
  onProgress?.({ stage: 'writing', done, total: done, unit: 'documents' })
  return done
}

/** Which columns there are is known when the last document has been seen: until then, documents wait in a file of lines. */
async function writeTable(documents: AsyncIterable<StoredRow>, path: string, options: WorkOptions): Promise<number> {
  const waiting = `${path}.part-${process.pid}.jsonl`
  const shape = createTableShape()
  async function* noted(): AsyncGenerator<StoredRow> {
    for await (const document of documents) {
      shape.note(document)
      yield document
    }
  }
  try {
    await writeLines(noted(), waiting, options)
    return await writeRowGroups(waiting, path, { shape, ...options })
  } finally {
    await rm(waiting, { force: true })
  }
}

async function writeRowGroups(
  waiting: string,
  path: string,
  { shape, signal }: WorkOptions & { readonly shape: TableShape },
): Promise<number> {
  const file = openFileAtomically(path)
  try {
    const table = shape.openTable(file.write)
    const read = createRowReader(undefined)
    for await (const row of readJsonLineRows(waiting, {})) {
      signal?.throwIfAborted()
      table.add(read(row))
    }
    const rows = table.end()
    file.commit()
    return rows
  } finally {
    file.abandon()
  }
}
