/** @file Plans are kept, and a collection is settled, closed and opened again. Part of collection.contract.ts. */
import { expect } from 'vitest'
import { articles, randomVectors, numbered, type Test, findWords, findNear } from './sample-documents.contract.ts'

export function describePlans(test: Test): void {
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

export function describeLife(test: Test): void {
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
