import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import fc from 'fast-check'
import { sharedFile } from '../../test/golden.ts'
import { createHashEncoder } from '../encode/hash-encoder.ts'
import { isAbstention } from './abstention-phrases.ts'
import { claimsOf } from './claims.ts'
import { evaluateAnswers, type RagReport } from './evaluate-answers.ts'
import type { RagRow } from './rag-row.ts'

const encoder = createHashEncoder()

type Given = Partial<Omit<RagRow, 'references'>> & { readonly references?: readonly string[] | undefined }

const rowOf = (given: Given): RagRow => ({
  question: 'When was the tower built?',
  contexts: [],
  response: '',
  references: undefined,
  referenceContexts: undefined,
  place: { file: 'rows.jsonl', line: 1 },
  ...given,
})

const evaluate = async (rows: readonly RagRow[], metrics?: readonly string[]): Promise<RagReport> =>
  evaluateAnswers(rows, { encoder, metrics, seed: 13 })

const scoreOf = async (metric: string, given: Given): Promise<number> =>
  (await evaluate([rowOf(given)], [metric])).perRow[0]?.scores[metric] ?? NaN

const tower = 'The tower was built in 1889 by the company of Gustave Eiffel. It is 330 metres tall.'
const river = 'The river flows past green banks and old mills.'

describe('contexts', () => {
  const references = ['The tower was built in 1889.']

  test('a relevant context behind an irrelevant one costs precision', async () => {
    expect(await scoreOf('context_precision', { contexts: [tower, river], references })).toBe(1)
    expect(await scoreOf('context_precision', { contexts: [river, tower], references })).toBe(0.5)
    expect(await scoreOf('context_precision', { contexts: [river], references })).toBe(0)
    expect(await scoreOf('context_precision', { contexts: [], references })).toBe(0)
  })

  test('recall is the part of the reference answer that is supported', async () => {
    const both = ['The tower was built in 1889. Its colour is a brown mixed for it alone.']
    expect(await scoreOf('context_recall', { contexts: [river, tower], references })).toBe(1)
    expect(await scoreOf('context_recall', { contexts: [tower], references: both })).toBe(0.5)
    expect(await scoreOf('context_recall', { contexts: [], references })).toBe(0)
    expect(await scoreOf('context_recall', { contexts: [], references: [''] })).toBe(1)
  })

  test('reference contexts decide where there are some, however they are cut', async () => {
    const referenceContexts = [tower, 'Another passage that is wanted and missing.']
    const contexts = [river, 'The tower was built in 1889 by the company of Gustave Eiffel.']
    expect(await scoreOf('context_recall', { contexts, referenceContexts })).toBe(0.5)
    expect(await scoreOf('context_precision', { contexts, referenceContexts })).toBe(0.5)
  })
})

describe('answers', () => {
  test('a claim without support, or with another number, is not faithful', async () => {
    const contexts = [river, tower]
    expect(await scoreOf('faithfulness', { contexts, response: 'The tower was built in 1889.' })).toBe(1)
    expect(await scoreOf('faithfulness', { contexts, response: 'The tower was built in 1890.' })).toBe(0)
    const half = 'It was built in 1889. Every night thousands of lamps light up.'
    expect(await scoreOf('faithfulness', { contexts, response: half })).toBe(0.5)
  })

  test('of several references the best counts', async () => {
    const given = { response: 'Santa Clara, California', references: ["Levi's Stadium", 'the Santa Clara California'] }
    expect(await scoreOf('exact_match', given)).toBe(1)
    expect(await scoreOf('token_f1', given)).toBe(1)
    expect(
      await scoreOf('token_f1', { response: 'in Santa Clara', references: ['Santa Clara, California'] }),
    ).toBeCloseTo(2 / 3)
  })

  test('citations are right where the cited context supports the claim', async () => {
    const contexts = [river, tower]
    const right = { contexts, response: 'The tower was built in 1889 [2].' }
    const wrong = { contexts, response: 'The tower was built in 1889 [1][7].' }
    const none = { contexts, response: 'The tower was built in 1889.' }
    expect([await scoreOf('citation_recall', right), await scoreOf('citation_precision', right)]).toEqual([1, 1])
    expect([await scoreOf('citation_recall', wrong), await scoreOf('citation_precision', wrong)]).toEqual([0, 0])
    expect([await scoreOf('citation_recall', none), await scoreOf('citation_precision', none)]).toEqual([0, 0])
    expect(claimsOf('It is so. [2] It is other; see there [1, 3].').map(({ citations }) => citations)).toEqual([
      [2],
      [],
      [1, 3],
    ])
  })

  test('declining is right where there is no answer, and only there', async () => {
    const response = "I don't know; the context does not mention it."
    expect(await scoreOf('abstention', { response, references: [''], contexts: [river] })).toBe(1)
    expect(await scoreOf('abstention', { response, references: ['1889'], contexts: [tower] })).toBe(0)
    expect(await scoreOf('abstention', { response: 'In 1889.', references: [''], contexts: [tower] })).toBe(0)
    expect(await scoreOf('exact_match', { response, references: [''] })).toBe(1)
    expect(await scoreOf('answer_relevance', { response })).toBe(0)
  })

  test.each([
    ["I don't have enough information to answer.", true],
    ['The provided context does not contain the answer.', true],
    ['This is not mentioned in the documents.', true],
    ['Das weiß ich nicht, dazu gibt es keine Angaben.', true],
    ['', true],
    ['Nobody knew why he left.', false],
    ['The key was not found until 1920.', false],
    ['It does not support Windows.', false],
  ])('%j declines: %s', (text, expected) => expect(isAbstention(text)).toBe(expected))
})

