/** @file The documents of the contract of collections, and how its tests ask for them. */
import { compareUtf8 } from '../../base/compare.ts'
import { createRandom } from '../../base/random.ts'
import type { Collection, DocKey, IncomingDocument, RetrieveRequest } from '../collection.ts'
import type { Filter } from '../filter/filter.ts'
import type { NewCollection } from '../project.ts'
import { DIM, createLetterEncoder } from './letter-encoder.contract.ts'

export interface CollectionUnderTest {
  readonly collection: Collection
  /** Closes the collection and opens it again; absent where nothing outlives closing. */
  readonly reopen?: (() => Promise<Collection>) | undefined
  /** Closes and deletes everything. */
  readonly dispose: () => Promise<void>
}

export const settings: NewCollection = {
  analyzer: { language: 'en' },
  lexicalFields: { title: 2, text: 1 },
  spaces: { default: { encoder: createLetterEncoder(), fields: ['title', 'text'] } },
}

export const article = (
  id: string,
  title: string,
  text: string,
  more: IncomingDocument['fields'] = {},
): IncomingDocument => ({
  id,
  fields: { title, text, ...more },
})

export const articles: readonly IncomingDocument[] = [
  article('refund', 'Refunds', 'How to get your money back after a purchase', {
    price: 10,
    tags: ['money', 'billing'],
  }),
  article('invoice', 'Invoices', 'Download the invoice of a purchase as PDF', { price: 25.5, tags: ['billing'] }),
  article('login', 'Signing in', 'Reset the password of your account', { isNew: true, meta: { size: 'big' } }),
  article('shipping', 'Shipping', 'Where is my parcel and when does it arrive', {
    price: -3,
    published: '2024-05-01',
    meta: { size: 'small', parts: [{ sku: 'A-1' }, { sku: 'B-2' }] },
  }),
  article('empty', '', '', { tags: [], isNew: false, published: '2025-01-31T10:00:00Z', price: null }),
]

export const randomVectors = (count: number, seed: number): Float32Array[] => {
  const random = createRandom(seed)
  return Array.from({ length: count }, () => Float32Array.from({ length: DIM }, () => random.normal()))
}

export type WithVector = IncomingDocument & { readonly vectors: { readonly default: Float32Array } }

export const numbered = (count: number, seed = 7): WithVector[] =>
  randomVectors(count, seed).map((vector, i) => ({
    id: `d${i}`,
    fields: { text: `document number ${i}`, bucket: i % 10, isEven: i % 2 === 0 },
    vectors: { default: vector },
  }))

export const dot = (a: Float32Array, b: Float32Array): number =>
  a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0)

export type Test = (
  title: string,
  work: (context: { under: CollectionUnderTest; collection: Collection }) => Promise<void>,
) => void

export const sorted = (ids: readonly (string | undefined)[]): string[] => ids.map(String).toSorted(compareUtf8)

export const idsOf = async (collection: Collection, keys: readonly DocKey[]): Promise<(string | undefined)[]> =>
  (await collection.fetch(keys)).map((document) => document?.id)

export const findWords = async (
  collection: Collection,
  query: string,
  filter?: Filter,
): Promise<(string | undefined)[]> =>
  idsOf(
    collection,
    (await collection.retrieve({ kind: 'lexical', query, k: 10, filter })).map(({ key }) => key),
  )

export const findNear = async (
  collection: Collection,
  request: Omit<RetrieveRequest & { kind: 'dense' }, 'kind' | 'space'>,
): Promise<(string | undefined)[]> =>
  idsOf(
    collection,
    (await collection.retrieve({ kind: 'dense', space: 'default', ...request })).map(({ key }) => key),
  )

export async function encoded(text: string): Promise<[Float32Array]> {
  return [(await createLetterEncoder().encode([{ text }], { role: 'query' })).vectors.data]
}

export const numbers = Array.from({ length: DIM }, (_, i) => i + 0.5)
