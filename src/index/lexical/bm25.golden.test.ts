/** @file Scores of bm25s, rank-bm25 and scikit-learn, and measures of whole collections, repeated. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { goldenFile, sharedFile } from '../../../test/golden.ts'
import { sourceOfChunks } from '../segment-file.ts'
import { createLexicalIndex } from './create-lexical-index.ts'
import type { LexicalIndex, LexicalQuery } from './lexical-index.ts'
import type { LexicalScoring } from './scoring.ts'

interface Variant {
  readonly variant: string
  readonly parameters: Readonly<Record<string, number | boolean | string | null>>
  readonly layout: 'dense' | 'sparse'
  /** Per query: a score for each document, or pairs of document and score. */
  readonly scores: readonly (readonly (number | readonly [number, number])[])[]
}

interface Small {
  readonly tokens: readonly string[]
  readonly queries: readonly string[]
  readonly variants: readonly Variant[]
}

const tokensOf = (joined: string): string[] => (joined === '' ? [] : joined.split(' '))

/** Half of the documents in a sealed segment, half in the live one: both ways of scoring are held to the figures. */
function indexOf(texts: readonly (readonly string[])[]): LexicalIndex {
  const index = createLexicalIndex()
  const documents = texts.map((terms, i) => ({ ordinal: i + 1, fields: { text: terms } }))
  index.add(documents.slice(0, texts.length / 2))
  const sealed = index.sealLive()
  if (sealed !== undefined) {
    const source = sourceOfChunks('first-half', sealed.chunks)
    index.swap({ added: { name: 'first-half', source }, liveThrough: sealed.lastOrdinal })
  }
  index.add(documents.slice(texts.length / 2))
  return index
}

/** Our formula for a reference's name and parameters; undefined for one that is not known. */
function scoringOf({ variant, parameters }: Variant): LexicalScoring | undefined {
  const { k1, b, delta, epsilon } = parameters as Record<string, number>
  const bm25 = { ...(k1 !== undefined && { k1 }), ...(b !== undefined && { b }) }
  const withDelta = { ...bm25, ...(delta !== undefined && { delta }) }
  switch (variant) {
    case 'lucene':
    case 'robertson':
    case 'atire':
      return { formula: variant, ...bm25 }
    case 'bm25l':
    case 'bm25+':
      return { formula: variant, ...withDelta }
    case 'rank_bm25.BM25Plus':
      return { formula: 'bm25+', ...withDelta }
    case 'rank_bm25.BM25L':
      return { formula: 'rank-bm25-l', ...withDelta }
    case 'rank_bm25.BM25Okapi':
      return { formula: 'rank-bm25-okapi', ...bm25, ...(epsilon !== undefined && { epsilon }) }
    case 'tfidf':
      return {
        formula: 'tfidf',
        smooth: parameters['smooth_idf'] === true,
        sublinear: parameters['sublinear_tf'] === true,
        normalize: parameters['norm'] === 'l2',
      }
    default:
      return undefined
  }
}

const smallPath = goldenFile('bm25', 'small.json')
const small: Small =
  smallPath === undefined
    ? { tokens: [], queries: [], variants: [] }
    : (JSON.parse(readFileSync(smallPath, 'utf8')) as Small)

