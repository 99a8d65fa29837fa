/** @file `attune mteb` and `attune rag-eval` as they are run: what they print, the files they leave, and what they say of bad input. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Outcome, runAttune, temporaryFolder } from './run-attune.ts'

const lines = (rows: readonly object[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('')

let folder: string
beforeAll(() => {
  folder = temporaryFolder()
  mkdirSync(join(folder, 'tasks/HelpSTS'), { recursive: true })
  writeFileSync(
    join(folder, 'tasks/HelpSTS/test.jsonl'),
    lines([
      { sentence1: 'my house is freezing', sentence2: 'the heating does not work', score: 4 },
      { sentence1: 'pay an invoice', sentence2: 'forgotten password', score: 0 },
      { sentence1: 'reset it', sentence2: 'restart the device', score: 3 },
    ]),
  )
})
afterAll(() => rmSync(folder, { recursive: true }))

const attune = (...args: string[]): Outcome => runAttune(args, { cwd: folder })

describe('mteb', () => {
  const mteb = (...args: string[]): Outcome =>
    attune('mteb', '--encoder', 'bundled:default', '--tasks', 'tasks', '--output', 'out', ...args)

  test('writes a result for each task and the model beside it, and says where', () => {
    const { code, stdout, stderr } = mteb('--json')
    expect(code, stderr).toBe(0)
    const { model, tasks } = JSON.parse(stdout) as {
      model: { name: string; revision: string }
      tasks: { file: string; mainScore: { value: number } }[]
    }
    expect(model.name).toBe('attune/default')
    const file = `out/results/attune__default/${model.revision}/HelpSTS.json`
    expect(tasks.map((task) => task.file)).toEqual([file])
    const result = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Record<string, unknown>
    expect(result).toMatchObject({
      task_name: 'HelpSTS',
      mteb_version: expect.any(String) as string,
      scores: { test: [{ hf_subset: 'default', languages: ['eng-Latn'], main_score: expect.any(Number) as number }] },
    })
    const meta = JSON.parse(readFileSync(join(folder, file, '../model_meta.json'), 'utf8')) as unknown
    expect(meta).toMatchObject({ ...model, embed_dim: expect.any(Number) as number })
  })

  test('the model is called as one says', () => {
    expect(mteb('--model-name', 'me/mine', '--revision', '7').code).toBe(0)
    expect(existsSync(join(folder, 'out/results/me__mine/7/HelpSTS.json'))).toBe(true)
    expect(mteb('--model-name', '../mine').stderr).toContain('TASKS_MODEL_NAME_INVALID')
    expect(mteb('--revision', '../..').stderr).toContain('TASKS_MODEL_NAME_INVALID')
  })

  test.each([
    [['--task', 'HelpST'], 'Did you mean HelpSTS?'],
    [['--tasks', 'nowhere'], 'DATA_SOURCE_NOT_FOUND'],
    [['--encoder', 'nowhere'], 'ENCODE_MODEL_NOT_FOUND'],
    [['--output', 'tasks/HelpSTS/test.jsonl'], 'CLI_OUTPUT_UNWRITABLE'],
  ])('%j', (args, says) => {
    const { code, stdout, stderr } = mteb(...args)
    expect(code).not.toBe(0)
    expect(stdout).toBe('')
    expect(stderr).toContain(says)
  })
})

describe('rag-eval', () => {
  const row = {
    user_input: 'When was the tower built?',
    retrieved_contexts: ['The tower was built in 1889.', 'The river is green.'],
    response: 'It was built in 1889 [1].',
    reference: 'The tower was built in 1889.',
  }
  const older = {
    question: row.user_input,
    contexts: row.retrieved_contexts,
    answer: row.response,
    ground_truth: row.reference,
  }
  const evaluate = (text: string, ...args: string[]): Outcome => {
    writeFileSync(join(folder, 'rows.jsonl'), text)
    return attune('rag-eval', '--input', 'rows.jsonl', ...args)
  }

  test("Ragas' names and its older ones give the same report", () => {
    const [newer, before] = [row, older].map((each) => evaluate(lines([each, each]), '--json').stdout)
    expect(JSON.parse(newer ?? '')).toMatchObject({
      rows: 2,
      metrics: {
        context_precision: { value: 1 },
        faithfulness: { value: 1, low: 1, high: 1 },
        citation_precision: { value: 1 },
        abstention: { value: 1 },
      },
      perRow: [{ line: 1 }, { line: 2 }],
    })
    expect(before).toBe(newer)
  })

  test('only the metrics that are named, by their other names, too', () => {
    const { stdout } = evaluate(lines([row]), '--metrics', 'answer_relevancy,em', '--json')
    expect(Object.keys((JSON.parse(stdout) as { metrics: object }).metrics)).toEqual([
      'answer_relevance',
      'exact_match',
    ])
    expect(evaluate(lines([row]), '--metrics', 'em').stdout).toMatch(/exact_match +0\.000/)
  })

  test('claims are also judged by a reranker', () => {
    const { stdout } = evaluate(lines([row]), '--reranker', 'encoder:bundled:default', '--json')
    expect(JSON.parse(stdout)).toMatchObject({
      metrics: { entailment: { value: expect.any(Number) as number } },
      settings: { reranker: 'encoder:bundled:default' },
    })
  })

  test.each([
    ['an empty file', '', 'RAG_FILE_EMPTY', 'user_input, retrieved_contexts'],
    [
      'columns of something else',
      lines([{ text: 'x' }]),
      'RAG_COLUMN_MISSING',
      'rows.jsonl:1 has no question (user_input or question)',
    ],
    [
      'two sets of names',
      lines([row, older]),
      'RAG_COLUMNS_MIXED',
      'rows.jsonl:2 has "question", but rows.jsonl:1 has "user_input"',
    ],
    ['two names in one row', lines([{ ...row, question: 'x' }]), 'RAG_COLUMNS_MIXED', 'rows.jsonl:1'],
    [
      'a later row without its reference',
      lines([row, { ...row, reference: undefined }]),
      'RAG_COLUMN_MISSING',
      'rows.jsonl:2',
    ],
    [
      'a later row with a reference',
      lines([{ ...row, reference: undefined }, row]),
      'RAG_COLUMN_MISSING',
      'rows.jsonl:1',
    ],
    [
      'contexts that are one text',
      lines([{ ...row, retrieved_contexts: 'x' }]),
      'RAG_VALUE_INVALID',
      'a list of texts',
    ],
    ['a conversation', lines([{ ...row, user_input: [{ content: 'x' }] }]), 'RAG_VALUE_INVALID', 'but must be a text'],
    ['a line that is no JSON', '{"user_input":\n', 'DATA_JSON_INVALID', 'rows.jsonl:1'],
  ])('%s', (_, text, error, says) => {
    const { code, stdout, stderr } = evaluate(text)
    expect(code).toBe(2)
    expect(stdout).toBe('')
    expect(stderr).toContain(error)
    expect(stderr).toContain(says)
  })

  test('an unknown metric is refused before anything is read', () => {
    const { code, stderr } = attune('rag-eval', '--input', 'nowhere.jsonl', '--metrics', 'faithfullness')
    expect(code).toBe(2)
    expect(stderr).toContain('Did you mean faithfulness?')
  })
})
