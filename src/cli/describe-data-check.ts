/** @file What a check of data found, as people read it: counted by kind, with the first of each. */
import type { DataCheck, Finding } from '../audit/finding.ts'
import { counted } from '../evaluate/warnings.ts'
import { formatTable, style, visible } from './terminal.ts'

const SHOWN = 5

export function describeDataCheck({ documents, queries, splits, findings, notes }: DataCheck): string {
  const sizes = splits.map(
    ({ name, queries: judged, relevant }) =>
      `${name} ${judged.toLocaleString('en')} (${relevant.toLocaleString('en')} relevant)`,
  )
  const head = `${counted(documents, ['document', 'documents'])}, ${counted(queries, ['query', 'queries'])}; ${sizes.length === 0 ? 'no judgements' : `judged: ${sizes.join(', ')}`}`
  const kinds = [...new Set(findings.map(({ kind }) => kind))]
  return [
    visible(head),
    ...(findings.length === 0
      ? ['Nothing was found.']
      : [tableOf(findings), ...kinds.map((kind) => examplesOf(kind, findings))]),
    ...notes.map(visible),
  ].join('\n\n')
}

function tableOf(findings: readonly Finding[]): string {
  const counts = new Map<string, number>()
  for (const { kind, severity } of findings) {
    const key = JSON.stringify([severity, kind])
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return formatTable(
    [{ title: 'severity' }, { title: 'finding' }, { title: 'count', align: 'right' }],
    Array.from(counts, ([key, count]) => [
      ...(JSON.parse(key) as string[]).map((text) => text.replaceAll('-', ' ')),
      count.toLocaleString('en'),
    ]),
  )
}

function examplesOf(kind: string, findings: readonly Finding[]): string {
  const all = findings.filter((finding) => finding.kind === kind)
  const lines = all.slice(0, SHOWN).map(({ message }) => `  ${visible(message)}`)
  const more = all.length - SHOWN
  return [
    style('bold', kind.replaceAll('-', ' ')),
    ...lines,
    ...(more > 0 ? [`  and ${more.toLocaleString('en')} more (--json has all)`] : []),
  ].join('\n')
}
