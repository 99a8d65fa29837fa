/** @file A file of answered questions -> rows. Columns have Ragas' names, or its older ones; the first row decides which, and which there are. */
import type { Place } from '../data/place.ts'
import { readTable } from '../data/read-table.ts'
import { ragColumnMissing, ragColumnsMixed, ragFileEmpty, ragValueInvalid } from './errors.ts'
import type { RagColumn, RagRow } from './rag-row.ts'

/** Names of each column, the usual one first. */
export const COLUMN_NAMES: Readonly<Record<RagColumn, readonly string[]>> = {
  question: ['user_input', 'question'],
  contexts: ['retrieved_contexts', 'contexts'],
  response: ['response', 'answer'],
  references: ['reference', 'ground_truth', 'ground_truths'],
  referenceContexts: ['reference_contexts'],
}

const REQUIRED: ReadonlySet<RagColumn> = new Set(['question', 'contexts', 'response'])
export const ACCEPTED =
  'user_input, retrieved_contexts, response and reference (or question, contexts, answer and ground_truth), and optionally reference_contexts'

type Values = Readonly<Record<string, unknown>>
type Names = Readonly<Partial<Record<RagColumn, string>>>

/** @throws RAG_FILE_EMPTY, RAG_COLUMN_MISSING, RAG_COLUMNS_MIXED, RAG_VALUE_INVALID, each with the line; DATA_* */
export async function readRagRows(file: string): Promise<RagRow[]> {
  const rows: RagRow[] = []
  let header: { readonly names: Names; readonly place: Place } | undefined
  for await (const { value, place } of readTable(file)) {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw ragColumnMissing({ ...place, column: 'columns', found: [], accepted: ACCEPTED })
    const values = value as Values
    const names = namesOf(values, place)
    header ??= { names, place }
    refuseOthers(values, { names, place, header })
    rows.push(toRow(values, { names, place }))
  }
  if (rows.length === 0) throw ragFileEmpty({ file, accepted: ACCEPTED })
  return rows
}

function namesOf(values: Values, place: Place): Names {
  const names: Partial<Record<RagColumn, string>> = {}
  for (const [column, known] of Object.entries(COLUMN_NAMES) as [RagColumn, readonly string[]][]) {
    const [name, other] = known.filter((each) => Object.hasOwn(values, each))
    if (name !== undefined && other !== undefined)
      throw ragColumnsMixed({ ...place, names: [name, other], first: place })
    if (name !== undefined) names[column] = name
    else if (REQUIRED.has(column))
      throw ragColumnMissing({
        ...place,
        column: `${column === 'contexts' ? 'retrieved contexts' : column} (${known.join(' or ')})`,
        found: Object.keys(values),
        accepted: ACCEPTED,
      })
  }
  return names
}

function refuseOthers(
  values: Values,
  {
    names,
    place,
    header,
  }: {
    readonly names: Names
    readonly place: Place
    readonly header: { readonly names: Names; readonly place: Place }
  },
): void {
  for (const column of Object.keys(COLUMN_NAMES) as RagColumn[]) {
    const [first, here] = [header.names[column], names[column]]
    if (first === here) continue
    if (first !== undefined && here !== undefined)
      throw ragColumnsMixed({ ...place, names: [first, here], first: header.place })
    if (here === undefined)
      throw ragColumnMissing({
        ...place,
        column: `"${first}", which the first row has`,
        found: Object.keys(values),
        accepted: ACCEPTED,
      })
    throw ragColumnMissing({
      ...header.place,
      column: `"${here}", which a later row has`,
      found: Object.values(header.names),
      accepted: ACCEPTED,
    })
  }
}

function toRow(values: Values, { names, place }: { readonly names: Names; readonly place: Place }): RagRow {
  const text = (column: RagColumn): string =>
    asText(values[names[column] ?? ''], { column: names[column] ?? column, place })
  const list = (column: RagColumn): string[] => {
    const [name, value] = [names[column] ?? column, values[names[column] ?? '']]
    if (value === null) return []
    if (!Array.isArray(value))
      throw ragValueInvalid({ ...place, column: name, expected: 'a list of texts', found: kindOf(value) })
    return value.map((item: unknown) => asText(item, { column: name, place }))
  }
  const isList = Array.isArray(values[names.references ?? ''])
  return {
    question: text('question'),
    contexts: list('contexts'),
    response: text('response'),
    references: names.references === undefined ? undefined : isList ? list('references') : [text('references')],
    referenceContexts: names.referenceContexts === undefined ? undefined : list('referenceContexts'),
    place,
  }
}

/** A value that is null is an empty text: no answer was given. */
function asText(value: unknown, { column, place }: { readonly column: string; readonly place: Place }): string {
  if (value === null) return ''
  if (typeof value === 'string') return value
  if (typeof value === 'number') return String(value)
  throw ragValueInvalid({ ...place, column, expected: 'a text', found: kindOf(value) })
}

const kindOf = (value: unknown): string =>
  Array.isArray(value) ? 'a list' : typeof value === 'object' ? 'an object' : `a ${typeof value}`
