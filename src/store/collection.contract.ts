/** @file What every collection does, whichever engine is behind it: run this suite on each. */
import { AsyncResource } from 'node:async_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { compareUtf8 } from '../base/compare.ts'
import { createRandom } from '../base/random.ts'
import { type Encoder, noUsage } from '../encode/encoder.ts'
import { describeCapabilities } from './capabilities.contract.ts'
import type { LexicalScoring } from '../index/lexical/scoring.ts'
import type { Collection, DocKey, IncomingDocument, RetrieveRequest } from './collection.ts'
import type { Filter } from './filter/filter.ts'
import type { NewCollection } from './project.ts'
import type { VectorInput } from './documents/vector-input.ts'

export interface CollectionUnderTest {
  readonly collection: Collection
  /** Closes the collection and opens it again; absent where nothing outlives closing. */
  readonly reopen?: (() => Promise<Collection>) | undefined
  /** Closes and deletes everything. */
  readonly dispose: () => Promise<void>
}

export interface CollectionContract {
  readonly name: string
  /** An empty collection with these settings. */
  readonly open: (settings: NewCollection) => Promise<CollectionUnderTest>
  /** Tests that this engine cannot pass, each with the reason. */
  readonly skip?: readonly { readonly test: string; readonly reason: string }[]
}

const DIM = 16

/** A small real encoder: counts letters, so that texts with the same letters are near each other. */
export function createLetterEncoder(fingerprint = 'letters-1', dim = DIM): Encoder {
  const vectorOf = (text: string): Float32Array => {
    const counts = new Float32Array(dim)
    for (const letter of text.toLowerCase()) {
      const at = (letter.codePointAt(0) ?? 0) % dim
      counts[at] = (counts[at] ?? 0) + 1
    }
    const norm = Math.hypot(...counts) || 1
    return counts.map((count) => count / norm)
  }
  return {
    kind: 'dense',
    ref: `test:${fingerprint}`,
    fingerprint,
    dim,
    isNormalized: true,
    tokensMax: undefined,
    hybridWeight: 0.5,
    encode: async (inputs) => {
      const data = new Float32Array(inputs.length * dim)
      inputs.forEach(({ text }, i) => data.set(vectorOf(text), i * dim))
      return { vectors: { data, rows: inputs.length, dim }, usage: noUsage }
    },
    countTokens: async (inputs) => Int32Array.from(inputs, ({ text }) => text.length),
    close: async () => undefined,
  }
}

const settings: NewCollection = {
  analyzer: { language: 'en' },
  lexicalFields: { title: 2, text: 1 },
  spaces: { default: { encoder: createLetterEncoder(), fields: ['title', 'text'] } },
}

const article = (id: string, title: string, text: string, more: IncomingDocument['fields'] = {}): IncomingDocument => ({
  id,
  fields: { title, text, ...more },
})

const articles: readonly IncomingDocument[] = [
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

const randomVectors = (count: number, seed: number): Float32Array[] => {
  const random = createRandom(seed)
  return Array.from({ length: count }, () => Float32Array.from({ length: DIM }, () => random.normal()))
}

type WithVector = IncomingDocument & { readonly vectors: { readonly default: Float32Array } }

const numbered = (count: number, seed = 7): WithVector[] =>
  randomVectors(count, seed).map((vector, i) => ({
    id: `d${i}`,
    fields: { text: `document number ${i}`, bucket: i % 10, isEven: i % 2 === 0 },
    vectors: { default: vector },
  }))

const dot = (a: Float32Array, b: Float32Array): number => a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0)

/** Registers the suite for one engine. */
export function describeCollection({ name, open, skip = [] }: CollectionContract): void {
  const test = (
    title: string,
    work: (context: { under: CollectionUnderTest; collection: Collection }) => Promise<void>,
  ): void => {
    const reason = skip.find((skipped) => skipped.test === title)?.reason
    const run = (): Promise<void> => work({ under, collection: under.collection })
    const register = reason === undefined ? it : it.skip
    register(reason === undefined ? title : `${title} (${reason})`, run)
  }
  let under: CollectionUnderTest

  describe(`${name} as a collection`, () => {
    beforeEach(async () => {
      under = await open(settings)
    })
    afterEach(() => under.dispose())
    describeWrites(test)
    describeUpdates(test)
    describeIds(test)
    describeVectors(test)
    describeRefusals(test)
    describeArguments(test)
    describeLexical(test)
    describeDense(test)
    describeFilters(test)
    describeViews(test)
    describePlans(test)
    describeLife(test)
    describeCapabilities(test)
  })
}

type Test = (
  title: string,
  work: (context: { under: CollectionUnderTest; collection: Collection }) => Promise<void>,
) => void

const sorted = (ids: readonly (string | undefined)[]): string[] => ids.map(String).toSorted(compareUtf8)

const idsOf = async (collection: Collection, keys: readonly DocKey[]): Promise<(string | undefined)[]> =>
  (await collection.fetch(keys)).map((document) => document?.id)

const findWords = async (collection: Collection, query: string, filter?: Filter): Promise<(string | undefined)[]> =>
  idsOf(
    collection,
    (await collection.retrieve({ kind: 'lexical', query, k: 10, filter })).map(({ key }) => key),
  )

const findNear = async (
  collection: Collection,
  request: Omit<RetrieveRequest & { kind: 'dense' }, 'kind' | 'space'>,
): Promise<(string | undefined)[]> =>
  idsOf(
    collection,
    (await collection.retrieve({ kind: 'dense', space: 'default', ...request })).map(({ key }) => key),
  )

