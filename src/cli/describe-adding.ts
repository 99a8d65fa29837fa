/** @file Notes for a user who adds documents, besides the counts, one per line. */
import { compareUtf8 } from '../base/compare.ts'
import { describePlace } from '../data/place.ts'
import type { AddReport, FieldMisfits } from '../store/collection.ts'

/** Ids that a line names. */
const IDS_NAMED = 5

export function describeAdding(
  { misfits = [], replaced }: AddReport,
  {
    skipped,
    problems,
    replacedIds,
  }: {
    readonly skipped: ReadonlyMap<string, number>
    readonly problems: readonly unknown[]
    readonly replacedIds: readonly string[]
  },
): string[] {
  return [
    ...(replaced === 0 ? [] : [`Replaced: ${namedIds(replacedIds, replaced)}.`]),
    ...misfits.map(describeMisfits),
    ...(problems.length === 0 ? [] : [`${problems.length} skipped because of errors (--strict stops at the first).`]),
    ...(skipped.size === 0 ? [] : [describeSkipped(skipped)]),
  ]
}

function namedIds(ids: readonly string[], count: number): string {
  const named = ids.slice(0, IDS_NAMED)
  return `${named.join(', ')}${count > named.length ? ` and ${count - named.length} more (--json lists them)` : ''}`
}

function describeMisfits({ field, type, count, value, id, place }: FieldMisfits): string {
  const first = `the first ${JSON.stringify(value)} at ${place === undefined ? `document ${id}` : describePlace(place)}`
  return `${field}: ${count} ${count === 1 ? 'value does' : 'values do'} not fit the type ${type}, ${first}; kept as text.`
}

function describeSkipped(skipped: ReadonlyMap<string, number>): string {
  const total = [...skipped.values()].reduce((sum, count) => sum + count, 0)
  const reasons = [...skipped].toSorted(([a], [b]) => compareUtf8(a, b)).map(([reason, count]) => `${reason} ${count}`)
  return `${total} skipped: ${reasons.join(', ')}.`
}
