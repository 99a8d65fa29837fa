/** @file What an update changes, and what it leaves. Part of collection.contract.ts. */
import { expect } from 'vitest'
import {
  article,
  articles,
  type Test,
  sorted,
  findWords,
  findNear,
  encoded,
  numbers,
} from './sample-documents.contract.ts'

export function describeUpdates(test: Test): void {
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
