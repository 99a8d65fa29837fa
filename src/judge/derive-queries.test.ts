import { expect, test } from 'vitest'
import type { Document, Query } from '../data/document.ts'
import { createAnalyzer } from '../text/analyzer.ts'
import { deriveQueries, type DerivedQuery, sampleLog } from './derive-queries.ts'

const documents: Document[] = Array.from({ length: 40 }, (_, i) => ({
  id: `d${i}`,
  fields: {
    title: `Manual of pump number ${i}`,
    text: `Cleaning the filter\n\nThe pump must be switched off before anyone opens the housing of this machine. Zirconium gasket ${i % 3 === 0 ? 'wears quickly' : 'lasts long'}.\nThe end`,
  },
}))

const derive = (count: number, seed = 1): Promise<DerivedQuery[]> =>
  deriveQueries(
    async function* () {
      yield* documents
    },
    { analyzer: createAnalyzer(), fields: ['title', 'text'], count, seed },
  )

test('queries are titles, headings and rare phrases of documents, each marked as what it is, none twice', async () => {
  const queries = await derive(6)
  expect(queries).toHaveLength(6)
  expect(new Set(queries.map(({ text }) => text)).size).toBe(6)
  const sources = new Set(queries.map(({ source }) => source))
  expect(sources).toEqual(new Set(['title', 'heading', 'rare phrase']))
  for (const { docId, text, source } of queries) {
    const { title, text: body } = documents.find(({ id }) => id === docId)?.fields ?? {}
    expect(source === 'title' ? title : body).toContain(text)
  }
  expect(queries.find(({ source }) => source === 'heading')?.text).toBe('Cleaning the filter')
})

test('the same seed gives the same queries, another one others', async () => {
  expect(await derive(10)).toEqual(await derive(10))
  expect(await derive(10)).not.toEqual(await derive(10, 2))
})

const asked = (text: string, index: number): Query => ({ id: `l${index}`, text, fields: {} })

test('a log gives its most frequent queries and some of the rare ones, spelt once each', () => {
  const log = ['Reset password', 'reset  password', 'billing', 'billing', 'billing', ' ', 'a', 'b', 'c', 'd'].map(asked)
  const sample = sampleLog(log, { count: 4, seed: 1 })
  expect(sample.slice(0, 2).map(({ text }) => text)).toEqual(['billing', 'Reset password'])
  expect(sample).toHaveLength(4)
  for (const { source, docId } of sample) expect([source, docId]).toEqual(['log', undefined])
})
