import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createHashEncoder } from '../encode/hash-encoder.ts'
import { findTasks } from './find-tasks.ts'
import { runTask, type TaskResult } from './run-tasks.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'attune-tasks-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const write = (files: Readonly<Record<string, string | readonly object[]>>): void => {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    const text = typeof content === 'string' ? content : content.map((row) => `${JSON.stringify(row)}\n`).join('')
    writeFileSync(join(folder, name), text)
  }
}

async function runAll(names: readonly string[] = []): Promise<Record<string, TaskResult>> {
  const results: Record<string, TaskResult> = {}
  for (const head of await findTasks(folder, names))
    results[head.name] = await runTask(head, { encoder: createHashEncoder({ dim: 256 }) })
  return results
}

const topics = { cat: 'cat purr whisker', car: 'engine wheel brake', sea: 'wave salt shore' }
const labelled = (extra: string): object[] =>
  Object.entries(topics).flatMap(([label, text]) =>
    Array.from({ length: 6 }, (_, i) => ({ text: `${text} ${extra}${i}`, label })),
  )
const pairs = [
  { sentence1: 'a red fox', sentence2: 'a red fox', score: 5, label: 1 },
  { sentence1: 'a red fox', sentence2: 'a red dog', score: 3, label: 1 },
  { sentence1: 'a red fox', sentence2: 'slow trains', score: 0, label: 0 },
]
const without = (name: string): object[] => pairs.map((pair) => ({ ...pair, [name]: undefined }))

const retrieval = {
  'corpus.jsonl': [
    { _id: 'd1', title: 'Foxes', text: 'red fur' },
    { _id: 'd2', title: '', text: 'slow trains' },
  ],
  'queries.jsonl': [
    { _id: 'q1', text: 'red foxes' },
    { _id: 'q2', text: 'trains' },
  ],
  'qrels/test.tsv': 'query-id\tcorpus-id\tscore\nq1\td1\t1\nq2\td2\t1\n',
}
const inFolder = (
  name: string,
  files: Readonly<Record<string, string | readonly object[]>>,
): Record<string, string | readonly object[]> =>
  Object.fromEntries(Object.entries(files).map(([file, content]) => [`${name}/${file}`, content]))

test('the columns of a folder tell the kind of its task', async () => {
  write({
    'Sts/test.jsonl': without('label'),
    'Pairs/test.jsonl': without('score'),
    'Bitext/test.csv': 'sentence1,sentence2\nred fox,fox red\nslow train,train slow\n',
    'Classes/train.jsonl': labelled('a'),
    'Classes/test.jsonl': labelled('b'),
    'Clusters/test.jsonl': labelled('c'),
    'Sets/test.jsonl': [{ sentences: ['red fox', 'a red fox', 'slow train'], labels: [0, 0, 1] }],
    ...inFolder('Search', retrieval),
    ...inFolder('Rerank', { ...retrieval, 'top_ranked.jsonl': [{ 'query-id': 'q1', 'corpus-ids': ['d2'] }] }),
    'notes/readme.md': 'not a task',
  })
  const results = await runAll()
  const kinds = Object.fromEntries(Object.entries(results).map(([name, { kind }]) => [name, kind]))
  expect(kinds).toEqual({
    Bitext: 'BitextMining',
    Classes: 'Classification',
    Clusters: 'Clustering',
    Pairs: 'PairClassification',
    Rerank: 'Reranking',
    Search: 'Retrieval',
    Sets: 'ClusteringLegacy',
    Sts: 'STS',
  })
  const values = Object.fromEntries(Object.entries(results).map(([name, { mainScore }]) => [name, mainScore.value]))
  expect(values).toMatchObject({ Bitext: 1, Classes: 1, Pairs: 1, Search: 1, Sets: 1, Sts: 1 })
  // q1's only candidate is wrong, and q2 has none.
  expect(values['Rerank']).toBe(0)
  expect(Object.keys(await runAll(['Sts']))).toEqual(['Sts'])
})

test('task.json sets the name, the type and what the protocol leaves open', async () => {
  write({
    'a/task.json': '{"name":"Topics","type":"Clustering","draws":3,"rowsPerDraw":20,"seed":7,"mainScore":"ami"}',
    'a/test.jsonl': labelled('x'),
    'a/train.jsonl': labelled('y'),
  })
  const { Topics } = await runAll()
  expect(Topics).toMatchObject({ kind: 'Clustering', mainScore: { name: 'ami' } })
  expect(Topics?.scores['v_measures']).toMatchObject({
    'Level 0': [expect.any(Number), expect.any(Number), expect.any(Number)],
  })
})