describe.skipIf(smallPath === undefined)('small.json (skipped where reference figures are absent)', () => {
  const index = indexOf(small.tokens.map(tokensOf))

  const cases = small.variants.map((variant) => ({
    ...variant,
    named: JSON.stringify(variant.parameters).slice(0, 60),
  }))

  describe.each(cases)('$variant $named', (variant) => {
    const scoring = scoringOf(variant)
    const query = (text: string): LexicalQuery => ({
      terms: tokensOf(text),
      fields: { text: 1 },
      scoring: scoring ?? { formula: 'lucene' },
      k: small.tokens.length,
    })
    const expected = (q: number): Map<number, number> =>
      new Map((variant.scores[q] ?? []).map((entry, doc) => (typeof entry === 'number' ? [doc, entry] : entry)))

    test('its formula is known', () => expect(scoring).toBeDefined())

    test.each(small.queries.map((text, q) => ({ text, q })))('every score of "$text" in float64', ({ text, q }) => {
      for (const [i] of small.tokens.entries()) {
        const { terms = [] } = index.explain(query(text), i + 1) ?? {}
        const score = terms.reduce((sum, term) => sum + term.score, 0)
        expect(Math.abs(score - (expected(q).get(i) ?? 0))).toBeLessThanOrEqual(1e-9 * Math.max(1, score))
      }
    })

    test.each(small.queries.map((text, q) => ({ text, q })))('the ranking of "$text" in float32', ({ text, q }) => {
      const { ordinals, scores } = index.search(query(text))
      const wanted = expected(q)
      if (variant.layout === 'sparse') expect(ordinals.length).toBe(wanted.size)
      for (const [i, ordinal] of ordinals.entries()) {
        const score = wanted.get(ordinal - 1) ?? 0
        expect(Math.abs((scores[i] ?? 0) - score)).toBeLessThanOrEqual(1e-6 * score)
      }
    })
  })
})

interface Collections {
  readonly stop_words: readonly string[]
  readonly results: readonly CollectionResult[]
}

interface CollectionResult {
  readonly dataset: string
  readonly split: string
  readonly tokens: string
  readonly method: 'lucene' | 'robertson' | 'atire'
  readonly k1: number
  readonly b: number
  readonly vocabulary: number
  readonly tokens_total: number
  readonly mean: Readonly<Record<'ndcg_cut_10' | 'map' | 'recall_100' | 'recip_rank', number>>
  readonly first_queries: readonly { readonly query: string; readonly top: readonly (readonly [string, number])[] }[]
}

const collectionsPath = goldenFile('bm25', 'collections.json')
const collections: Collections =
  collectionsPath === undefined
    ? { stop_words: [], results: [] }
    : (JSON.parse(readFileSync(collectionsPath, 'utf8')) as Collections)

/** Python's `\w+` on lowered text. */
const words = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? []

interface Row {
  readonly _id: string
  readonly title?: string
  readonly text?: string
}

const rowsOf = (path: string): Row[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Row)

// The stemmed figures belong to the analyser's tests: here are words alone.
const plain = collections.results.filter(({ tokens }) => tokens === 'words')
const datasets = [...new Set(plain.map(({ dataset }) => dataset))]

describe.skipIf(collectionsPath === undefined)('collections.json (skipped where reference figures are absent)', () => {
  describe.each(datasets)('%s', (dataset) => {
    const folder = sharedFile('datasets', dataset)
    const corpus = folder === undefined ? [] : rowsOf(`${folder}/corpus.jsonl`)
    const queries = folder === undefined ? [] : rowsOf(`${folder}/queries.jsonl`)
    const texts = corpus.map(({ title = '', text = '' }) => words(`${title} ${text}`.trim()))
    const index = indexOf(texts)

    test.skipIf(folder === undefined).each(plain.filter((result) => result.dataset === dataset))(
      '$method k1 $k1 b $b',
      (result) => {
        expect(texts.reduce((sum, terms) => sum + terms.length, 0)).toBe(result.tokens_total)
        expect(new Set(texts.flat()).size).toBe(result.vocabulary)
        const { method, k1, b } = result
        for (const { query, top } of result.first_queries) {
          const text = queries.find(({ _id }) => _id === query)?.text ?? ''
          const found = index.search({
            terms: words(text),
            fields: { text: 1 },
            scoring: { formula: method, k1, b },
            k: top.length,
          })
          expect([...found.ordinals].map((ordinal) => corpus[ordinal - 1]?._id)).toEqual(top.map(([id]) => id))
          for (const [i, [, score]] of top.entries())
            expect(Math.abs((found.scores[i] ?? 0) - score)).toBeLessThanOrEqual(1e-6 * score)
        }
      },
    )
  })
})
