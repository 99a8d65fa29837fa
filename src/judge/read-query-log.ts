/** @file Queries that people asked, from a log: one a line, or a file of queries with ids. */
import { readUtf8 } from '../data/charset.ts'
import type { Query } from '../data/document.ts'
import { splitLines } from '../data/lines.ts'
import { readQueries } from '../data/query-file.ts'

/**
 * @param file `.txt` or `.log` without tabs: a query a line, blank lines left out, ids by the line's number; anything else as readQueries takes it
 * @throws what readQueries throws
 */
export async function readQueryLog(file: string): Promise<Query[]> {
  if (!/\.(?:txt|log)$/i.test(file)) return readQueries(file)
  const queries: Query[] = []
  for await (const lines of splitLines(readUtf8(file, {}), { file }))
    for (const { text, line } of lines) {
      if (text.includes('\t')) return readQueries(file)
      if (text.trim() !== '') queries.push({ id: `line-${line}`, text: text.trim(), fields: {} })
    }
  return queries
}
