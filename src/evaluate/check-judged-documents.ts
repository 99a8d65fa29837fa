/** @file Checks judgements against their collection: documents that it does not have, or has twice. */
import type { Document, Judgements } from '../data/document.ts'
import type { Collection } from '../store/collection.ts'
import { noJudgedDocuments } from './errors.ts'
import { counted, type Warning } from './warnings.ts'

export interface JudgedDocuments {
  readonly warnings: readonly Warning[]
  /** The judged documents that the collection has, by id. */
  readonly documents: ReadonlyMap<string, Document>
}

const LOOKUP_IDS = 1000

/** @throws EVALUATE_NO_JUDGED_DOCUMENTS where the collection has none of the relevant documents */
export async function checkJudgedDocuments(collection: Collection, judgements: Judgements): Promise<JudgedDocuments> {
  const ids = [...new Set([...judgements.values()].flatMap((grades) => [...grades.keys()]))]
  const documents = new Map<string, Document>()
  for (let at = 0; at < ids.length; at += LOOKUP_IDS)
    for (const document of await collection.get(ids.slice(at, at + LOOKUP_IDS)))
      if (document !== undefined) documents.set(document.id, document)
  const absent = ids.filter((id) => !documents.has(id))
  const reachable = relevantIds(judgements).filter((id) => documents.has(id))
  if (reachable.length === 0)
    throw noJudgedDocuments({
      collection: collection.name,
      docId: absent[0] ?? '',
      count: absent.length,
      example: await firstIdOf(collection),
    })
  return {
    documents,
    warnings: [
      ...warnOfAbsent(absent, { judgements, judged: ids.length }),
      ...warnOfUnreachable(judgements, documents),
      ...(await warnOfRepeated(collection, { documents, judgements })),
    ],
  }
}

const relevantIds = (judgements: Judgements): string[] => [...judgements.values()].flatMap(relevantOf)

const relevantOf = (grades: ReadonlyMap<string, number>): string[] =>
  [...grades].filter(([, grade]) => grade > 0).map(([docId]) => docId)

async function firstIdOf(collection: Collection): Promise<string | undefined> {
  for await (const { id } of collection.documents()) return id
  return undefined
}

const DOCUMENTS = ['document', 'documents'] as const

function warnOfAbsent(
  absent: readonly string[],
  { judgements, judged }: { readonly judgements: Judgements; readonly judged: number },
): Warning[] {
  const [first] = absent
  if (first === undefined) return []
  const query = [...judgements].find(([, grades]) => grades.has(first))?.[0] ?? ''
  const message = `${absent.length} of ${counted(judged, DOCUMENTS)} that are judged ${absent.length === 1 ? 'is' : 'are'} not in the collection (the first is "${first}", judged for query "${query}"). No plan can find them; they count as missed.`
  return [{ code: 'documents-absent', message, count: absent.length, first }]
}

/** Queries all of whose answers are absent: they count 0 whatever a plan does. */
function warnOfUnreachable(judgements: Judgements, documents: ReadonlyMap<string, Document>): Warning[] {
  const unreachable = [...judgements].flatMap(([id, grades]) =>
    relevantOf(grades).some((docId) => documents.has(docId)) ? [] : [id],
  )
  const [first] = unreachable
  if (first === undefined) return []
  const { length: count } = unreachable
  const message = `${counted(count, ['query has', 'queries have'])} no relevant document in the collection (the first is "${first}") and ${count === 1 ? 'counts' : 'count'} 0 for every plan.`
  return [{ code: 'queries-unreachable', message, count, first }]
}

/** A judged text that is there under another id, too: whichever a search finds first, the judgement may be of the other. */
async function warnOfRepeated(
  collection: Collection,
  { documents, judgements }: { readonly documents: ReadonlyMap<string, Document>; readonly judgements: Judgements },
): Promise<Warning[]> {
  const fields = Object.keys(collection.settings.lexicalFields)
  const relevant = new Set(relevantIds(judgements))
  const idOf = new Map<string, string>()
  for (const document of documents.values()) {
    const text = textOf(document, fields)
    if (relevant.has(document.id) && text !== '' && !idOf.has(text)) idOf.set(text, document.id)
  }
  const twins: { readonly id: string; readonly twin: string }[] = []
  for await (const document of collection.documents()) {
    const id = idOf.get(textOf(document, fields))
    if (id !== undefined && id !== document.id) twins.push({ id, twin: document.id })
  }
  const [first] = twins
  if (first === undefined) return []
  const message = `${counted(twins.length, DOCUMENTS)} ${twins.length === 1 ? 'has' : 'have'} the same text as a relevant one, under another id (the first is "${first.twin}", a copy of "${first.id}"). Each is judged separately, so a plan that finds the copy instead looks wrong unless both are judged.`
  return [{ code: 'documents-repeated', message, count: twins.length, first: first.twin }]
}

const textOf = ({ fields }: Document, names: readonly string[]): string =>
  names
    .map((name) => fields[name])
    .filter((value) => typeof value === 'string')
    .join('\n')
    .trim()
