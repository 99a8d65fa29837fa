import { expect, test } from 'vitest'
import { createRandom } from '../base/random.ts'
import type { Document } from '../data/document.ts'
import { sampleDocuments } from './sample-documents.ts'

function* documents(count: number): Generator<Document> {
  for (let i = 0; i < count; i++) yield { id: String(i), fields: {} }
}

test('a short stream is taken whole', async () => {
  const sample = await sampleDocuments(documents(5), { size: 10, random: createRandom(1), signal: undefined })
  expect(sample.total).toBe(5)
  expect(sample.documents.map(({ id }) => id)).toEqual(['0', '1', '2', '3', '4'])
})

test('of a long stream every part has the same chance', async () => {
  const { total, documents: drawn } = await sampleDocuments(documents(100_000), {
    size: 2000,
    random: createRandom(1),
    signal: undefined,
  })
  expect(total).toBe(100_000)
  expect(new Set(drawn.map(({ id }) => id)).size).toBe(2000)
  for (const quarter of [0, 1, 2, 3]) {
    const count = drawn.filter(({ id }) => Math.floor(Number(id) / 25_000) === quarter).length
    expect(count).toBeGreaterThan(430)
    expect(count).toBeLessThan(570)
  }
})
