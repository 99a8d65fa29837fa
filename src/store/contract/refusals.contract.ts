/** @file Which documents and query vectors are refused. Part of collection.contract.ts. */
import { expect } from 'vitest'
import type { Collection, IncomingDocument } from '../collection.ts'
import { DIM } from './letter-encoder.contract.ts'
import { article, articles, type Test, findWords, numbers } from './sample-documents.contract.ts'

const notVectors: readonly [title: string, vector: unknown, says: RegExp][] = [
  ['a string', '[0.5]', /is a string/],
  ['null', null, /is null/],
  ['an object', Object.fromEntries(numbers.entries()), /is an object/],
  ['an Int8Array', Int8Array.from(numbers), /is an Int8Array/],
  ['a BigInt64Array', new BigInt64Array(DIM), /is a BigInt64Array/],
  ['a Buffer', Buffer.alloc(DIM), /is a Uint8Array/],
  ['the memory of numbers', new Float32Array(DIM).buffer, /is an ArrayBuffer/],
  ['a list of lists', [numbers], /1 dimensions/],
  ['a list of vectors', numbers.map(() => numbers), /has an Array at position 0/],
  ['a list of numbers as text', numbers.map(String), /has a string at position 0/],
  ['a list with a null', [...numbers.slice(0, 3), null, ...numbers.slice(4)], /has null at position 3/],
  ['a list with a bigint', [...numbers.slice(0, 3), 1n, ...numbers.slice(4)], /has a bigint at position 3/],
  ['a list with a gap', Object.assign([1], { length: DIM }), /has nothing at position 1/],
  ['a list that is too short', numbers.slice(1), /15 dimensions.*16/],
  ['a list with a NaN', numbers.with(2, NaN), /has NaN at position 2/],
  ['a number beyond single precision', numbers.with(2, 1e39), /has 1e\+39 at position 2, too large for single/],
  [
    'a number beyond single precision in double',
    Float64Array.from(numbers.with(2, -1e300)),
    /has -1e\+300 at position 2/,
  ],
]

export function describeRefusals(test: Test): void {
  const refused =
    (documents: readonly IncomingDocument[], id: string): ((context: { collection: Collection }) => Promise<void>) =>
    async ({ collection }) => {
      await expect(collection.add([article('before', 'Before', 'fine'), ...documents])).rejects.toMatchObject({
        code: 'STORE_DOCUMENT_REFUSED',
        details: { id },
      })
      expect(await collection.count()).toBe(0)
      expect(await findWords(collection, 'fine')).toEqual([])
    }
  const withVector = (vector: unknown): IncomingDocument =>
    ({ ...article('bad', 'Bad', 'b'), vectors: { default: vector } }) as IncomingDocument

  test(
    "a vector with NaN is refused by the document's name",
    refused([withVector(new Float32Array(DIM).fill(NaN))], 'bad'),
  )
  test('an infinite vector is refused', refused([withVector(new Float32Array(DIM).fill(Infinity))], 'bad'))
  test('a vector of another dimension is refused', refused([withVector(new Float32Array(DIM + 1))], 'bad'))
  for (const [title, vector, says] of notVectors)
    test(`${title} is no vector, of a document or of a query`, async ({ collection }) => {
      await refused([withVector(vector)], 'bad')({ collection })
      await expect(collection.add([withVector(vector)])).rejects.toThrow(says)
      const asked = collection.retrieve({ kind: 'dense', space: 'default', vector: vector as Float32Array, k: 3 })
      await expect(asked).rejects.toMatchObject({ code: 'STORE_VECTOR_INVALID' })
      await expect(asked).rejects.toThrow(says)
    })
  test('vectors that are not named by space are refused', async ({ collection }) => {
    for (const vectors of [null, 'text', new Map([['default', new Float32Array(DIM)]]), [new Float32Array(DIM)]]) {
      const document = { ...article('bad', 'Bad', 'b'), vectors } as unknown as IncomingDocument
      await refused([document], 'bad')({ collection })
    }
  })
  test(
    'a vector for a space that is not there is refused',
    refused([{ ...article('bad', 'B', 'b'), vectors: { other: new Float32Array(DIM) } }], 'bad'),
  )
  test('a vector for a space that is nearly there is refused with the name that is meant', async ({ collection }) => {
    const document = { ...article('bad', 'B', 'b'), vectors: { defualt: new Float32Array(DIM) } }
    await expect(collection.add([document])).rejects.toThrow('did you mean "default"?')
  })
  test('an empty id is refused', refused([article('', 'Nameless', 'n')], ''))
  test(
    'an id twice in one batch is refused',
    refused([article('twin', 'One', 'o'), article('twin', 'Two', 't')], 'twin'),
  )
  for (const fields of [undefined, null, 'text', ['a']])
    test(`a document whose fields are ${JSON.stringify(fields)} is refused`, async ({ collection }) => {
      const flat = { id: 'bad', title: 'Bad', fields } as unknown as IncomingDocument
      await refused([flat], 'bad')({ collection })
      await expect(collection.add([flat])).rejects.toThrow('it has no object "fields"')
    })
  test('a field that JSON cannot carry is refused', refused([article('bad', 'Bad', 'b', { price: NaN })], 'bad'))

  test('a query vector that does not fit is refused', async ({ collection }) => {
    await collection.add(articles)
    const search = (vector: Float32Array, space = 'default'): Promise<unknown> =>
      collection.retrieve({ kind: 'dense', space, vector, k: 1 })
    await expect(search(new Float32Array(DIM - 1))).rejects.toMatchObject({ code: 'STORE_VECTOR_INVALID' })
    await expect(search(new Float32Array(DIM).fill(NaN))).rejects.toMatchObject({ code: 'STORE_VECTOR_INVALID' })
    await expect(search(new Float32Array(DIM), 'nowhere')).rejects.toMatchObject({ code: 'STORE_SPACE_UNKNOWN' })
  })
}
