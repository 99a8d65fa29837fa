/** @file The gate that every evaluation on a data set calls: do queries of other splits give away those that are measured? */
import type { WorkOptions } from '../base/progress.ts'
import type { Dataset } from '../data/dataset.ts'
import { QUERIES } from './check-data.ts'
import { findCopies } from './find-copies.ts'
import type { Finding } from './finding.ts'
import { idFindings } from './id-findings.ts'
import { queryFindings } from './query-findings.ts'

/** Seconds for more would be too long for whoever only wants a figure; `checkData` has no limit. */
const QUERIES_MAX = 100_000

/** @returns queries of `split` that are judged in another split too, or have a copy there; none where there are too many to look */
export async function findLeaks(dataset: Dataset, split: string, work: WorkOptions = {}): Promise<Finding[]> {
  if (dataset.splits.length < 2) return []
  const splits = Object.fromEntries(
    await Promise.all(dataset.splits.map(async (name) => [name, await dataset.judgements(name)] as const)),
  )
  const queries = await dataset.queries()
  if (queries.length > QUERIES_MAX) return []
  const data = { documents: () => [], queries, splits }
  const copies = await findCopies(() => queries, { ...QUERIES, signal: work.signal })
  const ids = (await idFindings(data)).findings.filter(({ kind }) => kind === 'query-in-two-splits')
  return [...ids, ...queryFindings(copies, data).filter(({ kind }) => kind === 'query-leak')].filter((finding) =>
    finding.splits?.includes(split),
  )
}