function describeWrites(test: Test): void {
  test('what is added is found by the next search, by words and by vector', async ({ collection }) => {
    expect(await collection.add(articles)).toEqual({ added: 5, replaced: 0, unchanged: 0 })
    expect(await collection.count()).toBe(5)
    expect((await findWords(collection, 'refund'))[0]).toBe('refund')
    const [vector] = await encoded('Shipping Where is my parcel and when does it arrive')
    expect((await findNear(collection, { vector, k: 1 }))[0]).toBe('shipping')
    await collection.add([article('late', 'Latecomer', 'zebra crossing')])
    expect(await findWords(collection, 'zebra')).toEqual(['late'])
  })

  test('adding the same again changes nothing', async ({ collection }) => {
    await collection.add(articles)
    const key = await collection.keyOf('refund')
    expect(await collection.add(articles)).toEqual({ added: 0, replaced: 0, unchanged: 5 })
    const reordered = articles.map(({ id, fields }) => ({
      id,
      fields: Object.fromEntries(Object.entries(fields).toReversed()),
    }))
    expect(await collection.add(reordered)).toEqual({ added: 0, replaced: 0, unchanged: 5 })
    expect(await collection.keyOf('refund')).toBe(key)
  })

  test('adding an id again with other content replaces the document', async ({ collection }) => {
    await collection.add(articles)
    const changed = article('refund', 'Refunds', 'Ask the walrus', { price: 11 })
    expect(await collection.add([changed])).toEqual({ added: 0, replaced: 1, unchanged: 0 })
    expect(await collection.count()).toBe(5)
    expect(await findWords(collection, 'walrus')).toEqual(['refund'])
    expect(await findWords(collection, 'money')).toEqual([])
    expect(await collection.get(['refund'])).toEqual([changed])
    const [vector] = await encoded('Refunds Ask the walrus')
    const near = await findNear(collection, { vector, k: 10 })
    expect(near[0]).toBe('refund')
    expect(near.filter((id) => id === 'refund')).toHaveLength(1)
  })

  test('what is deleted is out of the next search', async ({ collection }) => {
    await collection.add(articles)
    const key = await collection.keyOf('refund')
    expect(await collection.delete(['refund', 'nobody', 'refund'])).toBe(1)
    expect(await collection.count()).toBe(4)
    expect(await findWords(collection, 'refund')).toEqual([])
    expect(await findNear(collection, { vector: new Float32Array(DIM).fill(0.25), k: 10 })).not.toContain('refund')
    expect(await collection.get(['refund'])).toEqual([undefined])
    expect(await collection.keyOf('refund')).toBeUndefined()
    expect(key === undefined ? [] : await collection.fetch([key])).toEqual([undefined])
    expect(await collection.add(articles)).toEqual({ added: 1, replaced: 0, unchanged: 4 })
    expect(await findWords(collection, 'refund')).toEqual(['refund'])
  })

  test('documents come back as they were, in the order that was asked for', async ({ collection }) => {
    await collection.add(articles)
    expect(await collection.get(['login', 'nobody', 'empty'])).toEqual([articles[2], undefined, articles[4]])
  })

  test('all documents are read once each, oldest first, also while others are added between two pages', async ({
    collection,
  }) => {
    const many = Array.from({ length: 600 }, (_, i) => article(`m${i}`, 'Many', `number ${i}`))
    await collection.add(many)
    await collection.add([article('m0', 'Many', 'replaced')])
    await collection.delete(['m1'])
    const before = await collection.count()
    const ids: string[] = []
    for await (const { id } of collection.documents()) {
      if (ids.length === 300) await collection.add([article('late', 'Late', 'added meanwhile')])
      ids.push(id)
    }
    expect(ids).toHaveLength(before + 1)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.slice(-2)).toEqual(['m0', 'late'])
  })

  test('an asynchronous source is added too, with progress in documents that are safe', async ({ collection }) => {
    const done: number[] = []
    async function* source(): AsyncGenerator<IncomingDocument> {
      yield* numbered(700)
    }
    const report = await collection.add(source(), { onProgress: (progress) => done.push(progress.done) })
    expect(report.added).toBe(700)
    expect(done.at(-1)).toBe(700)
    expect(done).toEqual(done.toSorted((a, b) => a - b))
  })

  test('an aborted add keeps what it has acknowledged, and goes on when called again', async ({ collection }) => {
    const controller = new AbortController()
    const documents = numbered(1000)
    let acknowledged = 0
    const adding = collection.add(documents, {
      signal: controller.signal,
      onProgress: ({ done }) => {
        acknowledged = done
        controller.abort(new Error('enough'))
      },
    })
    await expect(adding).rejects.toThrow('enough')
    expect(acknowledged).toBeGreaterThan(0)
    expect(await collection.count()).toBe(acknowledged)
    expect(await collection.add(documents)).toEqual({
      added: 1000 - acknowledged,
      replaced: 0,
      unchanged: acknowledged,
    })
  })
}

