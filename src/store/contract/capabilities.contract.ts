/** @file What a collection states that it can do, it does; what it states that it cannot, it refuses. Part of collection.contract.ts. */
import { expect } from 'vitest'
import type { Collection } from '../collection.ts'
import type { Filter, FilterOperator } from '../filter/filter.ts'

type Test = (title: string, work: (context: { readonly collection: Collection }) => Promise<void>) => void

/** A filter of each kind that exactly the document "second" matches. */
const filters: Readonly<Record<FilterOperator, Filter>> = {
  equals: { field: 'size', equals: 2 },
  in: { field: 'size', in: [2, 7] },
  range: { field: 'size', gt: 1, lte: 2 },
  exists: { field: 'only', exists: true },
  and: { and: [{ field: 'size', equals: 2 }] },
  or: { or: [{ field: 'size', equals: 2 }] },
  not: { not: { field: 'size', equals: 1 } },
}

const query = { kind: 'lexical', query: 'walrus', k: 10 } as const

async function addTwo(collection: Collection): Promise<void> {
  await collection.add([
    { id: 'first', fields: { title: 'walrus', text: 'a walrus is a walrus', size: 1 } },
    { id: 'second', fields: { text: 'one walrus among many other animals', size: 2, only: true } },
  ])
}

/** Registers the tests; `test` opens an empty collection with fields title and text and a space. */
export function describeCapabilities(test: Test): void {
  test('filters by each operator that it states, and refuses the others', async ({ collection }) => {
    await addTwo(collection)
    const { capabilities } = collection
    for (const [operator, filter] of Object.entries(filters) as [FilterOperator, Filter][]) {
      const found = collection.retrieve({ ...query, filter })
      if (capabilities.filters.includes(operator)) {
        const documents = await collection.fetch((await found).map(({ key }) => key))
        expect(documents.map((document) => document?.id)).toEqual(['second'])
      } else await expect(found).rejects.toMatchObject({ isAttuneError: true })
    }
  })

  test('searches words where it states that it does', async ({ collection }) => {
    await addTwo(collection)
    if (collection.capabilities.lexical) expect(await collection.retrieve(query)).toHaveLength(2)
    else await expect(collection.retrieve(query)).rejects.toMatchObject({ isAttuneError: true })
  })

  test('scores by the formula and the fields asked for, where it states that it does', async ({ collection }) => {
    await addTwo(collection)
    if (!collection.capabilities.lexicalScoring) return
    const scores = async (
      more: Partial<Parameters<Collection['retrieve']>[0] & { kind: 'lexical' }>,
    ): Promise<number[]> => (await collection.retrieve({ ...query, ...more })).map(({ score }) => score)
    const plain = await scores({})
    expect(await scores({ scoring: { formula: 'lucene', k1: 2, b: 0.1 } })).not.toEqual(plain)
    expect(await scores({ fields: { title: 1 } })).toHaveLength(1)
  })

  test('compares with every vector where it states that it does', async ({ collection }) => {
    if (!collection.capabilities.exactDense) return
    const [space, { dim }] = Object.entries(collection.settings.spaces)[0] as [string, { readonly dim: number }]
    const axis = (at: number): Float32Array => Float32Array.from({ length: dim }, (_, i) => (i === at ? 1 : 0.1))
    await collection.add(
      Array.from({ length: dim }, (_, i) => ({ id: `d${i}`, fields: {}, vectors: { [space]: axis(i) } })),
    )
    const found = await collection.retrieve({ kind: 'dense', space, vector: axis(3), k: dim, exact: true })
    expect(found).toHaveLength(dim)
    const [best] = await collection.fetch(found.map(({ key }) => key))
    expect(best?.id).toBe('d3')
  })

  test('states fusions only where it answers plans', async ({ collection }) => {
    const { nativeFusions } = collection.capabilities
    expect(new Set(['rrf', 'linear', ...nativeFusions]).size).toBe(2)
    await collection.read(async (view) => {
      if (view.answer === undefined) expect(nativeFusions).toEqual([])
    })
  })
}
