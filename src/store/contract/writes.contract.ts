/** @file What is added, replaced and deleted, the next search knows. Part of collection.contract.ts. */
import { expect } from 'vitest'
import { AttuneError } from '../../base/errors.ts'
import type { IncomingDocument } from '../collection.ts'
import { DIM } from './letter-encoder.contract.ts'
import { article, articles, numbered, type Test, findWords, findNear, encoded } from './sample-documents.contract.ts'

export function describeWrites(test: Test): void {
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

  test('an add that is refused midway keeps what it has acknowledged, and says how much that is', async ({
    collection,
  }) => {
    const documents = numbered(600)
    const twice = [...documents, documents[3] ?? article('', '', '')]
    const adding = collection.add(twice)
    await expect(adding).rejects.toMatchObject({
      code: 'STORE_DOCUMENT_REFUSED',
      details: { id: 'd3', stored: expect.any(Number) },
    })
    const { details, message } = (await adding.catch((error: unknown) => error)) as AttuneError
    expect(details['stored']).toBeGreaterThan(0)
    expect(await collection.count()).toBe(details['stored'])
    expect(message).toContain(`Before that, ${String(details['stored'])} documents were stored.`)
    expect(await collection.add(documents)).toMatchObject({ unchanged: details['stored'] })
  })

  test('an error of the source is told with what was stored before it; a foreign one as it is', async ({
    collection,
  }) => {
    const failing = async function* (error: Error): AsyncGenerator<IncomingDocument> {
      yield* numbered(300)
      throw error
    }
    const report = { code: 'DATA_JSON_INVALID', kind: 'invalid-input', message: 'Line 301.', hint: 'Mend it.' } as const
    const known = new AttuneError({ ...report, details: { line: 301 } })
    const thrown: unknown = await collection.add(failing(known)).catch((error: unknown) => error)
    const stored = await collection.count()
    expect(stored).toBeGreaterThan(0)
    expect(thrown).toMatchObject({
      ...report,
      message: `Line 301. Before that, ${stored} documents were stored.`,
      details: { line: 301, stored },
    })
    const foreign = new Error('out of paper')
    await expect(collection.add(failing(foreign))).rejects.toBe(foreign)
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
