/** @file Tables of comma-separated text (or semicolons, tabs, bars) with a header line, as RFC 4180 has them. */
import { pipeline, Readable } from 'node:stream'
import { CsvError, parse } from 'csv-parse'
import { type ByteOptions, sourceName } from './byte-source.ts'
import { readUtf8 } from './charset.ts'
import { csvInvalid } from './errors.ts'
import { decodeUtf8 } from './lines.ts'
import type { Row } from './row.ts'
import { tableColumns, tableObject } from './table-columns.ts'

/** Excel writes semicolons where the comma is the decimal sign. Of two that are as frequent in the header, the first. */
const DELIMITERS = [',', ';', '\t', '|'] as const

/** An unclosed quote must not read the remainder of a large file into memory. */
const RECORD_BYTES_MAX = 2 ** 26

const NEWLINE = 0x0a

/** Text of which each piece ends at a line feed (but the last): no character and no line end is cut in two. */
type Pieces = AsyncGenerator<string>

/** What csv-parse gives with `info: true`. */
interface CsvRecord {
  readonly record: readonly string[]
  readonly info: { readonly lines: number }
}

/**
 * Rows in file order, values as text by the header's names; a column without a name is `column_<n>`. The place is the line a row begins on.
 *
 * The delimiter is the most frequent one of comma, semicolon, tab and bar in the header.
 *
 * Differs from RFC 4180: a quote inside an unquoted field is taken as it stands, since product lists have `5" disk`.
 *
 * @throws DATA_CSV_INVALID with the line, DATA_UTF8_INVALID, what readUtf8 throws
 */
export async function* readCsvRows(source: string | Readable, options: ByteOptions): AsyncGenerator<Row> {
  const file = sourceName(source, options)
  const pieces = decodePieces(readUtf8(source, options), file)
  const first = await pieces.next()
  if (first.done === true) return
  const parser = parse({
    delimiter: guessDelimiter(first.value),
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
    if (columns === undefined) columns = tableColumns(record, { file, line })
    else yield { value: tableObject(record, { columns, file, line }), place: { file, line }, isUntyped: true }
  }
}

/** A record that spans lines is reported by csv-parse with its last one. */
const linesWithin = (record: readonly string[]): number =>
  record.reduce((lines, value) => lines + (value.includes('\n') ? value.split('\n').length - 1 : 0), 0)

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
