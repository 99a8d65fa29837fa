/** @file `attune eval`: how well plans answer judged queries, of a data set or of a collection. */
import { mkdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { type Command, Option } from 'commander'
import { writeFileAtomically } from '../../base/write-file.ts'
import type { PlanChoice } from '../../evaluate/choose-plans.ts'
import type { Evaluation } from '../../evaluate/evaluate-collection.ts'
import type { DatasetSource, EvaluationRequest } from '../../evaluate/evaluation-request.ts'
import type { Project } from '../../store/project.ts'
import type { Language } from '../../text/language.ts'
import {
  type CommonOptions,
  type Context,
  createCommand,
  openNamedEncoder,
  positiveNumber,
  runCommand,
  withProject,
} from '../context.ts'
import { minutesOption, stepsOption } from './adapt.ts'
import { dialectOption } from '../dialect-option.ts'
import { describeAdapted } from '../describe-adaptation.ts'
import { describeReport } from '../describe-report.ts'
import { evaluationSourceUnclear, reportFileUnreadable, splitMissing } from '../errors.ts'
import { parseFieldWeights } from '../field-weights.ts'
import { hubCacheFolder } from '../hub-cache.ts'
import { systemCodeOf, writingTo } from '../system-error.ts'
import { visible } from '../terminal.ts'

/** Where judged queries come from, as every command that measures takes it. */
export interface SourceOptions {
  readonly dataset?: string
  readonly split?: string
  readonly collection?: string
  readonly queries?: string
  readonly qrels?: string
  readonly encoder: readonly string[]
  readonly fields?: string
  readonly language?: string
}

interface EvalOptions extends CommonOptions, SourceOptions {
  readonly plan: readonly string[]
  readonly metrics: string
  readonly dialect: string
  readonly latencyHalfLife?: number
  readonly runOut?: string
  readonly ignoreIdenticalIds?: boolean
  readonly report?: string
  readonly adapt?: boolean
  readonly verbose?: boolean
  readonly minutes?: number
  readonly steps?: number
}

export const collect = (value: string, values: readonly string[]): readonly string[] => [...values, value]

export const evalCommand = (): Command =>
  createCommand('eval', 'Evaluate plans with judged queries, on a data set or a collection')
    .option('--dataset <dir>', 'BEIR folder: corpus.jsonl, queries.jsonl, qrels/SPLIT.tsv')
    .option('--split <name>', 'split of the data set whose judgements to use (default: test)')
    .option('--collection <name>', 'collection to evaluate (optional if the project has only one)')
    .option('--queries <file>', 'jsonl, csv or tsv with the columns _id (or id) and text')
    .option('--qrels <file>', 'judgements of the queries: TREC qrels or BEIR tsv')
    .addOption(
      new Option('--plan <plan>', 'a JSON file, or the name of a plan; repeat to compare')
        .default([], 'lexical, dense, hybrid')
        .argParser(collect),
    )
    .addOption(
      new Option('--encoder <ref>', 'for a data set: bundled:default, a model folder, or none; repeat to compare')
        .default([], 'bundled:default')
        .argParser(collect),
    )
    .option('--metrics <list>', 'comma-separated, as ir_measures names them', 'nDCG@10,RR@10,R@100')
    .addOption(dialectOption())
    .addOption(
      new Option(
        '--latency-half-life <ms>',
        'also print utility: the first metric, halved for each time a search takes that long',
      ).argParser(positiveNumber),
    )
    .option('--fields <list>', 'for a data set: fields to search, with weights (default: title,text)')
    .option('--language <code>', 'for a data set: language of the documents (default: en)')
    .option('--verbose', 'print every comparison, and queries that only one plan answers, with the reason')
    .option('--run-out <dir>', "write each plan's results to this folder as a TREC run file")
    .option('--ignore-identical-ids', 'a query never finds the document with its own id (ArguAna)')
    .option(
      '--adapt',
      'first adapt the encoder to the documents (never to queries or judgements); measures before and after',
    )
    .addOption(minutesOption())
    .addOption(stepsOption())
    .option(
      '--report <file>',
      'run the evaluation of this report (the output of --json) again and list the differences',
    )
    .action(async (options: EvalOptions) =>
      runCommand(options, async (context) => {
        const { request, before } = await requestFor(options)
        const { runOut } = options
        if (runOut !== undefined) writingTo(runOut, () => mkdirSync(runOut, { recursive: true }))
        await withProject(context, 'dataset' in request.source ? 'create' : 'open', async (project) => {
          const evaluation = await evaluate(project, request, context)
          await show(evaluation, { context, before, verbose: options.verbose })
          if (runOut !== undefined) await writeRuns(evaluation, runOut)
        })
      }),
    )

interface Asked {
  readonly request: EvaluationRequest
  /** The report to be repeated. */
  readonly before?: unknown
}

/** Before a project is made: a mistyped path leaves nothing behind. */
async function requestFor(options: EvalOptions): Promise<Asked> {
  const problem = problemOf(options)
  if (problem !== undefined) throw evaluationSourceUnclear({ problem })
  if (options.report !== undefined) return repeatedRequest(options.report, options)
  const [{ parseMetrics, splitMetrics }, { parseDialect }] = await Promise.all([
    import('../../metrics/parse-metric.ts'),
    import('../../metrics/dialects.ts'),
  ])
  const dialect = parseDialect(options.dialect)
  parseMetrics(options.metrics, { dialect })
  const plans = await choosePlans(options.plan)
  return {
    request: {
      source: await sourceOf(options),
      ...(plans.length === 0 ? {} : { plans }),
      metrics: splitMetrics(options.metrics),
      dialect,
      ...(options.latencyHalfLife === undefined ? {} : { latencyHalfLifeMs: options.latencyHalfLife }),
      ignoreIdenticalIds: options.ignoreIdenticalIds === true,
      seed: options.seed,
      ...(options.adapt === true ? { adapt: { minutes: options.minutes, steps: options.steps } } : {}),
    },
  }
}

/** Options that only one of the two sources has. */
const DATASET_ONLY = ['split', 'fields', 'language'] as const
const COLLECTION_ONLY = ['queries', 'qrels'] as const

function problemOf(options: EvalOptions): string | undefined {
  if (options.report !== undefined) return problemOfRepeating(options)
  return problemOfAdapting(options) ?? problemOfSource(options, '--dataset, --collection or --report')
}

/** @param wanted the options of which none was given */
export function problemOfSource(options: SourceOptions, wanted: string): string | undefined {
  const { dataset, collection, queries, qrels, encoder } = options
  if (dataset !== undefined && collection !== undefined) return '--dataset and --collection cannot be combined.'
  if ([dataset, collection, queries, qrels].every((value) => value === undefined)) return `No ${wanted} was given.`
  if (dataset !== undefined) {
    const unfit = COLLECTION_ONLY.find((name) => options[name] !== undefined)
    return unfit && `--${unfit} belongs to --collection: a data set has its own.`
  }
  if (queries === undefined || qrels === undefined)
    return `Evaluating a collection takes --queries and --qrels, but ${queries === undefined ? '--queries' : '--qrels'} was not given.`
  const unfit = encoder.length > 0 ? 'encoder' : DATASET_ONLY.find((name) => options[name] !== undefined)
  return unfit && `--${unfit} belongs to --dataset: a collection is evaluated with its own settings.`
}

function problemOfAdapting({ adapt, minutes, steps, encoder }: EvalOptions): string | undefined {
  if (adapt !== true)
    return minutes === undefined && steps === undefined
      ? undefined
      : `--${minutes === undefined ? 'steps' : 'minutes'} requires --adapt.`
  if (encoder.length > 1) return '--adapt adapts one encoder, but several were given.'
  return encoder[0] === 'none' ? '--adapt needs an encoder, but got --encoder none.' : undefined
}

function problemOfRepeating(options: EvalOptions): string | undefined {
  const named = (['collection', ...DATASET_ONLY, ...COLLECTION_ONLY] as const).filter(
    (name) => options[name] !== undefined,
  )
  const repeated = (['plan', 'encoder'] as const).filter((name) => options[name].length > 0)
  const [unfit] = [...named, ...repeated]
  return unfit && `--${unfit} cannot be combined with --report, which runs with its own settings.`
}

async function repeatedRequest(file: string, { dataset }: EvalOptions): Promise<Asked> {
  const { requestOfReport } = await import('../../evaluate/repeat-report.ts')
  const before = readReport(file)
  const request = requestOfReport(before)
  const { source } = request
  const isMoved = dataset !== undefined && 'dataset' in source
  return { before, request: isMoved ? { ...request, source: { ...source, dataset } } : request }
}

export const sourceOf = async (options: SourceOptions): Promise<EvaluationRequest['source']> =>
  options.dataset === undefined ? collectionSource(options) : datasetSource(options.dataset, options)

const collectionSource = ({ collection, queries = '', qrels = '' }: SourceOptions): EvaluationRequest['source'] => ({
  collection,
  queries,
  judgements: qrels,
})

export async function datasetSource(
  folder: string,
  options: Pick<EvalOptions, 'split' | 'encoder' | 'fields' | 'language'>,
): Promise<DatasetSource> {
  const [{ openDataset }, { nameSpaces }] = await Promise.all([
    import('../../data/dataset.ts'),
    import('../../evaluate/name-spaces.ts'),
  ])
  const dataset = await openDataset(folder)
  const split = options.split ?? 'test'
  if (options.split === undefined && !dataset.splits.includes(split))
    throw splitMissing({ dataset: dataset.name, splits: dataset.splits })
  const refs = options.encoder.length === 0 ? ['bundled:default'] : options.encoder
  return {
    dataset: folder,
    split,
    fields: parseFieldWeights(options.fields ?? 'title,text'),
    analyzer: options.language === undefined ? {} : { language: options.language as Language },
    encoders: nameSpaces(refs.filter((ref) => ref !== 'none')),
  }
}

export async function choosePlans(names: readonly string[]): Promise<PlanChoice[]> {
  const { readPlan } = await import('../read-plan.ts')
  return names.map((name) => {
    const plan = readPlan(name)
    return typeof plan === 'string' ? plan : { name: basename(name, '.json'), plan }
  })
}

function readReport(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as unknown
  } catch (error) {
    const isMissing = systemCodeOf(error) === 'ENOENT'
    throw reportFileUnreadable({ file, reason: isMissing ? 'no such file' : (error as Error).message })
  }
}

