/** @file What is found by words and by vectors, and in which order. Part of collection.contract.ts. */
import { expect } from 'vitest'
import type { Filter } from '../filter/filter.ts'
import { DIM } from './letter-encoder.contract.ts'
import {
  article,
  articles,
  randomVectors,
  type WithVector,
  numbered,
  dot,
  type Test,
  idsOf,
  findWords,
  findNear,
} from './sample-documents.contract.ts'

export function describeLexical(test: Test): void {
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

export function describeDense(test: Test): void {
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
