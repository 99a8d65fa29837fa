/** @file From a filter to the set of matching documents, over columns that are read from the database when a filter first names them. */
import { Bitmap } from '../base/bitmap.ts'
import { type Column, type ColumnValue, createColumn, typeOfValue } from '../index/columns.ts'
import type { FieldValue } from '../data/document.ts'
import type { CollectionRows } from './collection-rows.ts'
import { valuesAt } from './document-content.ts'
import { filterTypeMismatch } from './errors.ts'
import { boundsOf, type FieldFilter, type Filter } from './filter.ts'
import { checkFilter } from './filter-schema.ts'

export interface FilterColumns {
  /**
   * The documents that match, replaced and deleted versions perhaps among them: indexes leave those out anyway.
   *
   * @throws STORE_FILTER_INVALID, STORE_FILTER_TYPE_MISMATCH
   */
  readonly match: (filter: Filter) => Bitmap
}

/** A column and how far it has been read. */
interface ReadColumn {
  readonly column: Column
  last: number
}

/** Names the document's id in a filter. */
const ID_FIELD = '_id'
const READ_ROWS = 5000
/** Both legs of a hybrid search ask for the same set, and so do many users. */
const ANSWERS_MAX = 64

/** @param onAbsent told once of each field that a filter compares and no document has: a slip, most likely */
export function createFilterColumns(rows: CollectionRows, onAbsent: (field: string) => void): FilterColumns {
  const columns = new Map<string, ReadColumn>()
  const everyone = { column: createColumn(), last: 0 }
  const told = new Set<string>()
  const answers = new Map<string, Bitmap>()
  let answersChange = -1

  const columnOf = (field: string): Column => {
    const known = columns.get(field) ?? { column: createColumn(), last: 0 }
    columns.set(field, known)
    readOn(known, (after) => valuesAfter(rows, field, after))
    return known.column
  }
  const all = (): Bitmap => {
    readOn(everyone, (after) => rows.ordinalsAfter(after, READ_ROWS).map((ordinal) => [ordinal, [true]]))
    return everyone.column.present()
  }
  const evaluate = (filter: Filter): Bitmap => {
    if ('and' in filter) return filter.and.map(evaluate).reduce((both, one) => both.and(one), all())
    if ('or' in filter) return filter.or.map(evaluate).reduce((either, one) => either.or(one), new Bitmap())
    if ('not' in filter) return all().andNot(evaluate(filter.not))
    const column = columnOf(filter.field)
    if (!('exists' in filter) && column.types().length === 0 && !told.has(filter.field)) {
      told.add(filter.field)
      onAbsent(filter.field)
    }
    return matchField(filter, { column, all })
  }
  return {
    match: (filter) => {
      const change = rows.state()?.change ?? 0
      if (change !== answersChange) answers.clear()
      answersChange = change
      const key = JSON.stringify(filter)
      const known = answers.get(key)
      if (known !== undefined) return known
      const answer = evaluate(checkFilter(filter))
      if (answers.size >= ANSWERS_MAX) answers.clear()
      answers.set(key, answer)
      return answer
    },
  }
}

function matchField(
  filter: FieldFilter,
  { column, all }: { readonly column: Column; readonly all: () => Bitmap },
): Bitmap {
  if ('exists' in filter) return filter.exists ? column.present() : all().andNot(column.present())
  const asked = 'equals' in filter ? [filter.equals] : 'in' in filter ? filter.in : boundsOf(filter)
  const stored = column.types()
  const misfit = asked.find((value) => stored.length > 0 && !stored.includes(typeOfValue(value)))
  if (misfit !== undefined)
    throw filterTypeMismatch({ field: filter.field, value: misfit, asked: typeOfValue(misfit), stored })
  if ('equals' in filter || 'in' in filter) return column.anyOf(asked)
  return column.between(filter)
}

type OrdinalValues = readonly [ordinal: number, values: readonly ColumnValue[]]

function readOn(read: ReadColumn, valuesAfter: (ordinal: number) => readonly OrdinalValues[]): void {
  for (;;) {
    const more = valuesAfter(read.last)
    for (const [ordinal, values] of more) read.column.add(ordinal, values)
    const last = more.at(-1)?.[0]
    if (last === undefined) return
    read.last = last
  }
}

function valuesAfter(rows: CollectionRows, field: string, after: number): OrdinalValues[] {
  if (field === ID_FIELD) return rows.idsAfter(after, READ_ROWS).map(([ordinal, id]) => [ordinal, [id]])
  const path = field.split('.')
  const [first = ''] = path
  // One field is a fraction of a document. SQLite's JSON paths cannot say keys with quotes or backslashes, and a key may be written with
  // its dots; then the whole document is read.
  const key = path.length > 1 || /["\\]/.test(first) ? undefined : first
  return rows.fieldAfter(after, { key, limit: READ_ROWS }).map(([ordinal, json]) => {
    const value = json === null ? null : (JSON.parse(json) as FieldValue)
    return [ordinal, valuesAt(value, key === undefined ? path : [])]
  })
}
