/** @file The dialect sentence-transformers: figures of its InformationRetrievalEvaluator, from vectors of the same model. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { rowOf } from '../src/base/matrix.ts'
import type { Judgements, Run } from '../src/data/document.ts'
import { openEncoder } from '../src/encode/open-encoder.ts'
import { evaluateRun } from '../src/metrics/evaluate-run.ts'
import { parseMetric } from '../src/metrics/parse-metric.ts'
import { goldenFile, sharedFile } from './golden.ts'

interface Evaluators {
  readonly inputs: {
    readonly information_retrieval: {
      readonly queries: Readonly<Record<string, string>>
      readonly corpus: Readonly<Record<string, string>>
      readonly relevant: Readonly<Record<string, readonly string[]>>
    }
  }
  readonly results: { readonly information_retrieval: Readonly<Record<string, number>> }
}

const path = goldenFile('tasks', 'evaluators.json')
const model = sharedFile('models', 'all-MiniLM-L6-v2')
const names: Readonly<Record<string, string>> = {
  accuracy: 'Success',
  precision: 'P',
  recall: 'R',
  ndcg: 'nDCG',
  mrr: 'RR',
  map: 'AP',
}

describe.skipIf(path === undefined || model === undefined)('tasks/evaluators.json', () => {
  test('every figure of information retrieval, but for the order of equal texts', { timeout: 60_000 }, async () => {
    const { inputs, results } = JSON.parse(readFileSync(path ?? '', 'utf8')) as Evaluators
    const { queries, corpus, relevant } = inputs.information_retrieval
    const run = await rank(queries, corpus)
    const judgements: Judgements = new Map(
      Object.entries(relevant).map(([id, docIds]) => [id, new Map(docIds.map((docId) => [docId, 1]))]),
    )
    for (const [name, figure] of Object.entries(results.information_retrieval)) {
      const [, measure = '', cutoff = ''] = /^ir_cosine_(\w+)@(\d+)$/.exec(name) ?? []
      const metric = parseMetric(`${names[measure]}@${cutoff}`, { dialect: 'sentence-transformers' })
      const meanOf = (relevantFirst: boolean): number =>
        evaluateRun(judgements, withTies(run, { judgements, relevantFirst }), {
          metrics: [metric],
          unanswerable: 'skip',
        }).means[metric.name] ?? Number.NaN
      expect(figure, name).toBeGreaterThanOrEqual(meanOf(false) - 1e-9)
      expect(figure, name).toBeLessThanOrEqual(meanOf(true) + 1e-9)
      expect(meanOf(true) - meanOf(false), name).toBeLessThan(0.1)
    }
  })
})

/** Some documents have the same text; which of them comes first is chance there, so the figures lie between the worst and the best case. */
const withTies = (
  run: Run,
  { judgements, relevantFirst }: { readonly judgements: Judgements; readonly relevantFirst: boolean },
): Run =>
  new Map(
    Array.from(run, ([queryId, results]) => [
      queryId,
      results.map(({ docId, score }) => {
        const isFirst = (judgements.get(queryId)?.has(docId) ?? false) === relevantFirst
        return { docId, score: Math.round(score * 1e5) / 1e5 + (isFirst ? 1e-7 : 0) }
      }),
    ]),
  )

async function rank(queries: Readonly<Record<string, string>>, corpus: Readonly<Record<string, string>>): Promise<Run> {
  const encoder = await openEncoder(model ?? '')
  try {
    const encode = async (texts: readonly string[], role: 'query' | 'document') =>
      (
        await encoder.encode(
          texts.map((text) => ({ text })),
          { role },
        )
      ).vectors
    const [asked, documents] = [
      await encode(Object.values(queries), 'query'),
      await encode(Object.values(corpus), 'document'),
    ]
    const docIds = Object.keys(corpus)
    return new Map(
      Object.keys(queries).map((queryId, q) => {
        const vector = rowOf(asked, q)
        const scores = docIds.map((docId, d) => ({
          docId,
          score: rowOf(documents, d).reduce((sum, value, i) => sum + value * (vector[i] ?? 0), 0),
        }))
        return [queryId, scores.toSorted((a, b) => b.score - a.score)]
      }),
    )
  } finally {
    await encoder.close()
  }
}
