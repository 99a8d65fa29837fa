import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { expect, test } from 'vitest'
import { parsePlan } from '../src/index.ts'
import { repository } from './run-attune.ts'

const schema = JSON.parse(readFileSync(join(repository, 'dist/plan.schema.json'), 'utf8')) as object
const accepts = new Ajv({ allErrors: true }).compile(schema)

const parses = (plan: unknown): boolean => {
  try {
    parsePlan(plan)
    return true
  } catch {
    return false
  }
}

const stages = [{ lexical: {} }, { dense: {} }]
const words = (settings: object): object => ({ retrieve: [{ lexical: settings }] })
const near = (settings: object): object => ({ retrieve: [{ dense: settings }] })

test.each([
  ['one stage', { retrieve: [{ lexical: {} }] }],
  ['a schema', { $schema: './node_modules/attune/dist/plan.schema.json', retrieve: stages }],
  ['fields and scoring', words({ fields: { title: 2, text: 0 }, k: 10_000, scoring: { formula: 'bm25+', delta: 1 } })],
  ['tf-idf', words({ scoring: { formula: 'tfidf', smooth: false } })],
  ['a space and its graph', near({ space: 'titles', exact: true, graph: { ef: 200 } })],
  ['reciprocal ranks', { retrieve: stages, fuse: { rrf: { k: 0, weights: [1, -2] } } }],
  ['a linear combination', { retrieve: stages, fuse: { linear: { normalise: 'z-score' } } }],
  ['a reranker', { retrieve: stages, rerank: { reranker: 'encoder:bundled:default' } }],
  ['a nested filter', { retrieve: stages, filter: { and: [{ not: { field: 'a', in: [1, 'b'] } }, { or: [] }] } }],
  ['a range', { retrieve: stages, filter: { field: 'price', gte: 1, lt: 2 }, offset: 10, limit: 0 }],
])('the JSON Schema and parsePlan accept %s', (_, plan) => {
  expect(parses(plan)).toBe(true)
  expect(accepts(plan), JSON.stringify(accepts.errors)).toBe(true)
})

test.each([
  ['a number', 7],
  ['a list', []],
  ['nothing', {}],
  ['no stage', { retrieve: [] }],
  ['seventeen stages', { retrieve: Array.from({ length: 17 }, () => ({ lexical: {} })) }],
  ['a stage in text', { retrieve: ['lexical'] }],
  ['a stage of two kinds', { retrieve: [{ lexical: {}, dense: {} }] }],
  ['an unknown kind', { retrieve: [{ sparse: {} }] }],
  ['a misspelt key', { retrieve: stages, fusion: {} }],
  ['a k of 0', words({ k: 0 })],
  ['a k in text', words({ k: '10' })],
  ['a broken k', words({ k: 1.5 })],
  ['a k beyond 10,000', near({ k: 10_001 })],
  ['a negative weight', words({ fields: { title: -1 } })],
  ['a parameter of another formula', words({ scoring: { formula: 'lucene', delta: 1 } })],
  ['an unknown formula', words({ scoring: { formula: 'bm26' } })],
  ['a b beyond 1', words({ scoring: { formula: 'lucene', b: 2 } })],
  ['the former place of ef', near({ ef: 100 })],
  ['a space without a name', near({ space: '' })],
  ['two ways to fuse', { retrieve: stages, fuse: { rrf: {}, linear: {} } }],
  ['an unknown normalisation', { retrieve: stages, fuse: { linear: { normalise: 'softmax' } } }],
  ['a reranker without a reference', { retrieve: stages, rerank: { top: 3 } }],
  ['a filter that compares nothing with nothing', { retrieve: stages, filter: {} }],
  ['an unknown comparison', { retrieve: stages, filter: { field: 'price', above: 3 } }],
  ['a negative limit', { retrieve: stages, limit: -1 }],
])('the JSON Schema and parsePlan refuse %s', (_, plan) => {
  expect(parses(plan)).toBe(false)
  expect(accepts(plan)).toBe(false)
})