test('an empty answer to an empty question with nothing retrieved has every figure', async () => {
  const report = await evaluate([rowOf({ question: '', references: [''], referenceContexts: [] })])
  expect(Object.keys(report.metrics)).toContain('faithfulness')
  for (const { value, low, high } of Object.values(report.metrics)) {
    for (const figure of [value, low, high]) expect(figure).toBeGreaterThanOrEqual(0)
    expect(value).toBeLessThanOrEqual(1)
  }
  expect(report.answers).toEqual({ empty: 1, declined: 1, shouldDecline: 1, declinedRightly: 1 })
})

test('whatever the texts are, every figure is in [0, 1]', async () => {
  const text = fc.oneof(
    fc.string(),
    fc.constantFrom('', ' ', '[1]', 'The', 'a [2]. b [1]', '12', 'ı̇ß 漢字。', 'I do not know.'),
  )
  const row = fc.record({
    question: text,
    contexts: fc.array(text, { maxLength: 3 }),
    response: text,
    references: fc.array(text, { maxLength: 2 }),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 3 }), async (given) => {
      const report = await evaluate(given.map(rowOf), undefined)
      for (const { scores } of report.perRow)
        for (const score of Object.values(scores)) expect(score >= 0 && score <= 1).toBe(true)
    }),
    { numRuns: 60 },
  )
})

test('what a file or the models do not allow is left out, and an error where it is named', async () => {
  const rows = [rowOf({ response: 'In 1889.', contexts: [tower] })]
  const { metrics, leftOut } = await evaluateAnswers(rows, { seed: 1 })
  expect(Object.keys(metrics)).toEqual(['faithfulness', 'abstention'])
  expect(leftOut['token_f1']).toContain('reference or ground_truth')
  await expect(evaluateAnswers(rows, { seed: 1, metrics: ['token_f1'] })).rejects.toMatchObject({
    code: 'RAG_METRIC_UNMEASURABLE',
  })
  await expect(evaluateAnswers(rows, { seed: 1, metrics: ['faithfullness'] })).rejects.toMatchObject({
    code: 'RAG_METRIC_UNKNOWN',
    hint: 'Did you mean faithfulness?',
  })
})

const support = sharedFile('datasets', 'support-docs-rag')
const squad = sharedFile('datasets', 'squad-qa')

interface Judged {
  readonly question: string
  readonly metadata: { readonly answer?: string; readonly answers?: readonly string[] }
  readonly gold: readonly string[]
}

/** Questions of a data set with the texts of their judged documents. */
function readJudged(folder: string, count: number): Judged[] {
  const lines = (name: string): string[] => readFileSync(join(folder, name), 'utf8').trim().split('\n')
  const texts = new Map(
    lines('corpus.jsonl').map((line) => {
      const { _id, title = '', text } = JSON.parse(line) as { _id: string; title?: string; text: string }
      return [_id, `${title}\n${text}`] as const
    }),
  )
  const split = ['test', 'dev', 'train'].find((name) => existsSync(join(folder, 'qrels', `${name}.tsv`))) ?? 'test'
  const gold = new Map<string, string[]>()
  for (const line of lines(`qrels/${split}.tsv`).slice(1)) {
    const [query = '', document = ''] = line.split('\t')
    gold.set(query, [...(gold.get(query) ?? []), texts.get(document) ?? ''])
  }
  return lines('queries.jsonl')
    .map((line) => JSON.parse(line) as { _id: string; text: string; metadata: Judged['metadata'] })
    .filter(({ _id }) => gold.has(_id))
    .slice(0, count)
    .map(({ _id, text, metadata }) => ({ question: text, metadata, gold: gold.get(_id) ?? [] }))
}

test.skipIf(support === undefined)(
  'reference answers are faithful to their own sections, and not to those of other questions',
  async () => {
    const judged = readJudged(support ?? '', 100)
    const rows = (shift: number): RagRow[] =>
      judged.map(({ question, metadata: { answer = '' } }, i) =>
        rowOf({
          question,
          response: answer,
          references: [answer],
          contexts: judged[(i + shift) % judged.length]?.gold ?? [],
        }),
      )
    const [own, others] = [await evaluate(rows(0)), await evaluate(rows(50))]
    const mean = (report: RagReport, metric: string): number => report.metrics[metric]?.value ?? NaN
    expect(mean(own, 'faithfulness')).toBeGreaterThan(0.9)
    expect(mean(others, 'faithfulness')).toBeLessThan(0.2)
    expect(mean(own, 'context_recall')).toBeGreaterThan(0.9)
    expect(mean(others, 'context_recall')).toBeLessThan(0.2)
    expect(mean(own, 'exact_match')).toBe(1)
  },
)

test.skipIf(squad === undefined)(
  'short answers of SQuAD: the right one scores 1, that of another question little',
  async () => {
    const judged = readJudged(squad ?? '', 200)
    const rows = (shift: number): RagRow[] =>
      judged.map(({ question, metadata: { answers = [] }, gold }, i) =>
        rowOf({
          question,
          response: judged[(i + shift) % judged.length]?.metadata.answers?.[0] ?? '',
          references: answers,
          contexts: gold,
        }),
      )
    const [own, others] = [await evaluate(rows(0)), await evaluate(rows(100))]
    expect(own.metrics['exact_match']?.value).toBe(1)
    expect(own.metrics['token_f1']?.value).toBe(1)
    expect(own.metrics['faithfulness']?.value).toBeGreaterThan(0.95)
    expect(others.metrics['token_f1']?.value).toBeLessThan(0.1)
  },
)
