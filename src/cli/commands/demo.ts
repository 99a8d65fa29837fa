/** @file `attune demo`: the bundled help centre, searched and measured, in about a minute. What `npm start` shows. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Command } from 'commander'
import { packageUrl } from '../../base/package-url.ts'
import type { Dataset } from '../../data/dataset.ts'
import type { Evaluation } from '../../evaluate/evaluate-plans.ts'
import type { Collection } from '../../store/collection.ts'
import type { Project } from '../../store/project.ts'
import { type CommonOptions, type Context, createCommand, openNamedEncoder, runCommand } from '../context.ts'
import { describeDifferences } from '../describe-differences.ts'
import { describeHit } from '../describe-hit.ts'
import { describeReport } from '../describe-report.ts'
import { style } from '../terminal.ts'

const SAMPLE = fileURLToPath(packageUrl('samples/help-centre'))
const COLLECTION = 'help-centre'
const SPLIT = 'test'
const QUESTION = 'error E-4021 on the valve'
const PLANS = ['lexical', 'dense', 'hybrid'] as const

export const demoCommand = (): Command =>
  createCommand('demo', 'Search and measure the bundled sample, step by step').action(async (options: CommonOptions) =>
    runCommand(options, async (context) => {
      const folder = options.project ?? mkdtempSync(join(tmpdir(), 'attune-demo-'))
      const [{ openProject }, { openDataset }] = await Promise.all([
        import('../../store/open-project.ts'),
        import('../../data/dataset.ts'),
      ])
      const project = await openProject(folder, { create: true, openEncoder: (ref) => openNamedEncoder(ref, options) })
      try {
        await show(project, await openDataset(SAMPLE), context)
      } finally {
        await project.close()
      }
    }),
  )

async function show(project: Project, dataset: Dataset, context: Context): Promise<void> {
  const { print, json } = context.terminal
  const collection = await addSample(project, dataset, context)
  const evaluation = await evaluate(project, { collection, dataset, context })
  context.terminal.endProgress()
  json(evaluation.report)
  print(`\n${describeReport(evaluation.report)}`)
  print(
    `\n${style('bold', 'What only one of the two finds in its first ten')}\n${await describeSides(collection, dataset, evaluation)}`,
  )
  print(`\n${style('bold', 'Where a score comes from')}\n${await describeOneQuery(project)}`)
  print(`\n${style('bold', 'The same on your own files')}\n${nextSteps(project.folder)}`)
}

async function addSample(project: Project, dataset: Dataset, { terminal, signal }: Context): Promise<Collection> {
  const start = performance.now()
  const collection = await project.createCollection(COLLECTION, {
    lexicalFields: { title: 1, text: 1 },
    spaces: { default: { encoder: 'bundled:default' } },
  })
  const { added } = await collection.add(dataset.documents(), { signal, onProgress: terminal.onProgress })
  const seconds = ((performance.now() - start) / 1000).toFixed(1)
  terminal.print(`Added ${added} articles of the bundled help centre to ${project.folder} in ${seconds} s.`)
  return collection
}

async function evaluate(
  project: Project,
  {
    collection,
    dataset,
    context,
  }: { readonly collection: Collection; readonly dataset: Dataset; readonly context: Context },
): Promise<Evaluation> {
  const [{ evaluateDataset }, { parseMetrics }] = await Promise.all([
    import('../../evaluate/evaluate-dataset.ts'),
    import('../../metrics/parse-metric.ts'),
  ])
  return evaluateDataset(collection, dataset, {
    split: SPLIT,
    plans: PLANS.map((name) => ({ name, plan: name })),
    metrics: parseMetrics('nDCG@10,RR@10,R@100'),
    encoderOf: async (space) => project.encoder(collection, space),
    ignoreIdenticalIds: false,
    seed: context.options.seed,
    signal: context.signal,
    onProgress: context.terminal.onProgress,
  })
}

async function describeSides(collection: Collection, dataset: Dataset, { scores }: Evaluation): Promise<string> {
  const { findDifferences } = await import('../../evaluate/find-differences.ts')
  const [lexical, dense] = [scores.get('lexical'), scores.get('dense')]
  if (lexical === undefined || dense === undefined) return ''
  const { settings } = collection
  const differences = await findDifferences(dataset, { split: SPLIT, metric: 'nDCG@10', lexical, dense, settings })
  const texts = new Map((await dataset.queries(SPLIT)).map(({ id, text }) => [id, text]))
  return describeDifferences(differences, (id) => texts.get(id) ?? id)
}

/** One question of the sample that both legs answer, with the best hit taken apart. */
async function describeOneQuery(project: Project): Promise<string> {
  const { search } = await import('../../search/search.ts')
  const { hits, timingMs } = await search(project, QUESTION, {
    collection: COLLECTION,
    limit: 1,
    explain: true,
    highlight: true,
  })
  return [`"${QUESTION}", ${timingMs.total.toFixed(1)} ms:`, '', ...hits.map(describeHit)].join('\n')
}

function nextSteps(folder: string): string {
  return [
    '  npx attune add my-files/ --collection mine                 # jsonl, csv, parquet, md, html, txt',
    '  npx attune search "what people ask" --collection mine --explain',
    '  npx attune eval --dataset my-judgements/                   # corpus.jsonl, queries.jsonl, qrels/test.tsv',
    '',
    `The sample stays in ${folder}: npx attune search "forgot password" --collection ${COLLECTION} --project ${folder}`,
  ].join('\n')
}
