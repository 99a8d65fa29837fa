/** @file The segment that takes writes: an inverted index in memory, small enough to be searched exhaustively. */
import { compareUtf8 } from '../../base/compare.ts'
import { lowerBound } from '../../base/lower-bound.ts'
import { ordinalOutOfOrder } from './errors.ts'
import { append, type GrowingUint32, growingUint32 } from './growing-array.ts'
import type { LexicalDocument } from './lexical-index.ts'
import { countOccurrence, createLiveField, documentsWith, type LiveField, postingsWith } from './live-field.ts'
import {
  countUnion,
  type FieldPostings,
  type PostingsSource,
  type SortedTerms,
  type WeightedField,
} from './postings.ts'
import { packTerms } from './term-dictionary.ts'

export interface LiveSegment extends PostingsSource {
  /** @throws LEXICAL_ORDINAL_OUT_OF_ORDER, with nothing added */
  readonly add: (document: LexicalDocument) => void
  /** Documents with the term in any of the fields, deleted ones included. */
  readonly documentFrequency: (term: string, fields: readonly WeightedField[]) => number
  /** The documents after this ordinal, as a segment of their own. */
  readonly after: (ordinal: number) => LiveSegment
}

const ORDINAL_MAX = 2 ** 32 - 2

interface LiveState {
  readonly ordinals: GrowingUint32
  readonly fields: Map<string, LiveField>
  /** Numbered in order of appearance. */
  readonly terms: Map<string, number>
}

/** The terms in order, as merging and counting want them. */
interface TermOrder {
  readonly packed: SortedTerms
  /** Each place's term number. */
  readonly numbers: Uint32Array
}

export function createLiveSegment(): LiveSegment {
  const state: LiveState = { ordinals: growingUint32(), fields: new Map(), terms: new Map() }
  const { ordinals, fields, terms } = state
  let order: TermOrder | undefined
  const inOrder = (): TermOrder => (order ??= orderTerms(terms))
  const numberAt = (termIndex: number): number => inOrder().numbers[termIndex] ?? 0
  const numberOf = (term: string): number => terms.get(term) ?? terms.get(wellFormed(term)) ?? terms.size
  const postingsOf = (number: number, field: string): FieldPostings | undefined => {
    const known = fields.get(field)
    return known && postingsWith(known, number)
  }
  const df = (number: number, field: string): number => {
    const known = fields.get(field)
    return known === undefined ? 0 : documentsWith(known, number)
  }
  return {
    get documents() {
      return ordinals.length
    },
    get ordinals() {
      return ordinals.data.subarray(0, ordinals.length)
    },
    get fieldNames() {
      return [...fields.keys()]
    },
    fieldLengths: (field) => fields.get(field)?.lengths.data,
    fieldTotal: (field) => fields.get(field)?.total ?? 0,
    postingsTotal: (field) => fields.get(field)?.postings ?? 0,
    sortedTerms: () => inOrder().packed,
    dfAt: (termIndex, field) => df(numberAt(termIndex), field),
    dfIn: (searched) => (termIndex) => searched.reduce((sum, field) => sum + df(numberAt(termIndex), field), 0),
    postingsAt: (termIndex, field) => postingsOf(numberAt(termIndex), field),
    postingsOf: (term, field) => postingsOf(numberOf(term), field),
    documentFrequency: (term, searched) => {
      const number = numberOf(term)
      const [field] = searched
      if (field === undefined || number === terms.size) return 0
      if (searched.length === 1) return df(number, field.name)
      return countUnion(searched.flatMap(({ name }) => postingsOf(number, name) ?? []))
    },
    add: (document) => {
      addDocument(state, document)
      order = undefined
    },
    after: (ordinal) => segmentAfter(state, ordinal),
  }
}

function addDocument(state: LiveState, { ordinal, fields, lengths }: LexicalDocument): void {
  const local = state.ordinals.length
  const previous = local === 0 ? 0 : (state.ordinals.data[local - 1] ?? 0)
  if (!Number.isInteger(ordinal) || ordinal <= previous || ordinal > ORDINAL_MAX)
    throw ordinalOutOfOrder({ ordinal, previous })
  append(state.ordinals, ordinal)
  for (const name of Object.keys(fields)) if (!state.fields.has(name)) state.fields.set(name, createLiveField(local))
  for (const [name, field] of state.fields) {
    const terms = fields[name] ?? []
    const length = lengths?.[name] ?? terms.length
    append(field.lengths, length)
    field.total += length
    for (const term of terms) countOccurrence(field, numberFor(state.terms, term), local)
  }
}

function numberFor(terms: Map<string, number>, term: string): number {
  const known = terms.get(term)
  if (known !== undefined) return known
  const stored = wellFormed(term)
  const number = terms.get(stored) ?? terms.size
  terms.set(stored, number)
  return number
}

/** Half a surrogate pair has no UTF-8 form: as in a sealed segment, it is U+FFFD. */
const wellFormed = (term: string): string => term.replaceAll(/\p{Surrogate}/gu, '\ufffd')

function orderTerms(terms: ReadonlyMap<string, number>): TermOrder {
  const names = [...terms.keys()].sort(compareUtf8)
  const numbers = new Uint32Array(names.length)
  for (const [place, name] of names.entries()) numbers[place] = terms.get(name) ?? 0
  return { packed: packTerms(names), numbers }
}

/** Documents are reconstructed from their postings: few are left when a segment has just been sealed. */
function segmentAfter(state: LiveState, ordinal: number): LiveSegment {
  const rest = createLiveSegment()
  const { data, length } = state.ordinals
  const from = lowerBound(data, ordinal + 1, { to: length })
  const left = Array.from({ length: length - from }, (_, i) => ({
    ordinal: data[from + i] ?? 0,
    fields: Object.fromEntries([...state.fields.keys()].map((name): [string, string[]] => [name, []])),
    lengths: Object.fromEntries(
      Array.from(state.fields, ([name, { lengths }]) => [name, lengths.data[from + i] ?? 0] as const),
    ),
  }))
  if (left.length > 0) {
    for (const [name, field] of state.fields)
      for (const [term, number] of state.terms) copyTerms(left, postingsWith(field, number), { name, term, from })
  }
  for (const document of left) rest.add(document)
  return rest
}

/** Puts a term back into the documents from `from` on. */
function copyTerms(
  documents: readonly { readonly fields: Readonly<Record<string, string[]>> }[],
  postings: FieldPostings | undefined,
  { name, term, from }: { readonly name: string; readonly term: string; readonly from: number },
): void {
  if (postings === undefined) return
  const { docs, tfs } = postings
  for (let i = lowerBound(docs, from); i < docs.length; i++) {
    const terms = documents[(docs[i] ?? 0) - from]?.fields[name]
    for (let tf = tfs[i] ?? 0; tf > 0; tf--) terms?.push(term)
  }
}