function describeUpdates(test: Test): void {
  test('an update changes the fields that are given, and nothing else', async ({ collection }) => {
    await collection.add(articles)
    const report = await collection.update([
      { id: 'refund', fields: { price: 12, stock: 3 } },
      { id: 'invoice', fields: { price: 25.5 } },
      { id: 'shipping', fields: { text: 'The walrus brings it', published: null } },
    ])
    expect(report).toEqual({ updated: 2, unchanged: 1, added: 0, missing: 0 })
    expect(await collection.get(['refund', 'shipping'])).toEqual([
      { id: 'refund', fields: { ...articles[0]?.fields, price: 12, stock: 3 } },
      {
        id: 'shipping',
        fields: {
          title: 'Shipping',
          text: 'The walrus brings it',
          price: -3,
          meta: { size: 'small', parts: [{ sku: 'A-1' }, { sku: 'B-2' }] },
        },
      },
    ])
    expect(await collection.count()).toBe(5)
    expect((await findWords(collection, 'refund'))[0]).toBe('refund')
    expect(await findWords(collection, 'walrus')).toEqual(['shipping'])
    expect(await findWords(collection, 'parcel')).toEqual([])
    expect(sorted(await findWords(collection, 'purchase', { field: 'price', lt: 13 }))).toEqual(['refund'])
    const [vector] = await encoded('Shipping The walrus brings it')
    expect((await findNear(collection, { vector, k: 1 }))[0]).toBe('shipping')
  })

  test('an update encodes again only where the text has changed, and keeps vectors that were given', async ({
    collection,
  }) => {
    const one = { ...article('a', 'A', 'walrus', { price: 1 }), vectors: { default: numbers } }
    await collection.add([one, article('b', 'B', 'seal')])
    const scoreOf = async (id: string): Promise<number | undefined> => {
      const key = await collection.keyOf(id)
      const query = { kind: 'dense', space: 'default', vector: numbers } as const
      return (await collection.score(query, key === undefined ? [] : [key]))[0]
    }
    const before = await scoreOf('a')
    expect(await collection.update([{ id: 'a', fields: { price: 2 } }])).toMatchObject({ updated: 1 })
    expect(await scoreOf('a')).toBe(before)
    // What was added with its vector is the same when all of it is added again.
    expect(await collection.add([{ ...one, fields: { ...one.fields, price: 2 } }])).toMatchObject({ unchanged: 1 })
    await collection.update([{ id: 'b', fields: {}, vectors: { default: numbers } }])
    expect(await scoreOf('b')).toBe(before)
    await collection.update([{ id: 'a', fields: { text: 'seal' } }])
    expect(await scoreOf('a')).not.toBeCloseTo(before ?? 0, 3)
    expect(await collection.add([article('a', 'A', 'seal', { price: 2 })])).toMatchObject({ unchanged: 1 })
  })

  test('an update of a document that is not there is refused, or adds or skips it where that is asked for', async ({
    collection,
  }) => {
    await collection.add(articles)
    const updates = [
      { id: 'refund', fields: { price: 12 } },
      { id: 'nobody', fields: { title: 'Nobody', price: 1 } },
    ]
    await expect(collection.update(updates)).rejects.toMatchObject({
      code: 'STORE_DOCUMENT_UNKNOWN',
      details: { id: 'nobody' },
    })
    expect((await collection.get(['refund']))[0]?.fields['price']).toBe(10)
    expect(await collection.update(updates, { missing: 'skip' })).toEqual({
      updated: 1,
      unchanged: 0,
      added: 0,
      missing: 1,
    })
    expect(await collection.count()).toBe(5)
    expect(await collection.update(updates, { missing: 'add' })).toEqual({
      updated: 0,
      unchanged: 1,
      added: 1,
      missing: 0,
    })
    expect(await findWords(collection, 'nobody')).toEqual(['nobody'])
    await expect(collection.update(updates, { missing: 'ignore' as never })).rejects.toMatchObject({
      code: 'STORE_ARGUMENT_INVALID',
    })
  })

  test('a replacement that loses a searched field is told in the report', async ({ collection }) => {
    await collection.add(articles)
    const feed = articles.slice(0, 3).map(({ id }) => ({ id, fields: { price: 5 } }))
    expect(await collection.add([article('refund', 'Refunds', 'Other words'), ...feed.slice(1)])).toEqual({
      added: 0,
      replaced: 3,
      unchanged: 0,
      lost: { documents: 2, fields: ['text', 'title'], firstId: 'invoice' },
    })
    expect(await collection.add([article('refund', '', 'Emptied on purpose')])).toEqual({
      added: 0,
      replaced: 1,
      unchanged: 0,
    })
  })
}

/** A word that no other number has, and that no analyzer takes apart. */
const wordOf = (i: number): string => `q${String.fromCodePoint(97 + Math.floor(i / 20), 98 + (i % 20))}zk`

async function encoded(text: string): Promise<[Float32Array]> {
  return [(await createLetterEncoder().encode([{ text }], { role: 'query' })).vectors.data]
}

function describeIds(test: Test): void {
  test('ids of any characters are kept apart', async ({ collection }) => {
    const ids = [
      'a',
      'A',
      ' a',
      'a ',
      'a/b',
      '../a',
      'a%2Fb',
      '"quoted"',
      "it's",
      'a\\b',
      'a\nb',
      'ä',
      'a\u0308',
      '日本',
      '😀',
      '\u0000',
      'x\u0000y',
      'x',
      '\ud800',
      '\ufffd',
      '?q=1&b#c',
      '<b>',
      '__proto__',
      'constructor',
      '0',
      '-1',
      '1e3',
      'z'.repeat(500),
    ]
    const documents = ids.map((id, i) => article(id, wordOf(i), 'same words'))
    expect((await collection.add(documents)).added).toBe(ids.length)
    expect(await collection.get(ids)).toEqual(documents)
    for (const i of ids.keys()) expect(await findWords(collection, wordOf(i))).toEqual([ids[i]])
    expect(await collection.delete(['x'])).toBe(1)
    expect((await collection.get(['x\u0000y']))[0]?.id).toBe('x\u0000y')
    expect(await collection.add(documents)).toEqual({ added: 1, replaced: 0, unchanged: ids.length - 1 })
  })

  test('the excluded id is not returned, and k counts the others', async ({ collection }) => {
    await collection.add(numbered(50))
    const [vector = new Float32Array()] = randomVectors(1, 7)
    expect((await findNear(collection, { vector, k: 5 }))[0]).toBe('d0')
    const near = await findNear(collection, { vector, k: 5, excludeId: 'd0' })
    expect(near).toHaveLength(5)
    expect(near).not.toContain('d0')
    const words = await collection.retrieve({ kind: 'lexical', query: 'document', k: 50, excludeId: 'd7' })
    expect(words).toHaveLength(49)
    expect(await collection.retrieve({ kind: 'lexical', query: 'document', k: 50, excludeId: 'nobody' })).toHaveLength(
      50,
    )
  })
}

