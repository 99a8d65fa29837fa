/** @file The rows of a split: every file of a task's folder that is named after it, as objects with their places. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { compareUtf8 } from '../base/compare.ts'
import type { Place } from '../data/place.ts'
import { isTable, readTable } from '../data/read-table.ts'
import { columnsUnfit, splitFileMissing } from './errors.ts'

export interface TaskRow {
  readonly columns: Readonly<Record<string, unknown>>
  readonly place: Place
}

/** Data sets of the hub keep their files there, in parts: data/test-00000-of-00002.parquet. */
const INNER_FOLDER = 'data'

/** Files of tables whose name is the split's, or begins with it and a hyphen, in order. */
export function filesOfSplit(folder: string, split: string): string[] {
  const inFolder = (path: string, isInner: boolean): string[] =>
    readdirSync(path, { withFileTypes: true })
      .sort((a, b) => compareUtf8(a.name, b.name))
      .flatMap((entry) => {
        if (entry.isDirectory())
          return isInner || entry.name !== INNER_FOLDER ? [] : inFolder(join(path, entry.name), true)
        const isOfSplit = entry.name.startsWith(`${split}.`) || entry.name.startsWith(`${split}-`)
        return isOfSplit && isTable(entry.name) && entry.name !== 'task.json' ? [join(path, entry.name)] : []
      })
  return inFolder(folder, false)
}

/** @throws TASKS_SPLIT_MISSING, TASKS_COLUMNS_UNFIT for a row that is no object, and what damaged files throw */
export async function readSplit(
  folder: string,
  { task, split }: { readonly task: string; readonly split: string },
): Promise<TaskRow[]> {
  const files = filesOfSplit(folder, split)
  if (files.length === 0) throw splitFileMissing({ task, folder, split })
  const rows: TaskRow[] = []
  for (const file of files)
    for await (const { value, place } of readTable(file)) {
      if (typeof value !== 'object' || value === null || Array.isArray(value))
        throw columnsUnfit({ ...place, found: [], expected: ['an object on each line'] })
      rows.push({ columns: value as Readonly<Record<string, unknown>>, place })
    }
  return rows
}
