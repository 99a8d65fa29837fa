/** @file What programs get wrong, who call the library: values of the right type that cannot be used all the same. */
import { type Collection, parsePlan, type Project, search, searchCollection } from '../../src/index.ts'

export interface LibraryRow {
  readonly name: string
  /** `docs` has a space "default" of 3 dimensions. */
  readonly call: (docs: Collection, project: Project) => unknown
  readonly error: string
  readonly says: string | RegExp
}

const addVector = (docs: Collection, vector: Float32Array, space = 'default'): unknown =>
  docs.add([{ id: 'x', fields: { text: 'one' }, vectors: { [space]: vector } }])
const dense = parsePlan({ retrieve: [{ dense: {} }] })

export const libraryRows: readonly LibraryRow[] = [
  {
    name: 'a vector with a NaN in it',
    call: async (docs) => addVector(docs, Float32Array.of(1, Number.NaN, 0)),
    error: 'STORE_DOCUMENT_REFUSED',
    says: /"x".*space "default".*NaN/,
  },
  {
    name: 'a vector of infinite length',
    call: async (docs) => addVector(docs, Float32Array.of(1, Number.POSITIVE_INFINITY, 0)),
    error: 'STORE_DOCUMENT_REFUSED',
    says: /"x".*space "default".*Infinity/,
  },
  {
    name: 'a vector of too many dimensions',
    call: async (docs) => addVector(docs, new Float32Array(4)),
    error: 'STORE_DOCUMENT_REFUSED',
    says: /4 dimensions.*3/,
  },
  {
    name: 'a vector for a space that does not exist',
    call: async (docs) => addVector(docs, new Float32Array(3), 'images'),
    error: 'STORE_DOCUMENT_REFUSED',
    says: /"images".*default/,
  },
  {
    name: 'a document that JSON cannot carry',
    call: async (docs) => docs.add([{ id: 'x', fields: { text: 'one', sizes: [1, Number.NaN] } }]),
    error: 'STORE_DOCUMENT_REFUSED',
    says: /"sizes\[1\]" is NaN/,
  },
  {
    name: 'a document twice in one batch',
    call: async (docs) => docs.add(['one', 'two'].map((text) => ({ id: 'x', fields: { text } }))),
    error: 'STORE_DOCUMENT_REFUSED',
    says: 'its id occurs twice in one batch',
  },
  {
    name: 'a query vector of another dimension',
    call: async (docs) => searchCollection(docs, 'walrus', { plan: dense, vectors: { default: new Float32Array(4) } }),
    error: 'STORE_VECTOR_INVALID',
    says: /4 dimensions.*3/,
  },
  {
    name: 'a query vector with a NaN in it',
    call: async (docs) =>
      searchCollection(docs, 'walrus', { plan: dense, vectors: { default: new Float32Array(3).fill(Number.NaN) } }),
    error: 'STORE_VECTOR_INVALID',
    says: 'NaN',
  },
  {
    name: 'a query of ten million characters',
    call: async (_, project) => search(project, 'walrus '.repeat(1_500_000), { collection: 'docs' }),
    error: 'SEARCH_QUERY_TOO_LONG',
    says: '10,500,000 characters',
  },
  {
    name: 'a limit that is no number',
    call: async (_, project) => search(project, 'walrus', { collection: 'docs', limit: Number.NaN }),
    error: 'SEARCH_PLAN_INVALID',
    says: /limit: .*NaN/,
  },
  {
    name: 'an offset below nothing',
    call: async (_, project) => search(project, 'walrus', { collection: 'docs', offset: -1 }),
    error: 'SEARCH_PLAN_INVALID',
    says: 'offset: expected a whole number from 0 to 10000, but got -1',
  },
  {
    name: 'a filter of no known shape',
    call: async (_, project) =>
      search(project, 'walrus', { collection: 'docs', filter: { field: 'price', above: 3 } as never }),
    error: 'STORE_FILTER_INVALID',
    says: 'above',
  },
]
