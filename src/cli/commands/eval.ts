/** @file `attune eval`: how well plans answer a data set's judged queries. */
import { mkdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Command } from 'commander'
import { writeFileAtomically } from '../../base/write-file.ts'
import type { Dataset } from '../../data/dataset.ts'
import type { PlanToEvaluate } from '../../evaluate/evaluate-dataset.ts'
import type { Evaluation } from '../../evaluate/evaluate-plans.ts'
import type { Project } from '../../store/project.ts'
import type { Language } from '../../text/language.ts'
import {
  type CommonOptions,
  type Context,
  createCommand,
  openNamedEncoder,
  runCommand,
  withProject,
} from '../context.ts'
import { describeReport } from '../describe-report.ts'
import { splitMissing } from '../errors.ts'
import { parseFieldWeights } from '../field-weights.ts'
import { writingTo } from '../system-error.ts'

interface EvalOptions extends CommonOptions {
  readonly dataset: string
  readonly split?: string
  readonly plan: readonly string[]
  readonly encoder: string
  readonly metrics: string
  readonly fields?: string
  readonly language?: string
  readonly runOut?: string
  readonly ignoreIdenticalIds?: boolean
}

export const evalCommand = (): Command =>
  createCommand('eval', 'Evaluate plans on a data set with judgements')
    .requiredOption('--dataset <dir>', 'BEIR folder: corpus.jsonl, queries.jsonl, qrels/SPLIT.tsv')
    .option('--split <name>', 'whose judgements to use (default: test)')
    .option(
      '--plan <file>',
      'plan as JSON, or lexical, dense, hybrid, rrf; repeat to compare (default: the first three)',
      (plan, plans: string[]) => [...plans, plan],
      [],
    )
    .option('--encoder <ref>', 'bundled:default or a model folder', 'bundled:default')
    .option('--metrics <list>', 'comma-separated, as ir_measures names them', 'nDCG@10,RR@10,R@100')
    .option('--fields <list>', 'fields to search with their weights (default: title,text)')
    .option('--language <code>', 'of the documents (default: en)')
    .option('--run-out <dir>', "write each plan's results there as a TREC run file")
    .option('--ignore-identical-ids', 'a query never finds the document of its own id (ArguAna)')
    .action(async (options: EvalOptions) =>
      runCommand(options, async (context) => {
        // Before a project is made: a mistyped path leaves nothing behind.
        const { openDataset } = await import('../../data/dataset.ts')
        const dataset = await openDataset(options.dataset)
        await withProject(context, 'create', async (project) => {
          const evaluation = await evaluate(project, dataset, { options, context })
          context.terminal.json(evaluation.report)
          context.terminal.print(describeReport(evaluation.report))
          if (options.runOut !== undefined) await writeRuns(evaluation, options.runOut)
        })
      }),
    )

interface Evaluate {
  readonly options: EvalOptions
  readonly context: Context
}

async function evaluate(project: Project, dataset: Dataset, { options, context }: Evaluate): Promise<Evaluation> {
  const [
    { evaluateDataset, indexDataset },
    { openProject, vectorCachePath },
    { cachedEncoder, openVectorCache },
    { parseMetrics },
    { needsEncoder },
  ] = await Promise.all([
    import('../../evaluate/evaluate-dataset.ts'),
    import('../../store/open-project.ts'),
    import('../../store/vector-cache.ts'),
    import('../../metrics/parse-metric.ts'),
    import('../../search/resolve-plan.ts'),
  ])
  const metrics = parseMetrics(options.metrics)
  const plans = await namePlans(options.plan)
  const { runOut } = options
  if (runOut !== undefined) writingTo(runOut, () => mkdirSync(runOut, { recursive: true }))
  const split = options.split ?? 'test'
  if (options.split === undefined && !dataset.splits.includes(split))
    throw splitMissing({ dataset: dataset.name, splits: dataset.splits })
  const fields = parseFieldWeights(options.fields ?? 'title,text')
  const work = { signal: context.signal, onProgress: context.terminal.onProgress }
  const needsVectors = plans.some(({ plan }) => needsEncoder(plan))
  const cache = openVectorCache(vectorCachePath(project))
  const memory = await openProject(':memory:', { create: true })
  const encoder = needsVectors ? cachedEncoder(await openNamedEncoder(options.encoder, options), cache) : undefined
  try {
    const settings = {
      lexicalFields: fields,
      spaces: encoder === undefined ? {} : { default: { encoder, fields: Object.keys(fields) } },
      ...(options.language === undefined ? {} : { analyzer: { language: options.language as Language } }),
    }
    const collection = await indexDataset(memory, dataset, { settings, ...work })
    return await evaluateDataset(collection, dataset, {
      split,
      plans,
      metrics,
      encoderOf: async (space) => encoder ?? memory.encoder(collection, space),
      ignoreIdenticalIds: options.ignoreIdenticalIds === true,
      seed: options.seed,
      ...work,
    })
  } finally {
    await memory.close()
    await encoder?.close()
    cache.close()
  }
}

async function namePlans(named: readonly string[]): Promise<PlanToEvaluate[]> {
  const { readPlan } = await import('../read-plan.ts')
  const names = named.length === 0 ? ['lexical', 'dense', 'hybrid'] : named
  return names.map((name) => ({ name: basename(name, '.json'), plan: readPlan(name) }))
}

async function writeRuns({ runs }: Evaluation, folder: string): Promise<void> {
  const { formatRun } = await import('../../data/trec.ts')
  for (const [name, run] of runs) {
    const path = join(folder, `${name}.trec`)
    writingTo(path, () => writeFileAtomically(path, [formatRun(run, name)]))
  }
}
