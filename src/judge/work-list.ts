/** @file The work list as CSV: what judges fill in with any spreadsheet. */
import type { FieldValue } from '../data/document.ts'

export interface WorkItem {
  readonly queryId: string
  readonly query: string
  readonly docId: string
  readonly title: string
  readonly text: string
  /** Why it is in the list, for people. */
  readonly why: string
}

/** In this order; `grade` and `judge` are for the judge to fill in. */
export const COLUMNS = ['query_id', 'query', 'document_id', 'title', 'text', 'why', 'grade', 'judge'] as const

export const formatWorkList = (items: readonly WorkItem[]): string =>
  [
    COLUMNS,
    ...items.map(({ queryId, query, docId, title, text, why }) => [queryId, query, docId, title, text, why, '', '']),
  ]
    .map((cells) => `${cells.map(formatCell).join(',')}\r\n`)
    .join('')

/** RFC 4180. */
const formatCell = (text: string): string =>
  /[",;\t\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text

const TITLE = /^(?:title|name|subject|heading|question)$/i

/** Long documents are shown by their beginning: a judge can look the rest up by its id. */
const TEXT_CHARACTERS_MAX = 2000

/** What a judge sees of a document: its title, and the fields that are searched. */
export function showDocument(
  fields: Readonly<Record<string, FieldValue>>,
  searched: readonly string[],
): Pick<WorkItem, 'title' | 'text'> {
  const texts = searched.flatMap((name) => {
    const value = fields[name]
    return typeof value === 'string' && value.trim() !== '' ? [{ name, value: value.trim() }] : []
  })
  const title = texts.find(({ name }) => TITLE.test(name))
  const text = texts
    .filter((field) => field !== title)
    .map(({ value }) => value)
    .join('\n')
  return { title: title?.value ?? '', text: cut(text) }
}

const cut = (text: string): string =>
  text.length <= TEXT_CHARACTERS_MAX ? text : `${text.slice(0, TEXT_CHARACTERS_MAX).replace(/\s+\S*$/, '')} ...`

/** The field that holds a document's title, if any does. */
export const titleFieldOf = (searched: readonly string[]): string | undefined =>
  searched.find((name) => TITLE.test(name))
