/** @file JSON lines (also NDJSON): one JSON value on each line. */
import type { Readable } from 'node:stream'
import { type ByteOptions, sourceName } from './byte-source.ts'
import { readUtf8 } from './charset.ts'
import { jsonInvalid } from './errors.ts'
import { splitLines } from './lines.ts'
import { keepLongNumbers } from './long-numbers.ts'
import type { Place } from './place.ts'

export interface JsonLine {
  readonly value: unknown
  /** Counted from 1. */
  readonly line: number
}

/**
 * Values in file order; blank lines are skipped.
 *
 * @param source path, unpacked where it ends in `.gz`, or a stream
 * @throws DATA_JSON_INVALID, DATA_UTF8_INVALID, DATA_TOO_LONG, each with the line; DATA_SOURCE_NOT_FOUND, DATA_SOURCE_UNREADABLE
 */
export async function* readJsonLines(source: string | Readable, options: ByteOptions = {}): AsyncGenerator<JsonLine> {
  const file = sourceName(source, options)
  for await (const lines of splitLines(readUtf8(source, options), { file })) {
    for (const { text, line } of lines) yield { value: parseJson(text, { file, line }), line }
  }
}

/**
 * A whole number that a float64 would change comes as the text of its digits.
 *
 * @param place of the text; without a line, the line within the text is found if the parser reports the position
 * @throws DATA_JSON_INVALID with the parser's reason and the beginning of the line
 */
export function parseJson(text: string, place: Place): unknown {
  try {
    const value = JSON.parse(text) as unknown
    const kept = keepLongNumbers(text)
    return kept === text ? value : (JSON.parse(kept) as unknown)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    const line = place.line ?? lineOfComplaint(text, reason)
    if (line === undefined) throw jsonInvalid({ ...place, reason, text }, error)
    const found = place.line === undefined ? (text.split('\n')[line - 1] ?? '') : text
    throw jsonInvalid({ ...place, line, reason, text: found }, error)
  }
}

/** V8 reports a position, or the end, or (for an unexpected token) only the surrounding text. */
function lineOfComplaint(text: string, reason: string): number | undefined {
  const position = reason.includes('end of JSON') ? text.trimEnd().length : /position (\d+)/.exec(reason)?.[1]
  return position === undefined ? undefined : text.slice(0, Number(position)).split('\n').length
}
