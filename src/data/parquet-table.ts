/**
 * @file Documents as a table of Parquet: which column each field needs, and the rows in it. A field of one plain type becomes a column of that
 * type; what a column cannot tell (mixed or nested values) becomes one of JSON.
 */
import type { SchemaElement } from 'hyparquet'
import { ByteWriter, ParquetWriter } from 'hyparquet-writer'
import type { FieldValue } from './document.ts'
import { FIELDS, ID, isReserved, KEYS, type StoredRow, VECTORS_PREFIX } from './stored-row.ts'

export interface TableShape {
  readonly note: (document: StoredRow) => void
  /** When all documents have been noted. */
  readonly openTable: (write: (bytes: Uint8Array) => void) => Table
}

export interface Table {
  readonly add: (document: StoredRow) => void
  /** @returns how many rows it has */
  readonly end: () => number
}

/** In memory until they are written. */
const GROUP_ROWS = 10_000
const GROUP_CHARACTERS = 32_000_000

type ColumnType = 'STRING' | 'DOUBLE' | 'BOOLEAN' | 'JSON'

const plainTypes: Readonly<Record<string, ColumnType>> = { string: 'STRING', number: 'DOUBLE', boolean: 'BOOLEAN' }

/** UTF-8 cannot write them; JSON escapes them. */
const LONE_SURROGATE = /\p{Surrogate}/u

const typeOf = (value: FieldValue): ColumnType =>
  typeof value === 'string' && LONE_SURROGATE.test(value) ? 'JSON' : (plainTypes[typeof value] ?? 'JSON')

interface Column {
  readonly name: string
  readonly type: ColumnType | 'VECTOR'
  readonly valueOf: (document: StoredRow) => unknown
}

export function createTableShape(): TableShape {
  const fields = new Map<string, ColumnType | undefined>()
  const spaces = new Set<string>()
  const orders = new Set<string>()
  let idType: ColumnType = 'STRING'
  let hasReserved = false
  return {
    note: ({ id, fields: own, vectors = {} }) => {
      if (typeOf(id) !== 'STRING') idType = 'JSON'
      const keys = Object.keys(own)
      hasReserved ||= keys.some(isReserved)
      // Two are enough to know that documents differ.
      if (orders.size < 2) orders.add(JSON.stringify(keys))
      for (const [key, value] of Object.entries(own)) {
        const known = fields.get(key)
        const type = value === null ? known : typeOf(value)
        fields.set(key, known === undefined || known === type ? type : 'JSON')
      }
      for (const space of Object.keys(vectors)) spaces.add(space)
    },
    openTable: (write) => {
      const ofFields: Column[] = hasReserved
        ? [{ name: FIELDS, type: 'JSON', valueOf: (document) => document.fields }]
        : [...fields].map(([name, type]) => ({
            name,
            type: type ?? 'JSON',
            valueOf: ({ fields: own }) => (Object.hasOwn(own, name) ? own[name] : null),
          }))
      const keys: Column[] =
        hasReserved || orders.size < 2
          ? []
          : [{ name: KEYS, type: 'JSON', valueOf: (document) => Object.keys(document.fields) }]
      const ofSpaces = [...spaces].map((space): Column => ({
        name: VECTORS_PREFIX + space,
        type: 'VECTOR',
        valueOf: ({ vectors }) => vectors?.[space] ?? null,
      }))
      return openTable([{ name: ID, type: idType, valueOf: ({ id }) => id }, ...ofFields, ...keys, ...ofSpaces], write)
    },
  }
}

function openTable(columns: readonly Column[], write: (bytes: Uint8Array) => void): Table {
  const bytes = new ByteWriter()
  const writer = new ParquetWriter({
    writer: bytes,
    schema: [{ name: 'root', num_children: columns.length }, ...columns.flatMap(schemaOf)],
    createdBy: 'attune',
  })
  const flush = (): void => {
    write(new Uint8Array(bytes.buffer, 0, bytes.index))
    bytes.index = 0
  }
  let rows = 0
  let group: StoredRow[] = []
  let characters = 0
  const writeGroup = (): void => {
    if (group.length === 0) return
    const columnData = columns.map(({ name, valueOf }) => ({ name, data: group.map(valueOf) }))
    void writer.write({ columnData, rowGroupSize: group.length })
    rows += group.length
    group = []
    characters = 0
    flush()
  }
  return {
    add: (document) => {
      group.push(document)
      characters += JSON.stringify(document.fields).length
      if (group.length >= GROUP_ROWS || characters >= GROUP_CHARACTERS) writeGroup()
    },
    end: () => {
      writeGroup()
      void writer.finish()
      flush()
      return rows
    },
  }
}

const elements: Readonly<Record<ColumnType, Omit<SchemaElement, 'name'>>> = {
  STRING: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  DOUBLE: { type: 'DOUBLE' },
  BOOLEAN: { type: 'BOOLEAN' },
  JSON: { type: 'BYTE_ARRAY', converted_type: 'JSON' },
}

const schemaOf = ({ name, type }: Column): SchemaElement[] =>
  type === 'VECTOR'
    ? [
        { name, repetition_type: 'OPTIONAL', num_children: 1, converted_type: 'LIST' },
        { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
        { name: 'element', repetition_type: 'REQUIRED', type: 'FLOAT' },
      ]
    : [{ name, repetition_type: 'OPTIONAL', ...elements[type] }]
