/** @file The segment that takes writes: an inverted index in memory, small enough to be searched exhaustively. */
import { compareUtf8 } from '../../base/compare.ts'
import { ordinalOutOfOrder } from './errors.ts'
import { append, type GrowingUint32, growingUint32 } from './growing-array.ts'
import type { LexicalDocument } from './lexical-index.ts'
import {
  countOccurrence,
  createLiveField,
  type LiveField,
  type OrderedPostings,
  orderPostings,
  postingsOfTerm,
} from './live-field.ts'
import { type FieldPostings, lowerBound, type PostingsSource, type SortedTerms } from './postings.ts'
import { packTerms } from './term-dictionary.ts'

export interface LiveSegment extends PostingsSource {
  /** @throws LEXICAL_ORDINAL_OUT_OF_ORDER, with nothing added */
  readonly add: (document: LexicalDocument) => void
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

/** The segment in the order of its terms, as merging and counting want it. */
interface OrderedSegment {
  readonly terms: SortedTerms
  readonly fields: ReadonlyMap<string, OrderedPostings>
}

export function createLiveSegment(): LiveSegment {
  const state: LiveState = { ordinals: growingUint32(), fields: new Map(), terms: new Map() }
  const { ordinals, fields, terms } = state
  let ordered: OrderedSegment | undefined
  const inOrder = (): OrderedSegment => (ordered ??= orderSegment(state))
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
    sortedTerms: () => inOrder().terms,
    postingsAt: (termIndex, field) => postingsAt(inOrder(), termIndex, field),
    dfAt: (termIndex, field) => {
      const starts = inOrder().fields.get(field)?.starts
      return starts === undefined ? 0 : (starts[termIndex + 1] ?? 0) - (starts[termIndex] ?? 0)
    },
    postingsTotal: (field) => fields.get(field)?.docs.length ?? 0,
    postingsOf: (term, field) => {
      const known = fields.get(field)
      const id = terms.get(term) ?? terms.get(wellFormed(term))
      return known === undefined || id === undefined ? undefined : postingsOfTerm(known, id)
    },
    add: (document) => {
      addDocument(state, document)
      ordered = undefined
    },
    after: (ordinal) => segmentAfter(state, ordinal),
  }
}

function addDocument(state: LiveState, { ordinal, fields }: LexicalDocument): void {
  const local = state.ordinals.length
  const previous = local === 0 ? 0 : (state.ordinals.data[local - 1] ?? 0)
  if (!Number.isInteger(ordinal) || ordinal <= previous || ordinal > ORDINAL_MAX)
    throw ordinalOutOfOrder({ ordinal, previous })
  append(state.ordinals, ordinal)
  for (const name of Object.keys(fields)) if (!state.fields.has(name)) state.fields.set(name, createLiveField(local))
  for (const [name, field] of state.fields) {
    const terms = fields[name] ?? []
    append(field.lengths, terms.length)
    field.total += terms.length
    for (const term of terms) countOccurrence(field, numberOf(state.terms, term), local)
  }
}

function numberOf(terms: Map<string, number>, term: string): number {
  const known = terms.get(term)
  if (known !== undefined) return known
  const stored = wellFormed(term)
  const number = terms.get(stored) ?? terms.size
  terms.set(stored, number)
  return number
}

/** Half a surrogate pair has no UTF-8 form: as in a sealed segment, it is U+FFFD. */
const wellFormed = (term: string): string => term.replaceAll(/\p{Surrogate}/gu, '\ufffd')

function orderSegment({ terms, fields }: LiveState): OrderedSegment {
  const names = [...terms.keys()].sort(compareUtf8)
  const ranks = new Uint32Array(names.length)
  for (const [rank, name] of names.entries()) ranks[terms.get(name) ?? 0] = rank
  return {
    terms: packTerms(names),
    fields: new Map([...fields].map(([name, field]) => [name, orderPostings(field, ranks)])),
  }
}

function postingsAt({ fields }: OrderedSegment, termIndex: number, field: string): FieldPostings | undefined {
  const postings = fields.get(field)
  if (postings === undefined) return undefined
  const start = postings.starts[termIndex] ?? 0
  const end = postings.starts[termIndex + 1] ?? 0
  return start < end ? { docs: postings.docs.subarray(start, end), tfs: postings.tfs.subarray(start, end) } : undefined
}

/** Documents are put together again from their postings: few are left when a segment has just been sealed. */
function segmentAfter(state: LiveState, ordinal: number): LiveSegment {
  const rest = createLiveSegment()
  const { data, length } = state.ordinals
  const from = lowerBound(data, ordinal + 1, length)
  const names = [...state.terms.keys()]
  const left = Array.from({ length: length - from }, (_, i) => ({
    ordinal: data[from + i] ?? 0,
    fields: Object.fromEntries([...state.fields.keys()].map((name): [string, string[]] => [name, []])),
  }))
  for (const [name, { docs, terms, tfs }] of state.fields) {
    for (let place = lowerBound(docs.data, from, docs.length); place < docs.length; place++) {
      const document = left[(docs.data[place] ?? 0) - from]
      const term = names[terms.data[place] ?? 0] ?? ''
      for (let tf = tfs.data[place] ?? 0; tf > 0; tf--) document?.fields[name]?.push(term)
    }
  }
  for (const document of left) rest.add(document)
  return rest
}
