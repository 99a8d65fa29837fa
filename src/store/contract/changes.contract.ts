/** @file Documents are deleted by ids and by filter, and read all together as they were at one moment. Part of collection.contract.ts. */
import { expect } from 'vitest'
import type { Collection, IncomingDocument, ScannedDocument, ScanOptions } from '../collection.ts'

type Test = (title: string, work: (context: { readonly collection: Collection }) => Promise<void>) => void

const DIM = 16

const products = (count: number): IncomingDocument[] =>
  Array.from({ length: count }, (_, i) => ({
    id: `p${i}`,
    fields: {
      text: `product number ${i}`,
      price: i,
      metadata: { brand: i % 2 === 0 ? 'even' : 'odd', parts: [{ sku: `s${i}`, weight: i }] },
      'a.b': 'dotted',
    },
    vectors: { default: Float32Array.from({ length: DIM }, (_, at) => (at === i % DIM ? 1 : 1 / 3)) },
  }))

async function scanned(collection: Collection, options?: ScanOptions): Promise<ScannedDocument[]> {
  const documents: ScannedDocument[] = []
  for await (const document of collection.scan(options)) documents.push(document)
  return documents
}

async function allIds(collection: Collection, options?: Pick<ScanOptions, 'filter'>): Promise<string[]> {
  const ids: string[] = []
  for await (const id of collection.ids(options)) ids.push(id)
  return ids
}

export function describeChanges(test: Test): void {
  describeDeletions(test)
  describeScans(test)
}

function describeDeletions(test: Test): void {
  test('deletes what a filter matches, and nothing else', async ({ collection }) => {
    await collection.add(products(50))
    const filter = {
      and: [
        { field: 'metadata.brand', equals: 'odd' },
        { field: 'price', lt: 10 },
      ],
    }
    expect(await collection.delete({ filter })).toBe(5)
    expect(await collection.count()).toBe(45)
    expect(await collection.delete({ filter })).toBe(0)
    const found = await collection.retrieve({ kind: 'lexical', query: 'product', k: 100 })
    expect(found).toHaveLength(45)
    expect((await collection.get(['p1', 'p2', 'p11'])).map((one) => one?.id)).toEqual([undefined, 'p2', 'p11'])
    expect(await collection.delete({ ids: ['p2', 'nobody', 'p2'] })).toBe(1)
  })

  test('deletes thousands by a filter, with progress, and goes on where a signal stopped it', async ({
    collection,
  }) => {
    await collection.add(products(4500))
    const controller = new AbortController()
    const filter = { field: 'price', gte: 0 }
    const stopped = collection.delete(
      { filter },
      { signal: controller.signal, onProgress: () => controller.abort(new Error('enough')) },
    )
    await expect(stopped).rejects.toThrow('enough')
    const left = await collection.count()
    expect(left).toBeLessThan(4500)
    expect(left).toBeGreaterThan(0)
    expect(await collection.delete({ filter })).toBe(left)
    expect(await collection.count()).toBe(0)
  })

  test('never guesses what is to be deleted', async ({ collection }) => {
    await collection.add(products(3))
    const wrong = [{}, { ids: undefined }, { filter: undefined }, { ids: ['p1'], filter: { field: 'price', gt: 1 } }]
    for (const choice of wrong)
      await expect(collection.delete(choice as never)).rejects.toMatchObject({ code: 'STORE_ARGUMENT_INVALID' })
    await expect(collection.delete({ filter: { field: 'price' } as never })).rejects.toMatchObject({
      code: 'STORE_FILTER_INVALID',
    })
    expect(await collection.count()).toBe(3)
  })
}

function describeScans(test: Test): void {
  test('a scan gives every document as it is, oldest first, with its vectors where they are asked for', async ({
    collection,
  }) => {
    const documents = products(600)
    await collection.add(documents)
    await collection.add([{ id: 'p0', fields: { text: 'replaced' } }])
    const all = await scanned(collection)
    expect(all.map(({ id }) => id)).toEqual([...documents.slice(1).map(({ id }) => id), 'p0'])
    expect(all[0]).toEqual({ id: 'p1', fields: documents[1]?.fields })
    expect(await allIds(collection)).toEqual(all.map(({ id }) => id))
    const withVectors = await scanned(collection, { vectors: true })
    expect(withVectors[6]).toEqual({ id: 'p7', fields: documents[7]?.fields, vectors: documents[7]?.vectors })
  })

  test('a scan is of one state, whatever is written between two of its documents', async ({ collection }) => {
    await collection.add(products(600))
    const ids: string[] = []
    for await (const { id, fields } of collection.scan()) {
      if (ids.length === 10) {
        await collection.delete(['p400', 'p3'])
        await collection.add([
          { id: 'late', fields: { text: 'added meanwhile' } },
          { id: 'p500', fields: { text: 'replaced meanwhile' } },
        ])
        expect(await collection.retrieve({ kind: 'lexical', query: 'meanwhile', k: 10 })).toHaveLength(2)
      }
      ids.push(id)
      expect(fields['text']).toBe(`product number ${id.slice(1)}`)
    }
    expect(ids).toEqual(products(600).map(({ id }) => id))
    expect(await allIds(collection)).toHaveLength(599)
  })

  test('a scan gives the documents that match, with the fields that were asked for', async ({ collection }) => {
    await collection.add(products(300))
    const filter = { field: 'price', gte: 298 }
    expect(await allIds(collection, { filter })).toEqual(['p298', 'p299'])
    const found = await scanned(collection, { filter, fields: ['a.b', 'metadata.parts.sku', 'text', 'nothing'] })
    expect(found[1]).toEqual({
      id: 'p299',
      fields: { text: 'product number 299', metadata: { parts: [{ sku: 's299' }] }, 'a.b': 'dotted' },
    })
    expect(Object.keys(found[1]?.fields ?? {})).toEqual(['text', 'metadata', 'a.b'])
    expect(await scanned(collection, { fields: [], filter })).toEqual([
      { id: 'p298', fields: {} },
      { id: 'p299', fields: {} },
    ])
  })

  test('a scan that is left early holds nothing back, and one of a closed collection ends', async ({ collection }) => {
    await collection.add(products(600))
    for await (const { id } of collection.scan()) if (id === 'p2') break
    await collection.delete(['p1'])
    const open = collection.scan()[Symbol.asyncIterator]()
    await open.next()
    await collection.close()
    const rest = async (): Promise<void> => {
      while ((await open.next()).done !== true);
    }
    await expect(rest()).rejects.toMatchObject({ code: 'STORE_CLOSED' })
  })
}
