/** @file Tables of text: comma-separated (or semicolons, tabs, bars) and tab-separated, with a header line, as RFC 4180 has them. */
import { pipeline, Readable } from 'node:stream'
import { CsvError, parse } from 'csv-parse'
import { type ByteOptions, readBytes, sourceName } from './byte-source.ts'
import { csvInvalid } from './errors.ts'
import { decodeUtf8 } from './lines.ts'
import type { Row } from './row.ts'

/** Excel writes semicolons where the comma is the decimal sign. Of two that are as frequent in the header, the first. */
const DELIMITERS = [',', ';', '\t', '|'] as const

/** An unclosed quote must not take the rest of a large file into memory. */
const RECORD_BYTES_MAX = 2 ** 26

const NEWLINE = 0x0a

/** Text of which each piece ends at a line feed (but the last): no character and no line end is cut in two. */
type Pieces = AsyncGenerator<string>

/** What csv-parse gives with `info: true`. */
interface CsvRecord {
  readonly record: readonly string[]
  readonly info: { readonly lines: number }
}

/** The delimiter is the most frequent one of comma, semicolon, tab and bar in the header. */
export const readCsvRows = (source: string | Readable, options: ByteOptions): AsyncGenerator<Row> =>
  readTable(source, options)

export const readTsvRows = (source: string | Readable, options: ByteOptions): AsyncGenerator<Row> =>
  readTable(source, { ...options, delimiter: '\t' })

/**
 * Rows in file order, values as text by the header's names; a column without a name is `column_<n>`. The place is the line a row begins on.
 *
 * Differs from RFC 4180: a quote inside an unquoted field is taken as it stands, since product lists have `5" disk`.
 *
 * @throws DATA_CSV_INVALID with the line, DATA_UTF8_INVALID, what readBytes throws
 */
async function* readTable(
  source: string | Readable,
  { delimiter, ...options }: ByteOptions & { readonly delimiter?: string },
): AsyncGenerator<Row> {
  const file = sourceName(source, options)
  const pieces = decodePieces(readBytes(source, options), file)
  const first = await pieces.next()
  if (first.done === true) return
  const parser = parse({
    delimiter: delimiter ?? guessDelimiter(first.value),
    info: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: RECORD_BYTES_MAX,
  })
  pipeline(Readable.from(withFirst(first.value, pieces)), parser, () => undefined)
  try {
    yield* toRows(parser as AsyncIterable<CsvRecord>, file)
  } catch (error) {
    throw error instanceof CsvError ? toCsvInvalid(error, file) : error
  }
}

async function* toRows(records: AsyncIterable<CsvRecord>, file: string): AsyncGenerator<Row> {
  let columns: readonly string[] | undefined
  for await (const { record, info } of records) {
    const line = info.lines - linesWithin(record)
    if (columns === undefined) columns = toColumns(record, { file, line })
    else yield { value: toObject(record, { columns, file, line }), place: { file, line }, isUntyped: true }
  }
}

/** A record that spans lines is reported by csv-parse with its last one. */
const linesWithin = (record: readonly string[]): number =>
  record.reduce((lines, value) => lines + (value.includes('\n') ? value.split('\n').length - 1 : 0), 0)

function toColumns(header: readonly string[], { file, line }: { file: string; line: number }): readonly string[] {
  const columns = header.map((name, index) => (name.trim() === '' ? `column_${index + 1}` : name))
  const twice = columns.find((name, index) => columns.indexOf(name) !== index)
  if (twice !== undefined) throw csvInvalid({ file, line, reason: `the header names the column "${twice}" twice` })
  return columns
}

function toObject(
  record: readonly string[],
  { columns, file, line }: { readonly columns: readonly string[]; readonly file: string; readonly line: number },
): Readonly<Record<string, string>> {
  if (record.length !== columns.length) {
    const reason = `the row has ${record.length} columns where the header has ${columns.length}`
    throw csvInvalid({ file, line, reason })
  }
  return Object.fromEntries(columns.map((column, index) => [column, record[index] ?? '']))
}

function guessDelimiter(text: string): string {
  const header = (text.split('\n', 1)[0] ?? '').replaceAll(/"[^"]*"/g, '')
  const count = (delimiter: string): number => header.split(delimiter).length
  return DELIMITERS.reduce<string>((best, next) => (count(next) > count(best) ? next : best), DELIMITERS[0])
}

async function* withFirst(first: string, rest: Pieces): Pieces {
  yield first
  yield* rest
}

/** @throws DATA_UTF8_INVALID with the line */
async function* decodePieces(chunks: AsyncIterable<Uint8Array>, file: string): Pieces {
  let rest: Uint8Array[] = []
  let line = 1
  for await (const chunk of chunks) {
    const end = chunk.lastIndexOf(NEWLINE) + 1
    if (end > 0) {
      const bytes = Buffer.concat([...rest, chunk.subarray(0, end)])
      yield decodeUtf8(bytes, { file, line })
      line += countNewlines(bytes)
      rest = []
    }
    rest.push(Uint8Array.prototype.slice.call(chunk, end))
  }
  const bytes = Buffer.concat(rest)
  if (bytes.length > 0) yield decodeUtf8(bytes, { file, line })
}

function countNewlines(bytes: Buffer): number {
  let count = 0
  for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) count++
  return count
}

function toCsvInvalid(error: CsvError, file: string): Error {
  const { lines } = error as { readonly lines?: unknown }
  return csvInvalid({ file, line: typeof lines === 'number' ? lines : 1, reason: error.message }, error)
}