const numbers = Array.from({ length: DIM }, (_, i) => i + 0.5)

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

const asBytes = (vector: Float32Array): Float32Array => {
  const bytes = new Uint8Array(vector.byteLength + 64)
  bytes.set(new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength), 8)
  return new Float32Array(bytes.buffer, 8, vector.length)
}

const vectorForms: readonly [title: string, form: (vector: Float32Array) => VectorInput][] = [
  ['plain numbers', (vector) => [...vector]],
  ['double precision', (vector) => Float64Array.from(vector)],
  ['a part of a longer vector', (vector) => Float32Array.of(9, 9, ...vector, 9).subarray(2, 2 + DIM)],
  ['numbers that begin within a buffer', asBytes],
  [
    'shared memory',
    (vector) => {
      const shared = new Float32Array(new SharedArrayBuffer(vector.byteLength))
      shared.set(vector)
      return shared
    },
  ],
]

function describeVectors(test: Test): void {
  for (const [title, form] of vectorForms)
    test(`${title} are a vector, of a document and of a query`, async ({ collection }) => {
      const documents = numbered(20)
      const given = documents.map((document) => ({ ...document, vectors: { default: form(document.vectors.default) } }))
      expect(await collection.add(given)).toMatchObject({ added: 20 })
      expect(await collection.add(documents)).toMatchObject({ unchanged: 20 })
      for (const { id, vectors } of documents.slice(0, 5)) {
        const request = { kind: 'dense', space: 'default', vector: form(vectors.default), k: 20 } as const
        const found = await collection.retrieve(request)
        const wanted = documents
          .map((document) => dot(vectors.default, document.vectors.default))
          .toSorted((a, b) => b - a)
        found.forEach(({ score }, i) => expect(score).toBeCloseTo(wanted[i] ?? NaN, 4))
        const key = await collection.keyOf(id)
        const [score] = await collection.score(request, key === undefined ? [] : [key])
        expect(score).toBeCloseTo(dot(vectors.default, vectors.default), 4)
      }
    })

  test('other numbers with the same fields are a replacement', async ({ collection }) => {
    const document = { ...article('a', 'A', 'walrus'), vectors: { default: numbers } }
    expect(await collection.add([document])).toMatchObject({ added: 1 })
    expect(await collection.add([{ ...document, vectors: { default: [...numbers] } }])).toMatchObject({ unchanged: 1 })
    const turned = numbers.toReversed()
    expect(await collection.add([{ ...document, vectors: { default: turned } }])).toMatchObject({ replaced: 1 })
    const [found] = await collection.retrieve({ kind: 'dense', space: 'default', vector: turned, k: 1 })
    expect(found?.score).toBeCloseTo(dot(Float32Array.from(turned), Float32Array.from(turned)), 2)
  })

  test('a vector that its owner uses again meanwhile is stored as it was', async ({ collection }) => {
    const reused = new Float32Array(DIM)
    function* documents(): Generator<IncomingDocument> {
      for (let i = 0; i < 3; i++) yield { ...article(`d${i}`, 'D', 'd'), vectors: { default: reused.fill(i + 1) } }
    }
    await collection.add(documents())
    const found = await collection.retrieve({ kind: 'dense', space: 'default', vector: numbers.map(() => 1), k: 3 })
    expect(found.map(({ score }) => score / DIM)).toEqual([3, 2, 1])
  })
}

