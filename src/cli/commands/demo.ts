/** @file `attune demo`: the bundled help centre, searched and measured, in about a minute. What `npm start` shows. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Command } from 'commander'
import { packageUrl } from '../../base/package-url.ts'
import type { Dataset } from '../../data/dataset.ts'
import type { Query } from '../../data/document.ts'
import type { Evaluation } from '../../evaluate/evaluate-collection.ts'
import type { Collection } from '../../store/collection.ts'
import type { Project } from '../../store/project.ts'
import { type CommonOptions, type Context, createCommand, openNamedEncoder, runCommand } from '../context.ts'
import { describeAdapted } from '../describe-adaptation.ts'
import { describeKinds } from '../describe-kinds.ts'
import { describeHit } from '../describe-hit.ts'
import { describeReport } from '../describe-report.ts'
import { style } from '../terminal.ts'
import { adapt } from './adapt.ts'

const SAMPLE = fileURLToPath(packageUrl('samples/help-centre'))
const COLLECTION = 'help-centre'
const SPLIT = 'test'
const QUESTION = 'error E-4021 on the valve'
/** About two seconds: the sample is small. */
const STEPS = 60
const PLANS = ['lexical', 'dense', 'hybrid'] as const

export const demoCommand = (): Command =>
  createCommand('demo', 'Search and evaluate the bundled sample, step by step').action(async (options: CommonOptions) =>
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
  const { report: before } = await evaluate(project, { collection, dataset, context })
  const adaptation = await adapt(project, collection, { options: { ...context.options, steps: STEPS }, context })
  const { report: after } = await evaluate(project, { collection, dataset, context })
  context.terminal.endProgress()
  const evaluation = { report: { ...after, before: before.plans, adapt: adaptation } }
  json(evaluation.report)
  print(`\n${describeReport(evaluation.report, { verbose: true })}`)
  print(`\n${style('bold', 'The encoder, adapted to the articles alone')}`)
  print(describeAdapted(evaluation.report).join('\n\n'))
  const kindOf = new Map((await dataset.queries(SPLIT)).map(({ id, fields }) => [id, kindIn(fields)]))
  print(`\n${style('bold', 'Where words win, and where meaning does')}\n${describeKinds(evaluation.report, kindOf)}`)
  print(`\n${style('bold', 'Where a score comes from')}\n${await describeOneQuery(project)}`)
  print(`\n${style('bold', 'The same on your own files')}\n${nextSteps(project.folder)}`)
}

/** The sample says of each query what kind it is. */
function kindIn({ metadata }: Query['fields']): string {
  const kind = typeof metadata === 'object' && metadata !== null && 'kind' in metadata ? metadata.kind : undefined
  return typeof kind === 'string' ? kind : 'other'
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
  const { evaluateDataset } = await import('../../evaluate/evaluate-dataset.ts')
  return evaluateDataset(collection, dataset, {
    split: SPLIT,
    plans: PLANS,
    project,
    seed: context.options.seed,
    signal: context.signal,
    onProgress: context.terminal.onProgress,
  })
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
    '  npx attune adapt --collection mine                         # an encoder of its own, in a minute',
    '  npx attune eval --collection mine --queries queries.tsv --qrels qrels.tsv',
    '',
    `The sample stays in ${folder}: npx attune search "forgot password" --collection ${COLLECTION} --project ${folder}`,
  ].join('\n')
}
