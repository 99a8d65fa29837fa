/** @file `attune choose`: the plan that answers best within given constraints, on this machine and these data. */
import { readFileSync } from 'node:fs'
import { type Command, Option } from 'commander'
import { writeFileAtomically } from '../../base/write-file.ts'
import type { Choice, ChoiceRequest, Finalist } from '../../select/run-choice.ts'
import type { Sla } from '../../select/sla.ts'
import { type CommonOptions, createCommand, openNamedEncoder, runCommand, withProject } from '../context.ts'
import { evaluationSourceUnclear } from '../errors.ts'
import { writingTo } from '../system-error.ts'
import { collect, problemOfSource, type SourceOptions, sourceOf } from './eval.ts'
import { splitToTuneOn } from './tune.ts'

interface ChooseOptions extends CommonOptions, SourceOptions {
  readonly sla?: string
  readonly output?: string
  readonly ignoreIdenticalIds?: boolean
}

export const chooseCommand = (): Command =>
  createCommand('choose', 'Choose the plan that answers best within given constraints, measured here')
    .option('--dataset <dir>', 'BEIR folder: corpus.jsonl, queries.jsonl, qrels/SPLIT.tsv')
    .option('--split <name>', 'split to choose on (default: dev, else train, else the only one)')
    .option('--collection <name>', 'collection to choose for (optional if the project has only one)')
    .option('--queries <file>', 'jsonl, csv or tsv with the columns _id (or id) and text')
    .option('--qrels <file>', 'judgements of the queries: TREC qrels or BEIR tsv')
    .option('--sla <file>', 'JSON: p95Ms, maxLoss { metric, points }, concurrency')
    .addOption(
      new Option(
        '--encoder <ref>',
        'for a data set: bundled:default, a model folder, or none; repeat for more candidates',
      )
        .default([], 'bundled:default')
        .argParser(collect),
    )
    .option('--fields <list>', 'for a data set: fields to search, with weights (default: title,text)')
    .option('--language <code>', 'for a data set: language of the documents (default: en)')
    .option('--ignore-identical-ids', 'a query never finds the document with its own id (ArguAna)')
    .option('--output <file>', 'write the recommended plan to this file')
    .action(async (options: ChooseOptions) =>
      runCommand(options, async (context) => {
        const request = await requestFor(options)
        await withProject(context, 'dataset' in request.source ? 'create' : 'open', async (project) => {
          const { runChoice } = await import('../../select/run-choice.ts')
          const choice = await runChoice(project, request, {
            openEncoder: (ref) => openNamedEncoder(ref, options),
            signal: context.signal,
            onProgress: context.terminal.onProgress,
          })
          const { output } = options
          const text = `${JSON.stringify(choice.recommended.plan, null, 2)}\n`
          if (output !== undefined) writingTo(output, () => writeFileAtomically(output, [text]))
          context.terminal.json(choice)
          context.terminal.print(describe(choice))
          if (output !== undefined) context.terminal.note(`Wrote ${output}.`)
        })
      }),
    )

async function requestFor(options: ChooseOptions): Promise<ChoiceRequest> {
  const problem = problemOfSource(options, '--dataset or --collection')
  if (problem !== undefined) throw evaluationSourceUnclear({ problem })
  const sla = options.sla === undefined ? {} : await readSla(options.sla)
  const split = options.split ?? (await splitToTuneOn(options.dataset))
  return {
    source: await sourceOf({ ...options, ...(split === undefined ? {} : { split }) }),
    sla,
    ignoreIdenticalIds: options.ignoreIdenticalIds === true,
    seed: options.seed,
  }
}

async function readSla(file: string): Promise<Sla> {
  const [{ parseSla }, { slaInvalid }] = await Promise.all([
    import('../../select/sla.ts'),
    import('../../select/errors.ts'),
  ])
  let value: unknown
  try {
    value = JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    throw slaInvalid({
      problem: `"${file}" cannot be read (${(error as Error).message})`,
      known: ['p95Ms', 'maxLoss', 'concurrency'],
    })
  }
  return parseSla(value)
}

const lineOf = ({ name, quality, latencyMs: { p50, p95, p99 } }: Finalist, metric: string): string =>
  `${name}: ${metric} ${(100 * quality).toFixed(1)}, p50 ${p50.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`

const describe = ({
  recommended,
  alternatives,
  whyNot,
  metric,
  candidates,
  queries,
  rankings,
  heldOut,
}: Choice): string =>
  [
    `Recommended: ${lineOf(recommended, metric)}`,
    ...alternatives.map((one) => `Alternative: ${lineOf(one, metric)}`),
    '',
    ...Object.entries(whyNot).map(([name, reason]) => `Not ${name}: ${reason}`),
    ...(heldOut === undefined
      ? [
          'There is no other split to report on: the same queries chose and are reported, which flatters the recommended plan.',
        ]
      : heldOut.map(({ sentence }) => `On the test split: ${sentence}`)),
    '',
    `${candidates} candidates on ${queries} queries, ${recommended.latencyMs.concurrency} at a time; scored ${rankings.scored} rankings of ${rankings.full}.`,
  ].join('\n')