function describeRefusals(test: Test): void {
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

const notCounts: readonly unknown[] = [
  NaN,
  -1,
  0.5,
  Infinity,
  -Infinity,
  2 ** 60,
  '3',
  '',
  null,
  undefined,
  {},
  [3],
  true,
  3n,
]
const notPositives = [...notCounts.filter((value) => value !== undefined), 0]
const notWeights = [NaN, -1, Infinity, '2', null, undefined, {}, true]
const notTexts = [undefined, null, 7, NaN, {}, ['a']]
const notObjects = [null, 7, 'text', true, [1]]

/** Arguments as programs without types pass them, each with what it cannot be. */
const badArguments: readonly [
  argument: string,
  values: readonly unknown[],
  call: (collection: Collection, value: never) => Promise<unknown>,
][] = [
  ['k', notCounts, (docs, k) => docs.retrieve({ kind: 'lexical', query: 'purchase', k })],
  ['k', notCounts, (docs, k) => docs.retrieve({ kind: 'dense', space: 'default', vector: numbers, k })],
  ['k', notCounts, (docs, k) => docs.retrieve({ kind: 'dense', space: 'default', vector: numbers, k, exact: true })],
  ['k', notCounts, (docs, k) => docs.read((view) => view.retrieve({ kind: 'lexical', query: 'purchase', k }))],
  [
    'graph.ef',
    notPositives,
    (docs, ef) => docs.retrieve({ kind: 'dense', space: 'default', vector: numbers, k: 3, graph: { ef } }),
  ],
  [
    'graph',
    notObjects,
    (docs, graph) => docs.retrieve({ kind: 'dense', space: 'default', vector: numbers, k: 3, graph }),
  ],
  [
    'exact',
    [0, 'true', null],
    (docs, exact) => docs.retrieve({ kind: 'dense', space: 'default', vector: numbers, k: 3, exact }),
  ],
  ['space', notTexts, (docs, space) => docs.retrieve({ kind: 'dense', space, vector: numbers, k: 3 })],
  ['query', notTexts, (docs, query) => docs.retrieve({ kind: 'lexical', query, k: 3 })],
  [
    'fields.title',
    notWeights,
    (docs, title) => docs.retrieve({ kind: 'lexical', query: 'purchase', k: 3, fields: { title } }),
  ],
  ['fields', notObjects, (docs, fields) => docs.retrieve({ kind: 'lexical', query: 'purchase', k: 3, fields })],
  ['scoring', notObjects, (docs, scoring) => docs.retrieve({ kind: 'lexical', query: 'purchase', k: 3, scoring })],
  ['kind', [undefined, 'sparse', 'constructor', 3], (docs, kind) => docs.retrieve({ kind, query: 'purchase', k: 3 })],
  ['kind', [undefined, 'sparse'], (docs, kind) => docs.score({ kind, query: 'purchase' }, [1])],
  ['request', [undefined, null, 'purchase', []], (docs, request) => docs.retrieve(request)],
  [
    'excludeId',
    [null, 7, {}],
    (docs, excludeId) => docs.retrieve({ kind: 'lexical', query: 'purchase', k: 3, excludeId }),
  ],
  ['keys', [undefined, null, 7, 'a', {}], (docs, keys) => docs.fetch(keys)],
  ['keys', [undefined, null, 7], (docs, keys) => docs.score({ kind: 'lexical', query: 'purchase' }, keys)],
  ['keys', [undefined, null, 7], (docs, keys) => docs.explain({ kind: 'lexical', query: 'purchase' }, keys)],
  ['id', notTexts, (docs, id) => docs.keyOf(id)],
  ['ids', [undefined, null, 7, 'refund', {}], (docs, ids) => docs.get(ids)],
  ['ids[1]', notTexts, (docs, id) => docs.get(['refund', id])],
  ['ids', [undefined, null, 7, 'refund', {}], (docs, ids) => docs.delete(ids)],
  ['ids[0]', notTexts, (docs, id) => docs.delete([id])],
  ['documents', [undefined, null, 7, {}], (docs, documents) => docs.add(documents)],
]

function describeArguments(test: Test): void {
  const expectGood = async (collection: Collection): Promise<void> => {
    expect(sorted(await findWords(collection, 'purchase'))).toEqual(['invoice', 'refund'])
    const [vector] = await encoded('Shipping Where is my parcel and when does it arrive')
    expect((await findNear(collection, { vector, k: 5 }))[0]).toBe('shipping')
    expect((await findNear(collection, { vector, k: 5, exact: true, graph: { ef: 10 } }))[0]).toBe('shipping')
    expect(await collection.count()).toBe(5)
  }
  for (const [i, [argument, values, call]] of badArguments.entries())
    test(`${argument} that cannot be is refused, and the next search is right (${i})`, async ({ collection }) => {
      await collection.add(articles)
      for (const value of values) {
        const called = call(collection, value as never)
        await expect(called).rejects.toMatchObject({ code: 'STORE_ARGUMENT_INVALID', details: { argument, value } })
        await expect(called).rejects.toThrow(`${argument} is `)
      }
      await expectGood(collection)
    })

  test('bad weights of a formula are refused, and the next search is right', async ({ collection }) => {
    await collection.add(articles)
    for (const k1 of [NaN, -1, Infinity, '1', null]) {
      const scoring = { formula: 'lucene', k1 } as LexicalScoring
      const called = collection.retrieve({ kind: 'lexical', query: 'purchase', k: 3, scoring })
      await expect(called).rejects.toMatchObject({ isAttuneError: true, kind: 'invalid-input' })
    }
    await expectGood(collection)
  })

  test('as many as there are is what a huge number asks for', async ({ collection }) => {
    await collection.add(articles)
    const huge = Number.MAX_SAFE_INTEGER
    expect(await collection.retrieve({ kind: 'lexical', query: 'purchase', k: huge })).toHaveLength(2)
    const near = { kind: 'dense', space: 'default', vector: numbers } as const
    for (const exact of [true, false])
      expect(await collection.retrieve({ ...near, k: huge, exact, graph: { ef: huge } })).toHaveLength(5)
    expect(await collection.retrieve({ ...near, k: huge, excludeId: 'login' })).toHaveLength(4)
    await expectGood(collection)
  })

  test('keys that no search has returned are of no document', async ({ collection }) => {
    await collection.add(articles)
    const keys = [NaN, -1, 0.5, 2 ** 60, 0, 'text', undefined, null, {}] as DocKey[]
    expect(await collection.fetch(keys)).toEqual(keys.map(() => undefined))
    for (const query of [
      { kind: 'lexical', query: 'purchase' },
      { kind: 'dense', space: 'default', vector: numbers },
    ] as const) {
      expect([...(await collection.score(query, keys))]).toEqual(keys.map(() => NaN))
      expect(await collection.explain(query, keys)).toEqual(keys.map(() => undefined))
    }
    await expectGood(collection)
  })
}

function describeLexical(test: Test): void {
  test('an empty collection answers with nothing', async ({ collection }) => {
    expect(await collection.add([])).toEqual({ added: 0, replaced: 0, unchanged: 0 })
    expect(await collection.retrieve({ kind: 'lexical', query: 'anything', k: 10 })).toEqual([])
    expect(
      await collection.retrieve({ kind: 'dense', space: 'default', vector: new Float32Array(DIM), k: 10 }),
    ).toEqual([])
    expect(await collection.count()).toBe(0)
  })

  test('words are ranked, best first, and documents without any are left out', async ({ collection }) => {
    await collection.add(articles)
    const found = await collection.retrieve({ kind: 'lexical', query: 'purchase invoice', k: 10 })
    expect(
      await idsOf(
        collection,
        found.map(({ key }) => key),
      ),
    ).toEqual(['invoice', 'refund'])
    expect(found.map(({ score }) => score)).toEqual(found.map(({ score }) => score).toSorted((a, b) => b - a))
    expect(await collection.retrieve({ kind: 'lexical', query: 'purchase invoice', k: 1 })).toEqual(found.slice(0, 1))
    expect(await collection.retrieve({ kind: 'lexical', query: 'xylophone', k: 10 })).toEqual([])
    expect(await collection.retrieve({ kind: 'lexical', query: '', k: 10 })).toEqual([])
    expect(await collection.retrieve({ kind: 'lexical', query: 'purchase', k: 0 })).toEqual([])
  })

  test("weights of a request override the collection's", async ({ collection }) => {
    await collection.add([article('t', 'walrus', 'nothing here'), article('x', 'nothing here', 'walrus')])
    expect((await findWords(collection, 'walrus'))[0]).toBe('t')
    const turned = await collection.retrieve({ kind: 'lexical', query: 'walrus', fields: { title: 1, text: 9 }, k: 10 })
    expect(
      await idsOf(
        collection,
        turned.map(({ key }) => key),
      ),
    ).toEqual(['x', 't'])
    const titles = await collection.retrieve({ kind: 'lexical', query: 'walrus', fields: { title: 1 }, k: 10 })
    expect(
      await idsOf(
        collection,
        titles.map(({ key }) => key),
      ),
    ).toEqual(['t'])
  })

  test('an explanation adds up to the score', async ({ collection }) => {
    await collection.add(articles)
    const query = { kind: 'lexical', query: 'purchase invoice' } as const
    const found = await collection.retrieve({ ...query, k: 10 })
    expect(found.length).toBeGreaterThan(0)
    const explanations = await collection.explain(
      query,
      found.map(({ key }) => key),
    )
    explanations.forEach((explanation, i) => expect(explanation?.score).toBeCloseTo(found[i]?.score ?? NaN, 5))
  })
}

function describeDense(test: Test): void {
  const documents = numbered(1200)
  const nearest = (
    vector: Float32Array,
    k: number,
    allowed: (document: WithVector) => boolean = () => true,
  ): [string, number][] =>
    documents
      .filter(allowed)
      .map((document): [string, number] => [document.id, dot(vector, document.vectors.default)])
      .toSorted((a, b) => b[1] - a[1])
      .slice(0, k)

  test('the nearest vectors are those that comparing with every vector finds', async ({ collection }) => {
    await collection.add(documents)
    for (const vector of randomVectors(10, 99)) {
      const found = await collection.retrieve({ kind: 'dense', space: 'default', vector, k: 20, exact: true })
      const wanted = nearest(vector, 20)
      expect(
        await idsOf(
          collection,
          found.map(({ key }) => key),
        ),
      ).toEqual(wanted.map(([id]) => id))
      found.forEach(({ score }, i) => expect(score).toBeCloseTo(wanted[i]?.[1] ?? NaN, 4))
    }
  })

  test('a filter narrows the nearest vectors without losing any', async ({ collection }) => {
    await collection.add(documents)
    const filters: readonly [Filter, (i: number) => boolean][] = [
      [{ field: 'bucket', equals: 3 }, (i) => i % 10 === 3],
      [
        {
          and: [
            { field: 'isEven', equals: true },
            { field: 'bucket', lt: 4 },
          ],
        },
        (i) => i % 2 === 0 && i % 10 < 4,
      ],
      [{ field: '_id', in: ['d5', 'd600'] }, (i) => i === 5 || i === 600],
      [{ field: 'bucket', gt: 10 }, () => false],
    ]
    for (const [filter, allowed] of filters)
      for (const vector of randomVectors(3, 5)) {
        const wanted = nearest(vector, 15, ({ id }) => allowed(Number(id.slice(1))))
        expect(await findNear(collection, { vector, k: 15, filter })).toEqual(wanted.map(([id]) => id))
      }
  })

  test('scores of vectors are exact dot products in the order of the keys', async ({ collection }) => {
    await collection.add(documents)
    const [vector = new Float32Array()] = randomVectors(1, 42)
    const ids = ['d17', 'd3', 'd999']
    const keys = (await Promise.all(ids.map((id) => collection.keyOf(id)))).filter((key) => key !== undefined)
    const query = { kind: 'dense', space: 'default', vector } as const
    const scores = await collection.score(query, keys)
    const wanted = new Map(nearest(vector, documents.length))
    ids.forEach((id, i) => expect(scores[i]).toBeCloseTo(wanted.get(id) ?? NaN, 4))
    await collection.delete(['d3'])
    expect((await collection.score(query, keys))[1]).toBeNaN()
  })
}

function describeFilters(test: Test): void {
  const cases: readonly [title: string, filter: Filter, ids: readonly string[]][] = [
    ['equals, a number', { field: 'price', equals: 10 }, ['refund']],
    ['equals, a boolean', { field: 'isNew', equals: false }, ['empty']],
    ['equals, an element of an array', { field: 'tags', equals: 'billing' }, ['invoice', 'refund']],
    ['equals, a field within an object', { field: 'meta.size', equals: 'small' }, ['shipping']],
    ['equals, a field of objects in an array', { field: 'meta.parts.sku', equals: 'B-2' }, ['shipping']],
    ['equals, a field that no document has', { field: 'nowhere', equals: 1 }, []],
    ['in', { field: 'price', in: [25.5, -3, 77] }, ['invoice', 'shipping']],
    ['in, an empty list', { field: 'price', in: [] }, []],
    ['range from', { field: 'price', gte: 10 }, ['invoice', 'refund']],
    ['range between', { field: 'price', gt: -3, lte: 10 }, ['refund']],
    ['range of dates', { field: 'published', gte: '2024-06-01', lt: '2026' }, ['empty']],
    ['exists', { field: 'price', exists: true }, ['invoice', 'refund', 'shipping']],
    ['exists not, null and empty arrays included', { field: 'tags', exists: false }, ['empty', 'login', 'shipping']],
    [
      'and',
      {
        and: [
          { field: 'tags', equals: 'billing' },
          { field: 'price', lt: 20 },
        ],
      },
      ['refund'],
    ],
    ['and of nothing is everything', { and: [] }, ['empty', 'invoice', 'login', 'refund', 'shipping']],
    [
      'or',
      {
        or: [
          { field: 'price', equals: 10 },
          { field: 'isNew', equals: true },
        ],
      },
      ['login', 'refund'],
    ],
    ['or of nothing is nothing', { or: [] }, []],
    ['not', { not: { field: 'price', gte: 10 } }, ['empty', 'login', 'shipping']],
  ]
  for (const [title, filter, ids] of cases)
    test(`filter: ${title}`, async ({ collection }) => {
      await collection.add(articles)
      const near = await findNear(collection, { vector: new Float32Array(DIM).fill(0.25), k: 10, filter })
      expect(sorted(near)).toEqual(ids)
      const words = await findWords(collection, 'purchase parcel password', filter)
      expect(sorted(words)).toEqual(ids.filter((id) => id !== 'empty'))
    })

  test('a filter sees what was added, replaced and deleted since', async ({ collection }) => {
    const filter: Filter = { field: 'price', lt: 20 }
    const find = async (): Promise<unknown> =>
      sorted(await findNear(collection, { vector: new Float32Array(DIM).fill(0.25), k: 10, filter }))
    await collection.add(articles)
    expect(await find()).toEqual(['refund', 'shipping'])
    await collection.add([article('new', 'New', 'n', { price: 1 }), article('refund', 'Refunds', 'r', { price: 30 })])
    expect(await find()).toEqual(['new', 'shipping'])
    await collection.delete(['new'])
    expect(await find()).toEqual(['shipping'])
  })

  test('comparing a field with a value of another type is refused, naming both', async ({ collection }) => {
    await collection.add(articles)
    const search = collection.retrieve({
      kind: 'lexical',
      query: 'purchase',
      k: 5,
      filter: { field: 'price', equals: '10' },
    })
    await expect(search).rejects.toMatchObject({ code: 'STORE_FILTER_TYPE_MISMATCH', details: { field: 'price' } })
    await expect(search).rejects.toThrow(/price.*string.*number/)
  })
}

function describeViews(test: Test): void {
  const replaced = articles.map(({ id }) => article(id, 'Replaced', 'no word of the purchase is left'))

  test('all answers of a view are of one state, whatever is written between them', async ({ collection }) => {
    await collection.add(articles)
    const query = { kind: 'lexical', query: 'purchase' } as const
    let writing: Promise<unknown> | undefined
    const seen = await collection.read(async (view) => {
      const found = await view.retrieve({ ...query, k: 10 })
      await outsideOfViews(() => {
        writing = Promise.all([collection.delete(['login']), collection.add(replaced)])
      })
      const keys = found.map(({ key }) => key)
      return {
        found,
        documents: await view.fetch(keys),
        scores: await view.score(query, keys),
        explained: await view.explain(query, keys),
        again: await view.retrieve({ ...query, k: 10 }),
        key: await view.keyOf('refund'),
        count: await view.count(),
      }
    })
    expect(seen.found).toHaveLength(2)
    expect(sorted(seen.documents.map((document) => document?.fields['title'] as string))).toEqual([
      'Invoices',
      'Refunds',
    ])
    expect(sorted(seen.documents.map((document) => document?.id))).toEqual(['invoice', 'refund'])
    expect(seen.documents.map((document) => document?.fields['title'])).not.toContain('Replaced')
    expect(seen.again).toEqual(seen.found)
    expect([...seen.scores]).toEqual(seen.found.map(({ score }) => expect.closeTo(score, 5)))
    expect(seen.explained.map((one) => one?.score)).toEqual([...seen.scores])
    expect(seen.found.map(({ key }) => key)).toContain(seen.key)
    expect(seen.count).toBe(5)
    await writing
    expect(await collection.retrieve({ ...query, k: 10 })).toHaveLength(5)
    expect(await collection.count()).toBe(5)
  })

  test('a read within a view is answered from it, and a view within a view is the same', async ({ collection }) => {
    await collection.add(articles)
    const counts = await collection.read(async (view) => [
      await view.count(),
      await collection.count(),
      await collection.read((inner) => inner.count()),
      (await collection.get(['refund'])).length,
    ])
    expect(counts).toEqual([5, 5, 5, 1])
  })

  test('many views at once, and writes among them, are all answered', async ({ collection }) => {
    await collection.add(articles)
    const reads = Array.from({ length: 20 }, async (_, i) => {
      if (i % 5 === 0) await collection.add([article('refund', 'Refunds', `purchase number ${i}`)])
      return collection.read(async (view) => {
        const found = await view.retrieve({ kind: 'lexical', query: 'purchase', k: 10 })
        return (await view.fetch(found.map(({ key }) => key))).filter((document) => document !== undefined).length
      })
    })
    expect(await Promise.all(reads)).toEqual(Array.from({ length: 20 }, () => 2))
  })

  test('a write within a view is refused instead of waiting for ever', async ({ collection }) => {
    await collection.add(articles)
    const writes = [() => collection.add(replaced), () => collection.delete(['login']), () => collection.close()]
    for (const write of writes)
      await expect(collection.read(async () => write())).rejects.toMatchObject({ code: 'STORE_WRITE_IN_VIEW' })
    expect(await collection.count()).toBe(5)
  })

  test('what fails in a view fails for its caller alone', async ({ collection }) => {
    await collection.add(articles)
    const failing = collection.read(async (view) => {
      await view.count()
      throw new Error('enough')
    })
    await expect(failing).rejects.toThrow('enough')
    expect(await collection.read((view) => view.count())).toBe(5)
    expect(await collection.delete(['login'])).toBe(1)
  })

  test('a view that is used after its end is refused', async ({ collection }) => {
    const kept = await collection.read(async (view) => view)
    await expect(kept.count()).rejects.toMatchObject({ code: 'STORE_VIEW_ENDED' })
  })
}

/** Runs `work` as another part of the program would: it does not descend from the caller. */
const outsideOfViews = async (work: () => void): Promise<void> => {
  elsewhere(work)
  await sleep(20)
}
const elsewhere = AsyncResource.bind((work: () => void) => work())

function describePlans(test: Test): void {
  test('plans are kept by name, one of them as the default', async ({ under, collection }) => {
    const { plans } = collection
    expect(await plans.list()).toEqual([])
    await plans.set('words', { retrieve: [{ lexical: {} }] }, { isDefault: true })
    await plans.set('both', { limit: 3, note: 'a\u0000b' })
    expect(await plans.list()).toEqual([
      { name: 'both', plan: { limit: 3, note: 'a\u0000b' }, isDefault: false },
      { name: 'words', plan: { retrieve: [{ lexical: {} }] }, isDefault: true },
    ])
    await plans.set('words', { limit: 5 })
    await plans.set('both', { limit: 4 }, { isDefault: true })
    const kept = [
      { name: 'both', plan: { limit: 4 }, isDefault: true },
      { name: 'words', plan: { limit: 5 }, isDefault: false },
    ]
    expect(await plans.list()).toEqual(kept)
    const again = (await under.reopen?.()) ?? collection
    expect(await again.plans.list()).toEqual(kept)
    await again.plans.set('both', { limit: 4 }, { isDefault: false })
    expect(await again.plans.remove('words')).toBe(true)
    expect(await again.plans.remove('words')).toBe(false)
    expect(await again.plans.list()).toEqual([{ name: 'both', plan: { limit: 4 }, isDefault: false }])
    await expect(again.plans.set('no name', {})).rejects.toMatchObject({ code: 'STORE_NAME_INVALID' })
  })
}

function describeLife(test: Test): void {
  test('settling changes no answer', async ({ collection }) => {
    await collection.add(numbered(1200))
    await collection.delete(['d1', 'd2'])
    const [vector = new Float32Array()] = randomVectors(1, 3)
    const before = await findNear(collection, { vector, k: 10 })
    await collection.settle()
    expect(await findNear(collection, { vector, k: 10 })).toEqual(before)
  })

  test('opening again finds everything', async ({ under, collection }) => {
    if (under.reopen === undefined) return
    await collection.add([...articles, ...numbered(600)])
    await collection.delete(['login', 'd5'])
    const [vector = new Float32Array()] = randomVectors(1, 3)
    const near = await findNear(collection, { vector, k: 10 })
    const { settings: before } = collection
    const again = await under.reopen()
    expect(again.settings).toEqual(before)
    expect(await again.count()).toBe(603)
    expect(await findNear(again, { vector, k: 10 })).toEqual(near)
    expect(await findWords(again, 'refund')).toEqual(['refund'])
    expect(await findWords(again, 'password')).toEqual([])
    expect((await again.add(articles)).unchanged).toBe(4)
  })

  test('a closed collection refuses everything, and closes twice', async ({ collection }) => {
    await collection.add(articles)
    await collection.close()
    await collection.close()
    await expect(collection.count()).rejects.toMatchObject({ code: 'STORE_CLOSED' })
    await expect(collection.add(articles)).rejects.toMatchObject({ code: 'STORE_CLOSED' })
    await expect(collection.retrieve({ kind: 'lexical', query: 'refund', k: 1 })).rejects.toMatchObject({
      code: 'STORE_CLOSED',
    })
  })
}
