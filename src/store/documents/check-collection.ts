/** @file A collection checked against itself: the database first, then every index file against it. */
import type { WorkOptions } from '../../base/progress.ts'
import type { CheckReport } from '../project.ts'
import type { IndexCheck } from '../indexes/durable-index.ts'
import type { RowsCheck } from './check-rows.ts'

export interface CheckTarget {
  readonly name: string
  readonly rows: () => RowsCheck
  /** Reads and repairs; only the writer may. */
  readonly indexes: (vectors: ReadonlyMap<string, number>) => readonly (IndexCheck & { readonly title: string })[]
}

/** The writer's. */
export function checkCollection({ name, rows, indexes }: CheckTarget, { signal }: WorkOptions): CheckReport {
  signal?.throwIfAborted()
  const database = rows()
  signal?.throwIfAborted()
  const files = indexes(database.vectors)
  const ofFiles = files.flatMap(({ title, problem }) =>
    problem === undefined ? [] : [{ problem: `The ${title}: ${problem}.`, repaired: 'made anew from the documents' }],
  )
  return {
    collection: name,
    documents: database.documents,
    vectors: [...database.vectors.values()].reduce((sum, count) => sum + count, 0),
    files: files.reduce((sum, one) => sum + one.files, 0),
    fileBytes: files.reduce((sum, one) => sum + one.sizeBytes, 0),
    problems: [...database.problems, ...ofFiles],
  }
}