async function evaluate(project: Project, request: EvaluationRequest, context: Context): Promise<Evaluation> {
  const { runEvaluation } = await import('../../evaluate/run-evaluation.ts')
  return runEvaluation(project, request, {
    openEncoder: (ref) => openNamedEncoder(ref, context.options),
    threads: context.options.threads,
    cacheFolder: hubCacheFolder(),
    signal: context.signal,
    onProgress: context.terminal.onProgress,
  })
}

async function show(
  { report }: Evaluation,
  {
    context: { terminal },
    before,
    verbose,
  }: { readonly context: Context; readonly before: unknown; readonly verbose: boolean | undefined },
): Promise<void> {
  for (const { message } of report.warnings) terminal.note(message)
  if (before === undefined) terminal.json(report)
  terminal.print([describeReport(report, { verbose }), ...describeAdapted(report)].join('\n\n'))
  if (before === undefined) return
  const { reportDifferences } = await import('../../evaluate/repeat-report.ts')
  const differences = reportDifferences(before, report)
  terminal.json({ ...report, differsFromReport: differences })
  const sentences = differences.length === 0 ? ['All figures match the report.'] : differences.map(visible)
  terminal.print(['', ...sentences].join('\n'))
}

async function writeRuns({ runs }: Evaluation, folder: string): Promise<void> {
  const { formatRun } = await import('../../data/trec.ts')
  for (const [name, run] of runs) {
    // The name of a file on every system.
    const path = join(folder, `${name.replaceAll(/[^\w.-]+/g, '-')}.trec`)
    writingTo(path, () => writeFileAtomically(path, [formatRun(run, name)]))
  }
}
