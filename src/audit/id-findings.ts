/** @file Do judgements, queries and documents belong together? Unknown ids, queries judged in two splits, splits without anything relevant. */
import type { DataToCheck } from './check-data.ts'
import type { Finding } from './finding.ts'

export async function idFindings({
  documents,
  queries,
  splits,
}: DataToCheck): Promise<{ readonly documents: number; readonly findings: Finding[] }> {
  const absent = new Map<string, Set<string>>()
  for (const [split, judgements] of Object.entries(splits))
    for (const grades of judgements.values())
      for (const docId of grades.keys()) absent.set(docId, (absent.get(docId) ?? new Set()).add(split))
  let count = 0
  for await (const { id } of documents()) {
    count++
    absent.delete(id)
  }
  const known = new Set(queries.map(({ id }) => id))
  return {
    documents: count,
    findings: [
      ...Object.entries(splits).flatMap(([split, judgements]) => emptySplit(split, [...judgements.values()])),
      ...Array.from(splitsByQuery(splits)).flatMap(([id, names]) => [
        ...(known.has(id) ? [] : [queryUnknown(id, names)]),
        ...(names.length > 1 ? [inTwoSplits(id, names)] : []),
      ]),
      ...Array.from(absent, ([id, names]): Finding => ({
        kind: 'document-unknown',
        severity: 'error',
        ids: [id],
        splits: [...names],
        message: `The document "${id}" is judged, but there is none of this id: nothing can find it.`,
      })),
    ],
  }
}

function emptySplit(split: string, graded: readonly ReadonlyMap<string, number>[]): Finding[] {
  if (graded.some((grades) => [...grades.values()].some((grade) => grade > 0))) return []
  const message = `The split "${split}" has no relevant document: there is nothing to measure or to learn.`
  return [{ kind: 'split-empty', severity: 'error', ids: [], splits: [split], message }]
}

const queryUnknown = (id: string, splits: readonly string[]): Finding => ({
  kind: 'query-unknown',
  severity: 'error',
  ids: [id],
  splits,
  message: `The query "${id}" is judged, but there is none of this id: its text is unknown.`,
})

const inTwoSplits = (id: string, splits: readonly string[]): Finding => ({
  kind: 'query-in-two-splits',
  severity: 'error',
  ids: [id],
  splits,
  message: `The query "${id}" is judged in ${splits.join(' and ')}: what is learned or tuned on one is measured on the other.`,
})

/** In which splits each query is judged, in the order of the splits. */
export function splitsByQuery(splits: DataToCheck['splits']): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const [split, judgements] of Object.entries(splits))
    for (const id of judgements.keys()) found.set(id, [...(found.get(id) ?? []), split])
  return found
}
