/** @file The rows of one table, whatever its format: jsonl, json, csv, tsv or parquet. For readers to whom rows are no documents. */
import { formatUnknown } from './errors.ts'
import { findFormat, FORMATS, knownExtensions } from './formats.ts'
import type { Row } from './row.ts'

/** Whether a file's name says that it is a table. */
export const isTable = (path: string): boolean => {
  const format = findFormat(path)
  return format !== undefined && (FORMATS[format].kind === 'rows' || FORMATS[format].kind === 'file')
}

/** @throws DATA_FORMAT_UNKNOWN for what is no table, DATA_SOURCE_NOT_FOUND, and what damaged files throw */
export async function* readTable(path: string): AsyncGenerator<Row> {
  const format = FORMATS[findFormat(path) ?? 'text']
  if (format.kind === 'rows') yield* (await format.load())(path, {})
  else if (format.kind === 'file') yield* (await format.load())(path)
  else throw formatUnknown({ file: path, extension: '', known: knownExtensions.filter(isTable) })
}
