/** @file Which ids and vectors a document may have. Part of collection.contract.ts. */
import { expect } from 'vitest'
import type { IncomingDocument } from '../collection.ts'
import type { VectorInput } from '../documents/vector-input.ts'
import { DIM } from './letter-encoder.contract.ts'
import {
  article,
  randomVectors,
  numbered,
  dot,
  type Test,
  findWords,
  findNear,
  numbers,
} from './sample-documents.contract.ts'

/** A word that no other number has, and that no analyzer takes apart. */
const wordOf = (i: number): string => `q${String.fromCodePoint(97 + Math.floor(i / 20), 98 + (i % 20))}zk`

export function describeIds(test: Test): void {
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

export function describeVectors(test: Test): void {
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
