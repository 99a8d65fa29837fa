import { expect, test } from 'vitest'
import { openProject } from '../store/open-project.ts'
import type { Collection } from '../store/collection.ts'
import { findCounterfactuals } from './counterfactual.ts'
import { planFor } from './plan-for.ts'
import { searchCollection } from './search-collection.ts'

/** The title decides, once it weighs enough: the text of the others has the words more often. */
async function collectionOf(
  documents: number,
): Promise<{ readonly collection: Collection; readonly close: () => Promise<void> }> {
  const project = await openProject(':memory:', { create: true })
  const collection = await project.createCollection('docs', { lexicalFields: { title: 1, text: 1 } })
  const others = Array.from({ length: documents }, (_, index) => ({
    id: `other${index}`,
    fields: { title: `page ${index}`, text: 'reset the hub, then reset the hub once more' },
  }))
  await collection.add([
    ...others,
    {
      id: 'wanted',
      fields: {
        title: 'Hub reset',
        text: 'Hold the button for a while until it blinks and wait until it is back again',
      },
    },
  ])
  return { collection, close: () => project.close() }
}

test('a document says what would rank it first: the smallest weight of a field that does', async () => {
  const { collection, close } = await collectionOf(30)
  const options = { scoring: { formula: 'lucene', k1: 3, b: 0.9 } } as const
  const plan = await planFor(collection, { retrieve: [{ lexical: { fields: { title: 0.5, text: 1 }, ...options } }] })
  const found = await findCounterfactuals(collection, 'hub reset', { plan, ids: ['wanted', 'other0', 'absent'] })
  expect([...found.keys()]).toEqual(['wanted', 'other0'])
  const wanted = found.get('wanted')
  expect(wanted?.rank).toBe(31)
  expect(wanted?.change?.rank).toBe(1)
  expect(wanted?.sentence).toMatch(/^first, if title weighed (1|1\.5|2\.5|5)$/)
  const weight = Number(wanted?.change?.if.split(' ').at(-1))
  const changed = await searchCollection(collection, 'hub reset', {
    plan: { retrieve: [{ lexical: { fields: { title: weight, text: 1 }, ...options } }] },
  })
  expect(changed.hits[0]?.id).toBe('wanted')
  expect(found.get('other0')).toMatchObject({ rank: 1, sentence: 'first as it is' })
  await close()
})

test('a document behind the candidates of a stage says at which rank it is there', async () => {
  const { collection, close } = await collectionOf(30)
  const plan = await planFor(collection, { retrieve: [{ lexical: { fields: { text: 1 }, k: 5 } }] })
  await collection.add([{ id: 'late', fields: { text: `hub ${'and many other words '.repeat(20)}` } }])
  const late = (await findCounterfactuals(collection, 'hub reset', { plan, ids: ['late'] })).get('late')
  expect(late).toMatchObject({ rank: null, stageRanks: { lexical: 31 }, change: { rank: 31 } })
  expect(late?.sentence).toBe(
    'rank 31 (now not found), if lexical had found it (rank 31 there, behind its 5 candidates)',
  )
  await close()
})

test('a search says it of each hit if asked, and only if it explains', async () => {
  const { collection, close } = await collectionOf(3)
  const { hits } = await searchCollection(collection, 'hub reset', { explain: true, counterfactuals: true })
  expect(hits.map(({ explain }) => explain?.lacks?.rank)).toEqual([1, 2, 3, 4])
  const plain = await searchCollection(collection, 'hub reset', { counterfactuals: true })
  expect(plain.hits[0]?.explain).toBeUndefined()
  await close()
})

test('a filter holds for what might have been, too', async () => {
  const { collection, close } = await collectionOf(3)
  const plan = await planFor(collection, 'lexical')
  const filter = { field: 'title', equals: 'page 2' }
  const { hits } = await searchCollection(collection, 'hub reset', {
    plan,
    filter,
    explain: true,
    counterfactuals: true,
  })
  expect(hits.map(({ id, explain }) => [id, explain?.lacks?.rank])).toEqual([['other2', 1]])
  await close()
})
