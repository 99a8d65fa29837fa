/** @file Rows of JSON: lines, or one array (or one object) for a whole file. */
import type { Readable } from 'node:stream'
import { type ByteOptions, collectBytes, sourceName } from './byte-source.ts'
import { readUtf8 } from './charset.ts'
import { readJsonLines, parseJson } from './json-lines.ts'
import { decodeUtf8 } from './lines.ts'
import type { Row } from './row.ts'

/** A JSON array is parsed at once; larger ones belong into JSON lines. Half of what a JavaScript string can hold. */
const JSON_BYTES_MAX = 2 ** 28

/** @throws what readJsonLines throws */
export async function* readJsonLineRows(source: string | Readable, options: ByteOptions): AsyncGenerator<Row> {
  const file = sourceName(source, options)
  for await (const { value, line } of readJsonLines(source, options)) yield { value, place: { file, line } }
}

/** @throws DATA_JSON_INVALID, DATA_UTF8_INVALID, DATA_TOO_LONG, what readUtf8 throws */
export async function* readJsonRows(source: string | Readable, options: ByteOptions): AsyncGenerator<Row> {
  const file = sourceName(source, options)
  const bytes = await collectBytes(readUtf8(source, options), { file, bytesMax: JSON_BYTES_MAX })
  const text = decodeUtf8(bytes, { file, line: 1 })
  if (text.trim() === '') return
  const value = parseJson(text, { file })
  if (!Array.isArray(value)) yield { value, place: { file } }
  else for (const [index, item] of value.entries()) yield { value: item as unknown, place: { file, row: index + 1 } }
}
