/** @file Are data fit to train and to measure with? Copies across splits, unjudged copies of what is relevant, and judgements that lead nowhere. */
import type { WorkOptions } from '../base/progress.ts'
import type { Document, Judgements, Query } from '../data/document.ts'
import type { Dataset } from '../data/dataset.ts'
import type { Encoder } from '../encode/encoder.ts'
import { documentFindings } from './document-findings.ts'
import { dataUnfit } from './errors.ts'
import { findCopies } from './find-copies.ts'
import { type DataCheck, type Finding, type FindingKind, severities, type Severity } from './finding.ts'
import { idFindings } from './id-findings.ts'
import { queryFindings } from './query-findings.ts'
import { searchFindings } from './search-findings.ts'

/** What is checked; `datasetToCheck` makes it from a data set. */
export interface DataToCheck {
  /** Called several times. */
  readonly documents: () => AsyncIterable<Document> | Iterable<Document>
  /** Of all splits. */
  readonly queries: readonly Query[]
  /** By name: train, dev, test. */
  readonly splits: Readonly<Record<string, Judgements>>
}

export interface CheckDataOptions extends WorkOptions {
  /** Fields of the documents that are their text, joined. Default: title and text. */
  readonly fields?: readonly string[] | undefined
  /** Also finds copies by meaning, and searches by vectors. Default: neither. */
  readonly encoder?: Encoder | undefined
  /** Whether to search for what is judged relevant, which takes an index in memory. Default: true. */
  readonly search?: boolean | undefined
  /** How deep a relevant document is looked for. Default: 1,000. */
  readonly depth?: number | undefined
}

const FIELDS_DEFAULT = ['title', 'text'] as const
const DEPTH_DEFAULT = 1000
/** Of word sequences that two documents share: a copy with every twentieth word changed is found, another page on the same form is not. */
const DOCUMENTS = { shingleWords: 3, resemblanceMin: 0.7 } as const
/** Queries are short: single words and their number count, and one of ten may differ. */
export const QUERIES = { shingleWords: 1, resemblanceMin: 0.75 } as const

/** Time and memory grow with the number of texts, not with its square. */
export async function checkData(data: DataToCheck, options: CheckDataOptions = {}): Promise<DataCheck> {
  const { fields = FIELDS_DEFAULT, encoder, search = true, depth = DEPTH_DEFAULT, ...work } = options
  const notes: string[] = []
  const ids = await idFindings(data)
  const documentCopies = await findCopies(() => textsOf(data.documents(), fields), { ...DOCUMENTS, ...work })
  const queryCopies = await findCopies(() => data.queries, { ...QUERIES, ...work })
  const found: Finding[] = [
    ...ids.findings,
    ...queryFindings(queryCopies, data),
    ...documentFindings(documentCopies, data.splits),
  ]
  const names = Object.keys(data.splits)
  if (ids.documents > 0 && !(await hasText(data, fields)))
    notes.push(
      `No document has a text in the fields ${fields.join(', ')}, so documents were not compared or searched: name the fields that are their text.`,
    )
  if (names.length === 0)
    notes.push('There are no judgements, so only copies of documents and of queries were looked for.')
  if (names.length === 1) notes.push(`There is one split ("${names[0]}"), so nothing can leak into another.`)
  if (search && names.length > 0) {
    const searched = await searchFindings(data, { fields, encoder, depth, known: found, ...work })
    found.push(...searched.findings)
    notes.push(...searched.notes)
  }
  const findings = found.sort((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity))
  return {
    documents: ids.documents,
    queries: data.queries.length,
    splits: Object.entries(data.splits).map(([name, judgements]) => ({ name, ...sizesOf(judgements) })),
    findings,
    counts: countKinds(findings),
    notes,
  }
}

export async function datasetToCheck(dataset: Dataset): Promise<DataToCheck> {
  const splits: Record<string, Judgements> = {}
  for (const split of dataset.splits) splits[split] = await dataset.judgements(split)
  return { documents: () => dataset.documents(), queries: await dataset.queries(), splits }
}

/**
 * The gate before training and before a figure is published.
 *
 * @param from the least severe finding that is refused. Default: warning
 * @throws AUDIT_DATA_UNFIT
 */
export function refuseUnfit({ findings }: DataCheck, from: Severity = 'warning'): void {
  const refused = findings.filter(({ severity }) => severities.indexOf(severity) <= severities.indexOf(from))
  const [first] = refused
  if (first !== undefined) throw dataUnfit({ count: refused.length, first: first.message, kinds: countKinds(refused) })
}

async function* textsOf(
  documents: AsyncIterable<Document> | Iterable<Document>,
  fields: readonly string[],
): AsyncGenerator<{ readonly id: string; readonly text: string }> {
  for await (const document of documents) yield { id: document.id, text: textOf(document, fields) }
}

async function hasText({ documents }: DataToCheck, fields: readonly string[]): Promise<boolean> {
  for await (const document of documents()) if (textOf(document, fields).trim() !== '') return true
  return false
}

const textOf = ({ fields }: Document, names: readonly string[]): string =>
  names
    .map((name) => fields[name])
    .filter((value) => typeof value === 'string')
    .join('\n')

function sizesOf(judgements: Judgements): Omit<DataCheck['splits'][number], 'name'> {
  const grades = [...judgements.values()].flatMap((each) => [...each.values()])
  return { queries: judgements.size, judgements: grades.length, relevant: grades.filter((grade) => grade > 0).length }
}

function countKinds(findings: readonly Finding[]): Partial<Record<FindingKind, number>> {
  const counts: Partial<Record<FindingKind, number>> = {}
  for (const { kind } of findings) counts[kind] = (counts[kind] ?? 0) + 1
  return counts
}
