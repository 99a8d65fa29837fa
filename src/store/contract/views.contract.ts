/** @file A view answers from one state. Part of collection.contract.ts. */
import { AsyncResource } from 'node:async_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'vitest'
import { article, articles, type Test, sorted } from './sample-documents.contract.ts'

export function describeViews(test: Test): void {
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