test('labels of several levels are clustered level by level, and a text may lack the narrower ones', async () => {
  const rows = labelled('z').map((row, i) => ({ ...row, label: i < 3 ? [`t${i % 2}`] : [`t${i % 2}`, `u${i % 3}`] }))
  write({ 'test.jsonl': rows, 'task.json': '{"draws":2,"rowsPerDraw":12}' })
  const [result] = Object.values(await runAll())
  expect(Object.keys(result?.scores['v_measures'] ?? {})).toEqual(['Level 0', 'Level 1'])
})

test('pairs in one row of lists, as older data sets have them', async () => {
  write({ 'test.jsonl': [{ sentence1: ['red fox', 'red fox'], sentence2: ['red fox', 'slow train'], labels: [1, 0] }] })
  expect(Object.values(await runAll())[0]?.mainScore).toEqual({ name: 'max_ap', value: 1 })
})

test('a query never finds itself where the task says so', async () => {
  write({
    'corpus.jsonl': [
      { _id: 'x', text: 'red fox' },
      { _id: 'y', text: 'a red fox' },
    ],
    'queries.jsonl': [{ _id: 'x', text: 'red fox' }],
    'qrels/test.tsv': 'query-id\tcorpus-id\tscore\nx\ty\t1\n',
  })
  expect(Object.values(await runAll())[0]?.mainScore.value).toBeLessThan(1)
  write({ 'task.json': '{"ignoreIdenticalIds":true}' })
  expect(Object.values(await runAll())[0]?.mainScore.value).toBe(1)
})

describe('what cannot be measured', () => {
  test.each<[string, Record<string, string | readonly object[]>, string]>([
    ['an empty folder', {}, 'TASKS_NOT_FOUND'],
    ['columns of no task', { 'test.jsonl': [{ question: 'x' }] }, 'TASKS_COLUMNS_UNFIT'],
    [
      'a later row without the column',
      { 'test.jsonl': [without('label')[0] ?? {}, { sentence1: 'x', sentence2: 'y' }] },
      'TASKS_COLUMNS_UNFIT',
    ],
    [
      'a score that is no number',
      { 'test.jsonl': [{ ...pairs[0], label: undefined, score: 'high' }] },
      'TASKS_VALUE_UNFIT',
    ],
    [
      'a label that is not 0 or 1',
      { 'test.jsonl': [{ ...pairs[0], score: undefined, label: 2 }] },
      'TASKS_VALUE_UNFIT',
    ],
    ['a file without rows', { 'test.jsonl': '' }, 'TASKS_DATA_UNFIT'],
    ['a split without a file', { 'task.json': '{"type":"STS"}' }, 'TASKS_SPLIT_MISSING'],
    [
      'one label to learn',
      { 'test.jsonl': labelled('a'), 'train.jsonl': [{ text: 'x', label: 1 }] },
      'TASKS_DATA_UNFIT',
    ],
    ['an unknown type', { 'task.json': '{"type":"Sts"}', 'test.jsonl': pairs }, 'TASKS_TYPE_UNKNOWN'],
    ['an unknown setting', { 'task.json': '{"splitt":"dev"}', 'test.jsonl': pairs }, 'TASKS_SETTING_UNKNOWN'],
    ['a setting of the wrong kind', { 'task.json': '{"draws":0}', 'test.jsonl': pairs }, 'TASKS_SETTING_INVALID'],
    ['a name that leaves the folder', { 'task.json': '{"name":"../x"}', 'test.jsonl': pairs }, 'TASKS_NAME_INVALID'],
    ['a settings file without an object', { 'task.json': '3', 'test.jsonl': pairs }, 'TASKS_FILE_UNUSABLE'],
    [
      'an unknown main score',
      { 'task.json': '{"mainScore":"cosine"}', 'test.jsonl': without('label') },
      'TASKS_MAIN_SCORE_UNKNOWN',
    ],
    [
      'two tasks of one name',
      { 'a/test.jsonl': pairs, 'b/test.jsonl': pairs, 'b/task.json': '{"name":"a"}' },
      'TASKS_NAME_REPEATED',
    ],
    [
      'a candidate that is no document',
      { ...retrieval, 'top_ranked.jsonl': [{ 'query-id': 'q1', 'corpus-ids': ['d9'] }] },
      'TASKS_DATA_UNFIT',
    ],
    ['a data.json that names no tasks', { 'data.json': '{"sts":[]}' }, 'TASKS_FILE_UNUSABLE'],
  ])('%s', async (_, files, code) => {
    write(files)
    await expect(runAll()).rejects.toMatchObject({ code })
  })

  test('an unknown task, with the one that was meant', async () => {
    write({ 'Sts/test.jsonl': pairs })
    await expect(runAll(['Stz'])).rejects.toMatchObject({ code: 'TASKS_TASK_UNKNOWN', hint: 'Did you mean Sts?' })
  })
})
