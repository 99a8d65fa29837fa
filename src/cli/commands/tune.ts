/** @file `attune tune`: the plan near the default one that answers these queries best, if it really does. */
import { type Command, Option } from 'commander'
import { writeFileAtomically } from '../../base/write-file.ts'
import type { Tuning, TuningRequest } from '../../select/run-tuning.ts'
import {
  type CommonOptions,
  createCommand,
  openNamedEncoder,
  runCommand,
  wholeNumber,
  withProject,
} from '../context.ts'
import { describePlan } from '../describe-plan.ts'
import { evaluationSourceUnclear } from '../errors.ts'
import { writingTo } from '../system-error.ts'
import { choosePlans, collect, problemOfSource, type SourceOptions, sourceOf } from './eval.ts'

interface TuneOptions extends CommonOptions, SourceOptions {
  readonly plan?: string
  readonly output?: string
  readonly folds: number
  readonly metric: string
  readonly ignoreIdenticalIds?: boolean
}

export const tuneCommand = (): Command =>
  createCommand(
    'tune',
    'Tune a plan on judged queries, and say by how much it gains on queries that tuning did not see',
  )
    .option('--dataset <dir>', 'BEIR folder: corpus.jsonl, queries.jsonl, qrels/SPLIT.tsv')
    .option('--split <name>', 'split to tune on (default: dev, else train, else half of the only one)')
    .option('--collection <name>', 'collection to tune (optional if the project has only one)')
    .option('--queries <file>', 'jsonl, csv or tsv with the columns _id (or id) and text')
    .option('--qrels <file>', 'judgements of the queries: TREC qrels or BEIR tsv')
    .option('--plan <plan>', 'where to start: a JSON file, or the name of a plan (default: the default plan)')
    .addOption(
      new Option('--encoder <ref>', 'for a data set: bundled:default, a model folder, or none')
        .default([], 'bundled:default')
        .argParser(collect),
    )
    .option('--metric <name>', 'what to tune for', 'nDCG@10')
    .addOption(new Option('--folds <n>', 'parts of the cross-validation').default(5).argParser(wholeNumber(2)))
    .option('--fields <list>', 'for a data set: fields to search, with weights (default: title,text)')
    .option('--language <code>', 'for a data set: language of the documents (default: en)')
    .option('--ignore-identical-ids', 'a query never finds the document with its own id (ArguAna)')
    .option('--output <file>', 'write the plan to this file, for --plan of search and eval')
    .action(async (options: TuneOptions) =>
      runCommand(options, async (context) => {
        const request = await requestFor(options)
        await withProject(context, 'dataset' in request.source ? 'create' : 'open', async (project) => {
          const { runTuning } = await import('../../select/run-tuning.ts')
          const tuning = await runTuning(project, request, {
            openEncoder: (ref) => openNamedEncoder(ref, options),
            signal: context.signal,
            onProgress: context.terminal.onProgress,
          })
          for (const note of tuning.notes) context.terminal.note(note)
          const { output } = options
          if (output !== undefined)
            writingTo(output, () => writeFileAtomically(output, [`${JSON.stringify(tuning.plan, null, 2)}\n`]))
          context.terminal.json(tuning)
          context.terminal.print(describe(tuning))
          if (output !== undefined) context.terminal.note(`Wrote ${output}.`)
        })
      }),
    )

async function requestFor(options: TuneOptions): Promise<TuningRequest> {
  const problem = problemOfSource(options, '--dataset or --collection') ?? problemOfEncoders(options)
  if (problem !== undefined) throw evaluationSourceUnclear({ problem })
  const { parseMetric } = await import('../../metrics/parse-metric.ts')
  const metric = parseMetric(options.metric).name
  const plans = options.plan === undefined ? undefined : (await choosePlans([options.plan])).slice(0, 1)
  const split = options.split ?? (await splitToTuneOn(options.dataset))
  const source = await sourceOf({ ...options, ...(split === undefined ? {} : { split }) })
  return {
    source,
    ...(plans === undefined ? {} : { plans }),
    metric,
    folds: options.folds,
    ignoreIdenticalIds: options.ignoreIdenticalIds === true,
    seed: options.seed,
  }
}

const problemOfEncoders = ({ encoder }: TuneOptions): string | undefined =>
  encoder.length > 1 ? `--encoder was given ${encoder.length} times, but one plan is tuned.` : undefined

/** A data set without judgements has none; what is tuned there names none either. */
export async function splitToTuneOn(folder: string | undefined): Promise<string | undefined> {
  if (folder === undefined) return undefined
  const { openDataset } = await import('../../data/dataset.ts')
  const { splits } = await openDataset(folder)
  return ['dev', 'train'].find((split) => splits.includes(split)) ?? splits[0] ?? 'test'
}

function describe({ plan, isTuned, crossValidated, heldOut }: Tuning): string {
  return [
    `${isTuned ? 'The tuned plan' : 'The plan stays as it was'}: ${describePlan(plan)}`,
    ...(crossValidated === undefined ? [] : [`Cross-validated: ${crossValidated.sentence}`]),
    ...(heldOut === undefined ? [] : [`On queries that tuning never saw: ${heldOut.sentence}`]),
  ].join('\n')
}
