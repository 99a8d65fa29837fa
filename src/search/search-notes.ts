/** @file What a search should say beside its hits: that no word of the query was found, and where its codes are, though nobody searches there. */
import type { Document, FieldValue } from '../data/document.ts'
import type { Collection, CollectionView } from '../store/collection.ts'
import type { Plan } from './plan.ts'
import type { Stage } from './stages/stage.ts'
import { readsSpace, stageQuery } from './stages/stages-table.ts'

export type SearchNoteCode = 'no-word-matched' | 'id-not-searched' | 'field-not-searched'

export interface SearchNote {
  readonly code: SearchNoteCode
  /** What it is, and what to do about it. */
  readonly message: string
}

/** Read in a tenth of a second; a search that finds nothing should not take longer. */
const DOCUMENTS_READ_MAX = 20_000
/** A longer text is a question, and no field's whole value. */
const VALUE_CHARACTERS_MAX = 100
const CODES_MAX = 3

/** @param plan the one that was run, with every filter in it */
export async function searchNotes(collection: Collection, query: string, plan: Plan): Promise<SearchNote[]> {
  const stages = plan.retrieve.filter((stage) => !readsSpace(stage))
  if (stages.length === 0) return []
  const whole = query.trim()
  const { missed, ids } = await collection.read(async (view) => {
    const unmatched: string[] = []
    for (const text of new Set([whole, ...codesIn(whole)]))
      if (!(await isMatched(view, text, { stages, plan }))) unmatched.push(text)
    const keys = await Promise.all(unmatched.map((text) => view.keyOf(text)))
    return { missed: unmatched, ids: unmatched.filter((_, i) => keys[i] !== undefined) }
  })
  const places = await placesOf(collection, new Set(missed.filter((text) => !ids.includes(text))))
  return [
    // Signs alone are no word that could be missed.
    ...(missed.includes(whole) && /[\p{L}\p{N}]/u.test(whole) ? [noWordMatched(plan)] : []),
    ...ids.map(idNotSearched),
    ...places.map((place) => fieldNotSearched(place, collection)),
  ]
}

/** Article numbers, error codes: letters with digits, or many digits. A year or an amount is none. */
const CODE = /^(?=.*\p{L})(?=.*\p{N}).{3,}$|\p{N}{6}/u

/** Of a query with more words than one. */
const codesIn = (query: string): string[] =>
  query
    .split(/\s+/)
    .map((word) => word.replaceAll(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, ''))
    .filter((word) => CODE.test(word))
    .slice(0, CODES_MAX)

async function isMatched(
  view: CollectionView,
  text: string,
  { stages, plan }: { readonly stages: readonly Stage[]; readonly plan: Plan },
): Promise<boolean> {
  for (const stage of stages) {
    const query = stageQuery(stage, { text, vector: undefined })
    if ((await view.retrieve({ ...query, k: 1, filter: plan.filter })).length > 0) return true
  }
  return false
}

interface ValuePlace {
  readonly value: string
  readonly field: string
  readonly id: string
}

/** The first document with each of the texts as the whole value of a field that is not searched. */
async function placesOf(collection: Collection, texts: ReadonlySet<string>): Promise<ValuePlace[]> {
  const wanted = new Map(
    [...texts].filter(({ length }) => length <= VALUE_CHARACTERS_MAX).map((text) => [text.toLowerCase(), text]),
  )
  const places: ValuePlace[] = []
  let read = 0
  if (wanted.size === 0) return places
  for await (const document of collection.documents()) {
    for (const { field, value } of valuesOf(document)) {
      const text = value.length > VALUE_CHARACTERS_MAX ? undefined : wanted.get(value.trim().toLowerCase())
      if (text === undefined || Object.hasOwn(collection.settings.lexicalFields, field)) continue
      places.push({ value: text, field, id: document.id })
      wanted.delete(text.toLowerCase())
    }
    if (wanted.size === 0 || ++read === DOCUMENTS_READ_MAX) break
  }
  return places
}

const valuesOf = ({ fields }: Document): { readonly field: string; readonly value: string }[] =>
  Object.entries(fields).flatMap(([field, value]) => valuesAt(field, value))

function valuesAt(field: string, value: FieldValue): { readonly field: string; readonly value: string }[] {
  if (typeof value === 'string' || typeof value === 'number') return [{ field, value: String(value) }]
  if (Array.isArray(value)) return (value as readonly FieldValue[]).flatMap((one) => valuesAt(field, one))
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => valuesAt(`${field}.${key}`, inner))
}

function noWordMatched({ retrieve, filter }: Plan): SearchNote {
  const which = filter === undefined ? 'No document' : 'No document that passes the filter'
  const others = retrieve.some(readsSpace) ? '; hits were found by meaning alone' : ''
  return { code: 'no-word-matched', message: `${which} contains a word of the query${others}.` }
}

const idNotSearched = (id: string): SearchNote => ({
  code: 'id-not-searched',
  message: `"${id}" is the id of a document; ids are not searched. To read the document: attune get ${argument(id)}, or collection.get() in code.`,
})

function fieldNotSearched({ value, field, id }: ValuePlace, { settings }: Collection): SearchNote {
  const searched = Object.entries(settings.lexicalFields).map(([name, weight]) =>
    weight === 1 ? name : `${name}=${weight}`,
  )
  return {
    code: 'field-not-searched',
    message:
      `"${value}" is the ${field} of document "${id}", but "${field}" is not searched. To read the document: attune get ${argument(id)}. ` +
      `To search that field, add the documents to a new collection with --fields ${argument([...searched, field].join(','))} (lexicalFields in code).`,
  }
}

/** In quotes where a shell would take it apart. */
const argument = (text: string): string => (/^[\w.,=@%+/-]+$/.test(text) ? text : JSON.stringify(text))
