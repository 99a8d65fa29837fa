/** @file Arguments that programs without types pass. Part of collection.contract.ts. */
import { expect } from 'vitest'
import type { LexicalScoring } from '../../index/lexical/scoring.ts'
import type { Collection, DocKey } from '../collection.ts'
import { articles, type Test, sorted, findWords, findNear, encoded, numbers } from './sample-documents.contract.ts'

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

export function describeArguments(test: Test): void {
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

  test('an option that is unknown is refused by its name, with the nearest one, before anything is written', async ({
    collection,
  }) => {
    const controller = new AbortController()
    const wrong = { onProgres: () => undefined, signal: controller.signal } as object
    for (const called of [collection.add(articles, wrong), collection.update(articles, wrong)])
      await expect(called).rejects.toMatchObject({
        code: 'BASE_OPTION_UNKNOWN',
        details: { option: 'onProgres', nearest: 'onProgress' },
      })
    expect(await collection.count()).toBe(0)
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
