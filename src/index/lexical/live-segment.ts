/** @file The segment that takes writes: an inverted index in plain JavaScript arrays, small enough to be searched exhaustively. */
import { compareUtf8 } from '../../base/compare.ts'
import { ordinalOutOfOrder } from './errors.ts'
import type { LexicalDocument } from './lexical-index.ts'
import { type FieldPostings, lowerBound, type PostingsSource, type SortedTerms } from './postings.ts'
import { packTerms } from './term-dictionary.ts'

export interface LiveSegment extends PostingsSource {
  /** @throws LEXICAL_ORDINAL_OUT_OF_ORDER, with nothing added */
  readonly add: (document: LexicalDocument) => void
  /** The documents after this ordinal, as a segment of their own. */
  readonly after: (ordinal: number) => LiveSegment
}

interface GrowingPostings extends FieldPostings {
  readonly docs: number[]
  readonly tfs: number[]
}

interface LiveField {
  readonly lengths: number[]
  total: number
}

const ORDINAL_MAX = 2 ** 32 - 2

interface LiveState {
  readonly ordinals: number[]
  readonly fields: Map<string, LiveField>
  /** term -> field -> postings */
  readonly terms: Map<string, Map<string, GrowingPostings>>
}

export function createLiveSegment(): LiveSegment {
  return liveSegmentOf({ ordinals: [], fields: new Map(), terms: new Map() })
}

function liveSegmentOf(state: LiveState): LiveSegment {
  const { ordinals, fields, terms } = state
  let sorted: { readonly names: readonly string[]; readonly packed: SortedTerms } | undefined
  const sortTerms = (): { readonly names: readonly string[]; readonly packed: SortedTerms } => {
    const names = [...terms.keys()].sort(compareUtf8)
    return (sorted ??= { names, packed: packTerms(names) })
  }
  return {
    get documents() {
      return ordinals.length
    },
    ordinals,
    get fieldNames() {
      return [...fields.keys()]
    },
    fieldLengths: (field) => fields.get(field)?.lengths,
    fieldTotal: (field) => fields.get(field)?.total ?? 0,
    sortedTerms: () => (sorted ?? sortTerms()).packed,
    postingsAt: (termIndex, field) => terms.get((sorted ?? sortTerms()).names[termIndex] ?? '')?.get(field),
    postingsOf: (term, field) => (terms.get(term) ?? terms.get(wellFormed(term)))?.get(field),
    add: (document) => {
      addDocument(state, document)
      sorted = undefined
    },
    after: (ordinal) => liveSegmentOf(stateAfter(state, ordinal)),
  }
}

function addDocument(state: LiveState, { ordinal, fields }: LexicalDocument): void {
  const previous = state.ordinals.at(-1) ?? 0
  if (!Number.isInteger(ordinal) || ordinal <= previous || ordinal > ORDINAL_MAX)
    throw ordinalOutOfOrder({ ordinal, previous })
  const local = state.ordinals.push(ordinal) - 1
  for (const name of Object.keys(fields)) if (!state.fields.has(name)) state.fields.set(name, emptyField(local))
  for (const [name, field] of state.fields) {
    const terms = fields[name] ?? []
    field.lengths.push(terms.length)
    field.total += terms.length
    for (const term of terms) countOccurrence(postingsFor(state, term, name), local)
  }
}

/** A field that appears late is empty in the documents before. */
const emptyField = (documents: number): LiveField => ({
  lengths: Array.from<number>({ length: documents }).fill(0),
  total: 0,
})

function countOccurrence({ docs, tfs }: GrowingPostings, local: number): void {
  const last = docs.length - 1
  if (docs[last] === local) {
    tfs[last] = (tfs[last] ?? 0) + 1
  } else {
    docs.push(local)
    tfs.push(1)
  }
}

function postingsFor({ terms }: LiveState, term: string, field: string): GrowingPostings {
  const byField = terms.get(term) ?? newTerm(terms, wellFormed(term))
  const known = byField.get(field)
  if (known !== undefined) return known
  const postings: GrowingPostings = { docs: [], tfs: [] }
  byField.set(field, postings)
  return postings
}

function newTerm(terms: LiveState['terms'], term: string): Map<string, GrowingPostings> {
  const byField = terms.get(term) ?? new Map<string, GrowingPostings>()
  terms.set(term, byField)
  return byField
}

/** Half a surrogate pair has no UTF-8 form: as in a sealed segment, it is U+FFFD. */
const wellFormed = (term: string): string => term.replaceAll(/\p{Surrogate}/gu, '\ufffd')

function stateAfter(state: LiveState, ordinal: number): LiveState {
  const from = lowerBound(state.ordinals, ordinal + 1)
  const rest: LiveState = {
    ordinals: state.ordinals.slice(from),
    fields: new Map(),
    terms: new Map(),
  }
  for (const [name, { lengths }] of state.fields) {
    const kept = lengths.slice(from)
    rest.fields.set(name, { lengths: kept, total: kept.reduce((sum, length) => sum + length, 0) })
  }
  for (const [term, byField] of state.terms) {
    const kept = [...byField].flatMap(([field, postings]) =>
      postingsFrom(postings, from).map((p) => [field, p] as const),
    )
    if (kept.length > 0) rest.terms.set(term, new Map(kept))
  }
  return rest
}

/** None or one. */
function postingsFrom({ docs, tfs }: GrowingPostings, from: number): GrowingPostings[] {
  const first = lowerBound(docs, from)
  return first === docs.length ? [] : [{ docs: docs.slice(first).map((doc) => doc - from), tfs: tfs.slice(first) }]
}
