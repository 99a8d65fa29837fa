import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { packageUrl } from '../base/package-url.ts'
import { openDataset } from '../data/dataset.ts'
import { openProject } from '../open-project.ts'
import type { EvaluationRequest } from './evaluation-request.ts'
import { runEvaluation } from './run-evaluation.ts'

// On the bundled sample, with a few steps.
const SAMPLE = fileURLToPath(packageUrl('samples/help-centre'))
const what = { metrics: ['nDCG@10'], ignoreIdenticalIds: false, seed: 13, adapt: { steps: 30 } }
const folder = mkdtempSync(join(tmpdir(), 'attune-evaluate-adapted-'))
let project: Awaited<ReturnType<typeof openProject>>

beforeAll(async () => {
  project = await openProject(folder, { create: true })
})
afterAll(async () => {
  await project.close()
  rmSync(folder, { recursive: true })
})

const dataset = (encoders: Readonly<Record<string, string>>): EvaluationRequest => ({
  ...what,
  source: { dataset: SAMPLE, split: 'test', fields: { title: 1, text: 1 }, analyzer: {}, encoders },
})

it("a data set's plans are measured before and after, with the weight that adapting found", async () => {
  const { report } = await runEvaluation(project, dataset({ default: 'bundled:default' }), { threads: 1 })
  expect(report.adapt).toMatchObject({ kept: true, steps: 30, gate: { isPassed: true } })
  const { before = [], plans, adapt } = report
  const valueOf = (list: typeof plans, name: string): number =>
    list.find((plan) => plan.name === name)?.metrics['nDCG@10']?.value ?? 0
  expect(before.map(({ name }) => name)).toEqual(plans.map(({ name }) => name))
  expect(valueOf(plans, 'lexical')).toBe(valueOf(before, 'lexical'))
  expect(valueOf(plans, 'dense')).toBeGreaterThan(valueOf(before, 'dense'))
  const hybrid = plans.find(({ name }) => name === 'hybrid')?.plan.fuse
  expect(hybrid).toMatchObject({
    linear: { weights: [expect.closeTo(1 - (adapt?.hybridWeight ?? 0)), adapt?.hybridWeight] },
  })
  expect(report.encoders['default']?.ref).toMatch(/^adapted:/)
  expect(adapt?.comparisons?.map(({ a, b }) => [a, b])).toEqual(
    ['lexical', 'dense', 'hybrid'].map((name) => [`${name} (original)`, `${name} (adapted)`]),
  )
  const { delta, sentence } = adapt?.comparisons?.[1] ?? {}
  expect(delta).toBeCloseTo(valueOf(plans, 'dense') - valueOf(before, 'dense'), 12)
  expect(sentence).toMatch(/dense \((?:original|adapted)\)/)
}, 60_000)

it('a collection is left as it is: a copy is adapted', async () => {
  const collection = await project.createCollection('help', { spaces: { default: { encoder: 'bundled:default' } } })
  const sample = await openDataset(SAMPLE)
  await collection.add(sample.documents())
  const [queries, qrels] = [join(folder, 'queries.jsonl'), join(folder, 'qrels.txt')]
  const judged = (await sample.queries('test')).map(({ id, text }) => JSON.stringify({ _id: id, text }))
  writeFileSync(queries, judged.join('\n'))
  const grades = [...(await sample.judgements('test'))].flatMap(([query, documents]) =>
    Array.from(documents, ([id, grade]) => `${query} 0 ${id} ${grade}`),
  )
  writeFileSync(qrels, grades.join('\n'))
  const source = { collection: 'help', queries, judgements: qrels }
  const settings = structuredClone(collection.settings)
  const { report } = await runEvaluation(project, { ...what, source }, { threads: 1 })
  expect(report.adapt?.kept).toBe(true)
  expect(report.dataset.documents).toBe(await collection.count())
  expect(collection.settings).toEqual(settings)
}, 60_000)

it('without an encoder there is nothing to adapt', async () => {
  await expect(runEvaluation(project, dataset({}), {})).rejects.toMatchObject({ code: 'ADAPT_NO_SPACES' })
})
