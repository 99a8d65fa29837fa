/** @file Output of commands: results on stdout, progress and notes on stderr. The only file that prints. */
import { fstatSync } from 'node:fs'
import process from 'node:process'
import { styleText } from 'node:util'
import { writeWhole } from '../base/write-file.ts'
import type { OnProgress } from '../base/progress.ts'

export interface Terminal {
  /** A result for people; silent when the result is JSON. */
  readonly print: (text: string) => void
  /** The result as one JSON value. */
  readonly json: (value: unknown) => void
  /** A note that is not a result. Silent with --quiet. */
  readonly note: (text: string) => void
  readonly onProgress: OnProgress
  /** Ends a progress line that is still being rewritten. */
  readonly endProgress: () => void
  readonly isJson: boolean
}

/** Often enough to see that it lives, seldom enough to cost nothing. */
const REWRITE_MS = 100
/** A log file wants a line now and then, not a film. */
const LOG_LINE_MS = 5000

export function createTerminal({
  json = false,
  quiet = false,
}: {
  readonly json?: boolean
  readonly quiet?: boolean
}): Terminal {
  const progress = createProgress(quiet)
  return {
    isJson: json,
    print: (text) => {
      if (!json) writeResult(`${withoutControls(text)}\n`)
    },
    json: (value) => {
      if (json) writeResult(`${JSON.stringify(value)}\n`)
    },
    note: (text) => {
      progress.end()
      if (!quiet) process.stderr.write(`${visible(text)}\n`)
    },
    onProgress: progress.report,
    endProgress: progress.end,
  }
}

/** C0 and C1, DEL, and bidirectional controls: with them, a document could forge or hide output. */
const CONTROLS = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu
const WHITE_SPACE = /\s|\u0085/
/** They occur in legitimate Arabic and Hebrew, but lines are readable without them. */
const DIRECTION_MARK = /[\u061C\u200E\u200F]/

/** Data as one line that a terminal shows and does not obey: an escape is written \x1b. */
export const visible = (data: string): string => data.replaceAll(CONTROLS, shown)

function shown(control: string): string {
  if (WHITE_SPACE.test(control)) return ' '
  if (DIRECTION_MARK.test(control)) return ''
  const code = control.charCodeAt(0).toString(16)
  return code.length <= 2 ? `\\x${code.padStart(2, '0')}` : `\\u${code.padStart(4, '0')}`
}

/** Data that may span several lines; the second and later ones are indented, so that none looks like our own output. */
export const visibleLines = (data: string): string =>
  data
    .split(/\r?\n/)
    .map((line, i) => (i === 0 || line.startsWith('  ') ? visible(line) : `  ${visible(line)}`))
    .join('\n')

const ESCAPE = '\u001B'
/** Our own line ends and styles. */
const OURS = new RegExp(String.raw`(\n|${ESCAPE}\[\d{1,2}m)`)

/** The last step before printing, in case some data was not made visible earlier. */
export const withoutControls = (text: string): string =>
  text
    .split(OURS)
    .map((part, i) => (i % 2 === 1 ? part : visible(part)))
    .join('')

/** Node 20 writes to a file once and forgets what the disk did not take; half a result would look like a whole one. */
function writeResult(text: string): void {
  if (fstatSync(process.stdout.fd).isFile()) writeWhole(process.stdout.fd, Buffer.from(text))
  else process.stdout.write(text)
}

function createProgress(quiet: boolean): { readonly report: OnProgress; readonly end: () => void } {
  const isTerminal = process.stderr.isTTY
  const began = performance.now()
  let lastMs = isTerminal ? -REWRITE_MS : began
  let isOpen = false
  const end = (): void => {
    if (isOpen) process.stderr.write('\n')
    isOpen = false
  }
  const report: OnProgress = ({ stage, done, total, unit }) => {
    const now = performance.now()
    const isDone = total !== undefined && done >= total
    if (quiet || (now - lastMs < (isTerminal ? REWRITE_MS : LOG_LINE_MS) && !(isDone && isTerminal))) return
    lastMs = now
    const count =
      total === undefined ? done.toLocaleString('en') : `${done.toLocaleString('en')} of ${total.toLocaleString('en')}`
    const percent = total === undefined || total === 0 ? '' : ` (${Math.floor((100 * done) / total)}%)`
    const line = `${stage} ${count} ${unit}${percent}, ${((now - began) / 1000).toFixed(0)} s`
    process.stderr.write(isTerminal ? `\r\u001B[2K${line}` : `${line}\n`)
    isOpen = isTerminal
  }
  return { report, end }
}

/** Bold, dim and the like where the stream is a terminal that shows them. */
export const style = (format: Parameters<typeof styleText>[0], text: string): string =>
  process.stdout.isTTY && process.stdout.hasColors() ? styleText(format, text) : text

export interface Column {
  readonly title: string
  readonly align?: 'left' | 'right'
}

/** Rows under their titles, columns two spaces apart. Cells are data. */
export function formatTable(columns: readonly Column[], cells: readonly (readonly string[])[]): string {
  const rows = cells.map((row) => row.map(visible))
  const widths = columns.map(({ title }, i) => Math.max(title.length, ...rows.map((row) => (row[i] ?? '').length)))
  const pad = (text: string, i: number): string =>
    columns[i]?.align === 'right' ? text.padStart(widths[i] ?? 0) : text.padEnd(widths[i] ?? 0)
  const line = (row: readonly string[]): string => row.map(pad).join('  ').trimEnd()
  return [style('bold', line(columns.map(({ title }) => visible(title)))), ...rows.map(line)].join('\n')
}
