/** @file One metric by kind of query, which shows where each plan wins. */
import type { Report } from '../evaluate/report.ts'
import { formatTable } from './terminal.ts'

/** @param kindOf by the query's id */
export function describeKinds(report: Report, kindOf: ReadonlyMap<string, string>): string {
  const { plans, perQuery } = report
  const metric = Object.keys(plans[0]?.metrics ?? {})[0] ?? ''
  const names = plans.map(({ name }) => name)
  const idsOf = new Map<string, string[]>()
  for (const id of Object.keys(perQuery[names[0] ?? ''] ?? {})) {
    const kind = kindOf.get(id) ?? 'other'
    idsOf.set(kind, [...(idsOf.get(kind) ?? []), id])
  }
  const rows = Array.from(idsOf, ([kind, ids]) => ({
    kind,
    queries: ids.length,
    means: names.map((name) => ids.reduce((sum, id) => sum + (perQuery[name]?.[id]?.[metric] ?? 0), 0) / ids.length),
  }))
  // From what words are best at to what meaning is best at.
  const lead = ([words = 0, meaning = 0]: readonly number[]): number => words - meaning
  return formatTable(
    [
      { title: `${metric} of` },
      { title: 'queries', align: 'right' },
      ...names.map((title) => ({ title, align: 'right' as const })),
    ],
    rows
      .sort((a, b) => lead(b.means) - lead(a.means))
      .map(({ kind, queries, means }) => [kind, String(queries), ...means.map((mean) => (100 * mean).toFixed(1))]),
  )
}
