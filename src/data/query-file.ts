/** @file Queries in a file of their own: BEIR's JSON lines, a table with a header, or TREC topics (id, tab, text). */
import { readUtf8 } from './charset.ts'
import type { Query } from './document.ts'
import { idDuplicate, nothingToRead, queryWithoutText } from './errors.ts'
import { splitLines } from './lines.ts'
import type { Place } from './place.ts'
import { type LocatedDocument, readDocuments } from './read-documents.ts'

/** A first column of this name is a header. */
const ID_NAMES: readonly string[] = ['_id', 'id', 'query-id', 'query_id', 'qid']
const TEXT_NAMES: readonly string[] = ['text', 'query']

/**
 * @param file jsonl, csv, tsv and what else readDocuments takes, with the columns `_id` (or id, query-id, query_id, qid) and `text` (or query); a tsv
 *   without a header has id and text
 * @returns in file order
 * @throws DATA_QUERY_WITHOUT_TEXT, DATA_ID_DUPLICATE, what readDocuments throws
 */
export async function readQueries(file: string): Promise<Query[]> {
  if (!/\.(?:tsv|csv|txt)(?:\.gz)?$/i.test(file)) return readRows(file)
  const header = await headerOf(file)
  if (/\.(?:tsv|txt)(?:\.gz)?$/i.test(file) && header.idField === undefined) return readTopics(file)
  return readRows(file, header)
}

async function readRows(file: string, { idField, textField }: Header = {}): Promise<Query[]> {
  const queries: Query[] = []
  for await (const row of readDocuments(file, { idField, ...formatOfTxt(file) })) queries.push(toQuery(row, textField))
  return queries
}

/** A page to readDocuments; as a file of queries it is a table. */
const formatOfTxt = (file: string): { readonly format?: 'tsv' } =>
  /\.txt(?:\.gz)?$/i.test(file) ? { format: 'tsv' } : {}

/** @param textField of a table whose header has it: a cell may be empty */
function toQuery({ id, fields, place }: LocatedDocument, textField: string | undefined): Query {
  const name = textField ?? TEXT_NAMES.find((field) => Object.hasOwn(fields, field))
  const { [name ?? '']: text = textField === undefined ? undefined : '', ...others } = fields
  if (name === undefined || (typeof text !== 'string' && typeof text !== 'number'))
    throw queryWithoutText({ ...place, queryId: id })
  return { id, text: String(text), fields: others }
}

/** What the first line says, where it is a header. */
interface Header {
  readonly idField?: string | undefined
  readonly textField?: string | undefined
}

async function headerOf(file: string): Promise<Header> {
  for await (const lines of splitLines(readUtf8(file, {}), { file })) {
    const columns = new Set((lines[0]?.text ?? '').split(/[\t,;|]/).map((column) => column.trim().replaceAll('"', '')))
    const named = (names: readonly string[]): string | undefined => names.find((name) => columns.has(name))
    return { idField: named(ID_NAMES), textField: named(TEXT_NAMES) }
  }
  throw nothingToRead({ source: file })
}

async function readTopics(file: string): Promise<Query[]> {
  const queries: Query[] = []
  const places = new Map<string, Place>()
  for await (const lines of splitLines(readUtf8(file, {}), { file }))
    for (const { text: line, line: number } of lines) {
      const place: Place = { file, line: number }
      const [id = '', ...rest] = line.split('\t')
      const first = places.get(id)
      if (rest.length === 0) throw queryWithoutText({ ...place, queryId: id })
      if (first !== undefined) throw idDuplicate({ id, first, second: place })
      places.set(id, place)
      queries.push({ id, text: rest.join('\t'), fields: {} })
    }
  return queries
}
