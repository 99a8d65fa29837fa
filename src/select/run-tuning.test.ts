import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { resolvePlan } from '../search/resolve-plan.ts'
import { openProject } from '../store/open-project.ts'
import { runTuning, type Tuning, type TuningRequest } from './run-tuning.ts'

const root = mkdtempSync(join(tmpdir(), 'attune-tuning-'))
afterAll(() => rmSync(root, { recursive: true }))

const numbers = [...Array(60).keys()]
const jsonLines = (rows: readonly object[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('')

/** The word of each query is the title of one document, and three times in the text of another. */
function writeDataset(name: string, splits: Readonly<Record<string, (query: number) => string | undefined>>): string {
  const folder = join(root, name)
  mkdirSync(folder, { recursive: true })
  const documents = numbers.flatMap((n) => [
    { _id: `titled${n}`, title: `word${n}`, text: 'something else entirely' },
    { _id: `mentions${n}`, title: 'another', text: `word${n} word${n} word${n}` },
  ])
  writeFileSync(join(folder, 'corpus.jsonl'), jsonLines(documents))
  writeFileSync(join(folder, 'queries.jsonl'), jsonLines(numbers.map((n) => ({ _id: `q${n}`, text: `word${n}` }))))
  for (const [split, relevantOf] of Object.entries(splits)) {
    mkdirSync(join(folder, 'qrels'), { recursive: true })
    const rows = numbers.flatMap((n) => (relevantOf(n) === undefined ? [] : [`q${n}\t${relevantOf(n)}\t1\n`]))
    writeFileSync(join(folder, 'qrels', `${split}.tsv`), ['query-id\tcorpus-id\tscore\n', ...rows].join(''))
  }
  return folder
}

const titled = (n: number): string => `titled${n}`

async function tune(dataset: string, { split = 'dev', folds = 5 }: Partial<{ split: string; folds: number }> = {}) {
  const source = { dataset, split, fields: { title: 1, text: 1 }, analyzer: {}, encoders: {} }
  const request: TuningRequest = { source, metric: 'nDCG@10', folds, ignoreIdenticalIds: false, seed: 13 }
  const project = await openProject(join(root, 'project'), { create: true })
  try {
    return await runTuning(project, request)
  } finally {
    await project.close()
  }
}

const fieldsOf = ({ plan }: Tuning): unknown => plan.retrieve.map((stage) => 'lexical' in stage && stage.lexical.fields)

describe('tuning', () => {
  test('finds the field that matters, and reports on the test split what it gains', async () => {
    const dataset = writeDataset('titles', {
      dev: (n) => (n < 40 ? titled(n) : undefined),
      test: (n) => (n < 40 ? undefined : titled(n)),
    })
    const tuning = await tune(dataset)
    expect(tuning.isTuned).toBe(true)
    expect(tuning.crossValidated?.queries).toBe(40)
    expect(tuning.heldOut?.queries).toBe(20)
    expect(tuning.heldOut?.sentence).toMatch(/^tuned is better than default/)
    const settings = { lexicalFields: { title: 1, text: 1 }, analyzer: {}, spaces: {} } as never
    expect(resolvePlan(tuning.plan, { settings })).toEqual(tuning.plan)
  })

  test('gives the same plan for the same seed', async () => {
    const dataset = writeDataset('again', { dev: (n) => titled(n) })
    expect(await tune(dataset)).toEqual(await tune(dataset))
  })

  test('leaves a plan as it is where the gain is no more than noise', async () => {
    const dataset = writeDataset('noise', { dev: (n) => (n % 2 === 0 ? titled(n) : `mentions${n}`) })
    const tuning = await tune(dataset)
    expect(tuning.isTuned).toBe(false)
    expect(fieldsOf(tuning)).toEqual([{ title: 1, text: 1 }])
    expect(tuning.crossValidated?.sentence).toMatch(/^Cannot tell/)
  })

  test('reports on the half that it did not tune on where there is one split, and says so', async () => {
    const tuning = await tune(writeDataset('single', { test: titled }), { split: 'test' })
    expect([tuning.crossValidated?.queries, tuning.heldOut?.queries]).toEqual([30, 30])
    expect(tuning.notes.join()).toContain('tuned on 30 of its queries')
  })

  test('keeps the default plan where there are no judgements', async () => {
    const tuning = await tune(writeDataset('unjudged', {}))
    expect(tuning).toMatchObject({ isTuned: false, plan: { limit: 10 } })
    expect(tuning.notes.join()).toContain('no judgements')
  })

  test('refuses fewer queries than folds, and splits without a judgement', async () => {
    const few = writeDataset('few', { dev: (n) => (n < 3 ? titled(n) : undefined), test: titled })
    await expect(tune(few)).rejects.toMatchObject({ code: 'SELECT_QUERIES_TOO_FEW' })
    const empty = writeDataset('empty', { dev: () => undefined, test: titled })
    await expect(tune(empty)).rejects.toMatchObject({ code: 'EVALUATE_NO_JUDGEMENTS' })
  })
})
