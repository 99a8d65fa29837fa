/** @file What each filter lets through. Part of collection.contract.ts. */
import { expect } from 'vitest'
import type { Filter } from '../filter/filter.ts'
import { DIM } from './letter-encoder.contract.ts'
import { article, articles, type Test, sorted, findWords, findNear } from './sample-documents.contract.ts'

export function describeFilters(test: Test): void {
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

  test('one character in two forms of Unicode is one value', async ({ collection }) => {
    const [composed, decomposed] = ['caf\u00e9', 'cafe\u0301']
    await collection.add([
      { id: 'composed', fields: { text: 'one', place: composed } },
      { id: 'decomposed', fields: { text: 'two', place: decomposed } },
    ])
    for (const equals of [composed, decomposed]) {
      const found = await collection.retrieve({
        kind: 'lexical',
        query: 'one two',
        k: 9,
        filter: { field: 'place', equals },
      })
      expect(found).toHaveLength(2)
    }
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
