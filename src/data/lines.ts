/** @file Bytes -> lines of UTF-8 text, in memory that does not grow with the file. */
import { isUtf8 } from 'node:buffer'
import { tooLong, utf8Invalid } from './errors.ts'

export interface Line {
  readonly text: string
  /** Counted from 1, blank lines included. */
  readonly line: number
}

/** A longer line is a file without line breaks: another format, or damage. */
const LINE_BYTES_MAX = 2 ** 26

const NEWLINE = 0x0a

/**
 * Cuts bytes at line feeds, one array of lines for each chunk that ends one. Blank lines are skipped but counted, a byte order mark and carriage
 * returns before the line feed are dropped.
 *
 * @throws DATA_UTF8_INVALID, DATA_TOO_LONG, each with the line
 */
export async function* splitLines(
  chunks: AsyncIterable<Uint8Array>,
  { file, lineBytesMax = LINE_BYTES_MAX }: { readonly file: string; readonly lineBytesMax?: number },
): AsyncGenerator<readonly Line[]> {
  let rest: Uint8Array[] = []
  let restBytes = 0
  let line = 1
  for await (const chunk of chunks) {
    const end = chunk.lastIndexOf(NEWLINE)
    const whole = end < 0 ? undefined : Buffer.concat([...rest, chunk.subarray(0, end)])
    const { length } = chunk.subarray(end + 1)
    const isTooLong =
      whole === undefined ? restBytes + length > lineBytesMax : restBytes + firstLineBytes(chunk) > lineBytesMax
    if (isTooLong) throw tooLong({ file, line, bytesMax: lineBytesMax, what: 'The line' })
    if (whole !== undefined) {
      const { lines, next } = decodeLines(whole, { file, line })
      line = next
      rest = []
      restBytes = 0
      if (lines.length > 0) yield lines
    }
    // A copy, because the producer may reuse the chunk.
    rest.push(Uint8Array.prototype.slice.call(chunk, end + 1))
    restBytes += length
  }
  const { lines } = decodeLines(Buffer.concat(rest), { file, line })
  if (lines.length > 0) yield lines
}

/** @returns how many lines the bytes have, blank ones included; a line feed at the very end begins none */
export async function countLines(chunks: AsyncIterable<Uint8Array>): Promise<number> {
  let lines = 0
  let last = NEWLINE
  for await (const chunk of chunks) {
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, at + 1)) lines++
    last = chunk.at(-1) ?? last
  }
  return last === NEWLINE ? lines : lines + 1
}

const firstLineBytes = (chunk: Uint8Array): number => chunk.indexOf(NEWLINE)

function decodeLines(
  bytes: Buffer,
  { file, line }: { readonly file: string; readonly line: number },
): { readonly lines: readonly Line[]; readonly next: number } {
  const texts = decodeUtf8(bytes, { file, line }).split('\n')
  const lines = texts.flatMap((text, index) => {
    const bare = text.endsWith('\r') ? text.slice(0, -1) : text
    return bare.trim() === '' ? [] : [{ text: bare, line: line + index }]
  })
  return { lines, next: line + texts.length }
}

/**
 * Bytes -> text; a byte order mark at the start of line 1 is dropped.
 *
 * @param place the line that the bytes begin on, for the error
 * @throws DATA_UTF8_INVALID with the first line that is not UTF-8
 */
export function decodeUtf8(bytes: Buffer, { file, line }: { readonly file: string; readonly line: number }): string {
  if (!isUtf8(bytes)) throw utf8Invalid({ file, line: line + linesBeforeInvalid(bytes) })
  const text = bytes.toString('utf8')
  return line === 1 && text.startsWith('\uFEFF') ? text.slice(1) : text
}

/** A line feed is never part of a longer UTF-8 sequence, so each line can be judged alone. */
function linesBeforeInvalid(bytes: Buffer): number {
  for (let start = 0, lines = 0; ; lines++) {
    const end = bytes.indexOf(NEWLINE, start)
    if (end < 0 || !isUtf8(bytes.subarray(start, end))) return lines
    start = end + 1
  }
}
