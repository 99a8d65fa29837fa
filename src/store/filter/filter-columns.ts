/** @file From a filter to the set of matching documents, over columns that are read from the database when a filter first names them. */
import { Bitmap } from '../../base/bitmap.ts'
import type { FieldValue } from '../../data/document.ts'
import type { FieldType, FieldTypes } from '../../data/field-type.ts'
import type { ColumnValue } from '../../index/columns.ts'
import type { CollectionRows } from '../documents/collection-rows.ts'
import { valuesAt } from '../documents/document-content.ts'
import { createFilterColumn, type FilterColumn } from './filter-column.ts'
import { checkFilter } from './filter-schema.ts'
import type { FieldFilter, Filter } from './filter.ts'
import { matchComparison } from './match-field.ts'

export interface FilterColumns {
  /**
   * The documents that match, replaced and deleted versions perhaps among them: indexes leave those out anyway.
   *
   * @throws STORE_FILTER_INVALID, STORE_FILTER_TYPE_MISMATCH, STORE_FILTER_ORDER_AMBIGUOUS
   */
  readonly match: (filter: Filter) => Bitmap
}

/** A column and how far it has been read. */
interface ReadColumn {
  readonly column: FilterColumn
  /** At which change its reading began: values of documents that were replaced since may be in it. */
  readonly change: number
  last: number
}

export interface FilterColumnsOptions {
  /** As declared, by path. */
  readonly types: FieldTypes
  /** Told once of each field that a filter compares and no document has: a slip, most likely. */
  readonly onAbsent: (field: string) => void
  /** Told of an order of texts that may not be the one that is meant. */
  readonly onNotice: (notice: string) => void
}

/** Names the document's id in a filter. */
const ID_FIELD = '_id'
const READ_ROWS = 5000
/** Both legs of a hybrid search ask for the same set, and so do many users. */
const ANSWERS_MAX = 64

export function createFilterColumns(rows: CollectionRows, options: FilterColumnsOptions): FilterColumns {
  const { types, onAbsent, onNotice } = options
  const columns = new Map<string, ReadColumn>()
  const everyone: ReadColumn = { column: createFilterColumn(undefined), change: 0, last: 0 }
  const told = new Set<string>()
  const answers = new Map<string, Bitmap>()
  let answersChange = -1

  const typeOf = (field: string): FieldType | undefined => (Object.hasOwn(types, field) ? types[field] : undefined)
  const columnOf = (field: string, isFresh = false): ReadColumn => {
    const made = isFresh ? undefined : columns.get(field)
    const known = made ?? { column: createFilterColumn(typeOf(field)), change: answersChange, last: 0 }
    columns.set(field, known)
    readOn(known, (after) => valuesAfter(rows, field, after))
    return known
  }
  const all = (): Bitmap => {
    readOn(everyone, (after) => rows.ordinalsAfter(after, READ_ROWS).map((ordinal) => [ordinal, [true]]))
    return everyone.column.present()
  }
  const compare = (filter: FieldFilter): Bitmap => {
    const { field } = filter
    const { column, change } = columnOf(field)
    if ('exists' in filter) return filter.exists ? column.present() : all().andNot(column.present())
    if (column.present().count() === 0 && !told.has(field)) {
      told.add(field)
      onAbsent(field)
    }
    const matchWith = (asked: FilterColumn, tell: (notice: string) => void): Bitmap =>
      matchComparison(filter, { column: asked, type: typeOf(field), onNotice: tell })
    if (change === answersChange) return matchWith(column, onNotice)
    let isDoubtful = false
    try {
      const found = matchWith(column, () => (isDoubtful = true))
      if (!isDoubtful) return found
    } catch {
      // What is complained of may be a value that is gone.
    }
    return matchWith(columnOf(field, true).column, onNotice)
  }
  const evaluate = (filter: Filter): Bitmap => {
    if ('and' in filter) return filter.and.map(evaluate).reduce((both, one) => both.and(one), all())
    if ('or' in filter) return filter.or.map(evaluate).reduce((either, one) => either.or(one), new Bitmap())
    if ('not' in filter) return all().andNot(evaluate(filter.not))
    return compare(filter)
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
