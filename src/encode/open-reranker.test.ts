import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Document } from '../data/document.ts'
import { createHashEncoder } from './hash-encoder.ts'
import { openReranker } from './open-reranker.ts'

const documents: Document[] = [
  { id: 'a', fields: { title: 'Delivery address', text: 'Change it before the parcel leaves.' } },
  { id: 'b', fields: { title: 'Forgotten password', text: 'Reset it by e-mail.' } },
  { id: 'c', fields: { title: 'Nothing of the kind', notes: [{ body: ['forgotten', 'password'] }] } },
]
const fields = ['title', 'text']

test('an encoder reranks by the similarity of query and document', async () => {
  const reranker = await openReranker('encoder:bundled:default')
  const scores = await reranker.score('I forgot my password', documents, { fields })
  expect(scores).toHaveLength(3)
  expect(Math.max(...scores)).toBe(scores[1])
  await reranker.close?.()
  await expect(reranker.score('password', documents, { fields })).rejects.toMatchObject({ code: 'ENCODE_CLOSED' })
})

test('the text of a document is that of the fields named, inside objects and lists, too', async () => {
  const encoder = createHashEncoder({ dim: 64 })
  const reranker = await openReranker('encoder:test', { openEncoder: async () => encoder })
  expect(reranker.fingerprint).toContain(encoder.fingerprint)
  const [, title, nested] = await reranker.score('forgotten password', documents, { fields: ['notes.body', 'title'] })
  expect(nested).toBeGreaterThan(0)
  const [onlyBody] = await reranker.score('forgotten password', documents.slice(2), { fields: ['notes.body'] })
  expect(onlyBody).toBeCloseTo(title ?? 0, 5)
})

test('an encoder that was passed in stays open', async () => {
  const encoder = createHashEncoder({ dim: 64 })
  const reranker = await openReranker('encoder:test', { openEncoder: async () => encoder })
  await reranker.close?.()
  expect(await reranker.score('password', documents, { fields })).toHaveLength(3)
})

test('nothing to rerank gives no scores', async () => {
  const encoder = createHashEncoder({ dim: 64 })
  const reranker = await openReranker('encoder:test', { openEncoder: async () => encoder })
  expect(await reranker.score('password', [], { fields })).toHaveLength(0)
})

test('the folder of a cross-encoder is told to be one that cannot be run yet', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'attune-cross-encoder-'))
  const config = { model_type: 'bert', architectures: ['BertForSequenceClassification'] }
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config))
  await expect(openReranker(`encoder:${folder}`)).rejects.toMatchObject({ code: 'ENCODE_RERANKER_UNSUPPORTED' })
  rmSync(folder, { recursive: true })
})

test.each([
  ['', 'ENCODE_RERANKER_REF_MALFORMED'],
  ['bundled', 'ENCODE_RERANKER_REF_MALFORMED'],
  ['encoder:', 'ENCODE_RERANKER_REF_MALFORMED'],
  ['constructor:x', 'ENCODE_RERANKER_REF_MALFORMED'],
  ['cross-encoder:models/ms-marco', 'ENCODE_RERANKER_UNSUPPORTED'],
  ['encoder:models/nowhere', 'ENCODE_MODEL_NOT_FOUND'],
])('"%s" is refused', async (ref, code) => {
  await expect(openReranker(ref)).rejects.toMatchObject({ code })
})
