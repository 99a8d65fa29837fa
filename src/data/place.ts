/** @file Where something is in its source, so that every error can point to it. */

/**
 * `line` counts lines of text from 1; `row` counts rows or array elements from 1, where a format has no lines. (A type and no interface, so that
 * errors can take it into their details.)
 */
export type Place = {
  readonly file: string
  readonly line?: number
  readonly row?: number
}

/** `corpus.jsonl:12`, `row 12 of corpus.parquet`, `guide.md` */
export function describePlace({ file, line, row }: Place): string {
  if (line !== undefined) return `${file}:${line}`
  return row === undefined ? file : `row ${row} of ${file}`
}

/** Enough to recognise the spot, short enough for a terminal line. */
const EXCERPT_MAX = 60

/** The start of a text on one line, cut where it is long. */
export function excerpt(text: string): string {
  const line = text.slice(0, EXCERPT_MAX + 1).replaceAll(/\s+/g, ' ')
  return line.length > EXCERPT_MAX ? `${line.slice(0, EXCERPT_MAX)}...` : line
}
