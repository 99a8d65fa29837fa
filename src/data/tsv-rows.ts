/**
 * @file Tab-separated tables with a header line, as text/tab-separated-values has them: a quote is a character like others, unless a program that
 * writes CSV with tabs put it around a whole cell.
 */
import type { Readable } from 'node:stream'
import { type ByteOptions, sourceName } from './byte-source.ts'
import { readUtf8 } from './charset.ts'
import { type Line, splitLines } from './lines.ts'
import type { Row } from './row.ts'
import { tableColumns, tableObject } from './table-columns.ts'

interface TsvRecord {
  readonly cells: readonly string[]
  readonly line: number
}

/** A row whose last cell opens with a quote that its line does not close. */
interface OpenRecord {
  /** Of its lines, as they stand. */
  readonly held: Line[]
  readonly cells: readonly string[]
  /** The open cell without its opening quote, line by line. */
  readonly inside: string[]
  /** The first line alone has as many columns as the header, so its quote may be nothing but a quote. */
  readonly isWhole: boolean
}

/** An unclosed quote must not read the remainder of a large file into memory. */
const OPEN_CHARACTERS_MAX = 2 ** 24

/**
 * Rows in file order, values as text by the header's names; a column without a name is `column_<n>`. The place is the line a row begins on.
 *
 * Tabs and line ends within quotes belong to a cell only where the row would otherwise have too many or too few columns: a passage that begins
 * with a quote swallows nothing.
 *
 * @throws DATA_CSV_INVALID with the line, what splitLines and readUtf8 throw
 */
export async function* readTsvRows(source: string | Readable, options: ByteOptions): AsyncGenerator<Row> {
  const file = sourceName(source, options)
  let table: { readonly columns: readonly string[]; readonly reader: RecordReader } | undefined
  const toRow = ({ cells, line }: TsvRecord): Row => ({
    value: tableObject(cells, { columns: table?.columns ?? [], file, line }),
    place: { file, line },
    isUntyped: true,
  })
  for await (const lines of splitLines(readUtf8(source, options), { file })) {
    for (const line of lines) {
      if (table === undefined) {
        const columns = tableColumns(splitCells(line.text), { file, line: line.line })
        table = { columns, reader: createRecordReader(columns.length) }
      } else for (const record of table.reader.take(line)) yield toRow(record)
    }
  }
  for (const record of table?.reader.end() ?? []) yield toRow(record)
}

interface RecordReader {
  /** @returns the records that this line ends */
  readonly take: (line: Line) => readonly TsvRecord[]
  readonly end: () => readonly TsvRecord[]
}

function createRecordReader(width: number): RecordReader {
  let open: OpenRecord | undefined
  let openCharacters = 0
  const literally = (): TsvRecord[] => {
    const lines = open?.held ?? []
    open = undefined
    return lines.map(({ text, line }) => ({ cells: splitCells(text), line }))
  }
  const begin = (line: Line): TsvRecord[] => {
    const { record, open: opened } = readLine(line, width)
    open = opened
    openCharacters = line.text.length
    return record === undefined ? [] : [record]
  }
  return {
    take: (line) => {
      if (open === undefined) return begin(line)
      openCharacters += line.text.length
      const isNextRow = open.isWhole && splitCells(line.text).length === width
      const next = isNextRow || openCharacters > OPEN_CHARACTERS_MAX ? undefined : goOn(open, line, width)
      if (next === undefined) return [...literally(), ...begin(line)]
      open = next.open
      return next.record === undefined ? [] : [next.record]
    },
    end: literally,
  }
}

interface Reading {
  readonly record?: TsvRecord
  readonly open?: OpenRecord
}

function readLine(line: Line, width: number): Reading {
  const record = { cells: splitCells(line.text), line: line.line }
  if (!line.text.includes('"')) return { record }
  const { cells, open } = splitQuoted(line.text)
  const isWhole = record.cells.length === width
  if (open !== undefined && cells.length < width) return { open: { held: [line], cells, inside: [open], isWhole } }
  return isWhole || cells.length !== width ? { record } : { record: { cells, line: line.line } }
}

/** @returns undefined where the quote turns out to be none of a cell */
function goOn(open: OpenRecord, line: Line, width: number): Reading | undefined {
  const end = endOfQuoted(line.text, 0)
  if (end === 'none') return undefined
  const last = open.held.at(-1)?.line ?? line.line
  // Blank lines are not among the lines that are read, but they are part of a cell.
  for (let blank = last + 1; blank < line.line; blank++) open.inside.push('')
  open.held.push(line)
  open.inside.push(end === 'later' ? line.text : line.text.slice(0, end))
  if (end === 'later') return { open }
  const cell = open.inside.join('\n').replaceAll('""', '"')
  const rest = end + 1 < line.text.length ? splitQuoted(line.text.slice(end + 2)) : { cells: [], open: undefined }
  const cells = [...open.cells, cell, ...rest.cells]
  if (rest.open !== undefined && cells.length < width) return { open: { ...open, cells, inside: [rest.open] } }
  const first = open.held[0]?.line ?? line.line
  if (rest.open === undefined && cells.length === width) return { record: { cells, line: first } }
  open.held.pop()
  return undefined
}

/** Every tab ends a cell. */
const splitCells = (text: string): readonly string[] =>
  text
    .split('\t')
    .map((cell) => (cell.startsWith('"') && endOfQuoted(cell, 1) === cell.length - 1 ? unquote(cell) : cell))

const unquote = (cell: string): string => cell.slice(1, -1).replaceAll('""', '"')

/** A tab within quotes is part of a cell; `open` is the inside of a last cell whose quote is not closed. */
function splitQuoted(text: string): { readonly cells: readonly string[]; readonly open: string | undefined } {
  const cells: string[] = []
  for (let at = 0; at <= text.length;) {
    const quoteEnd = text[at] === '"' ? endOfQuoted(text, at + 1) : 'none'
    if (quoteEnd === 'later') return { cells, open: text.slice(at + 1) }
    const tab = quoteEnd === 'none' ? text.indexOf('\t', at) : quoteEnd + 1
    const end = tab < 0 ? text.length : tab
    const cell = text.slice(at, end)
    cells.push(quoteEnd === 'none' ? cell : unquote(cell))
    at = end + 1
  }
  return { cells, open: undefined }
}

/** @returns where the quote stands that closes a cell, before a tab or the end; 'none' where a single quote stands elsewhere before */
function endOfQuoted(text: string, from: number): number | 'later' | 'none' {
  for (let at = text.indexOf('"', from); at >= 0; at = text.indexOf('"', at + 2)) {
    if (text[at + 1] === '"') continue
    return at + 1 === text.length || text[at + 1] === '\t' ? at : 'none'
  }
  return 'later'
}
