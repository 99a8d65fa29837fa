/** @file `attune judge`: from nothing, or from too few judgements, to more of them: work lists out, graded ones in. */
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { Command, Option } from 'commander'
import { writeFileAtomically } from '../../base/write-file.ts'
import type { Agreement } from '../../judge/measure-agreement.ts'
import type { WorkItem } from '../../judge/work-list.ts'
import {
  type CommonOptions,
  type Context,
  createCommand,
  openNamedEncoder,
  runCommand,
  wholeNumber,
  withProject,
} from '../context.ts'
import { judgingSourceUnclear, outputExists } from '../errors.ts'
import { writingTo } from '../system-error.ts'
import { formatTable } from '../terminal.ts'
import { choosePlans, collect, datasetSource } from './eval.ts'

export const judgeCommand = (): Command =>
  new Command('judge')
    .description('Collect relevance judgements: work lists for a spreadsheet, and back')
    .addCommand(startCommand())
    .addCommand(exportCommand())
    .addCommand(importCommand())

const planOption = (): Option =>
  new Option('--plan <plan>', 'a JSON file, or the name of a plan; repeat to pool several')
    .default([], 'lexical, dense, hybrid')
    .argParser(collect)

const depthOption = (): Option =>
  new Option('--depth <n>', 'how many first results of each plan').default(10).argParser(wholeNumber(1))

interface StartOptions extends CommonOptions {
  readonly collection?: string
  readonly queries?: string
  readonly count: number
  readonly depth: number
  readonly plan: readonly string[]
  readonly output: string
}

const startCommand = (): Command =>
  createCommand('start', 'Make queries and a work list for a collection that has no judgements')
    .option('--collection <name>', 'collection to judge (optional if the project has only one)')
    .option('--queries <file>', 'log of queries: one a line, or jsonl, csv, tsv with the columns id and text')
    .addOption(new Option('--count <n>', 'how many queries').default(50).argParser(wholeNumber(1)))
    .addOption(depthOption())
    .addOption(planOption())
    .option('--output <dir>', 'folder for queries.jsonl and work-list.csv', 'judgements')
    .action(async (options: StartOptions) =>
      runCommand(options, async (context) =>
        withProject(context, 'open', async (project) => {
          refuseToReplace(join(options.output, 'work-list.csv'))
          const { startJudging } = await import('../../judge/start-judging.ts')
          const plans = await choosePlans(options.plan)
          const { queries, items } = await startJudging(project, {
            ...options,
            ...workOf(context),
            plans: plans.length === 0 ? undefined : plans,
          })
          writingTo(options.output, () => mkdirSync(options.output, { recursive: true }))
          const queriesFile = join(options.output, 'queries.jsonl')
          const lines = queries.map(({ id, docId, ...query }) =>
            JSON.stringify({ _id: id, ...query, ...(docId === undefined ? {} : { document: docId }) }),
          )
          writingTo(queriesFile, () => writeFileAtomically(queriesFile, [`${lines.join('\n')}\n`]))
          const listFile = join(options.output, 'work-list.csv')
          await writeWorkList(items, listFile)
          context.terminal.json({ queries, items: items.length, files: { queries: queriesFile, workList: listFile } })
          context.terminal.print(describeStart(queries, { items, queriesFile, listFile }))
        }),
      ),
    )

function describeStart(
  queries: readonly { readonly source: string }[],
  {
    items,
    queriesFile,
    listFile,
  }: { readonly items: readonly WorkItem[]; readonly queriesFile: string; readonly listFile: string },
): string {
  const sources = [...new Set(queries.map(({ source }) => source))]
  const counts = sources.map((source) => `${queries.filter((query) => query.source === source).length} ${source}`)
  return [
    `${queries.length} queries (${counts.join(', ')}) in ${queriesFile}; ${items.length} documents to grade in ${listFile}.`,
    ...(sources.includes('log')
      ? []
      : [
          'These queries were made from the documents themselves, which favours search by words: replace them with real ones when you have them.',
        ]),
    `Fill in the column "grade" (0 = not relevant, 1 and more = relevant), then: attune judge import ${listFile} --output qrels.tsv`,
  ].join('\n')
}

interface ExportOptions extends CommonOptions {
  readonly dataset?: string
  readonly split?: string
  readonly collection?: string
  readonly queries?: string
  readonly qrels?: string
  readonly encoder: readonly string[]
  readonly fields?: string
  readonly language?: string
  readonly plan: readonly string[]
  readonly depth: number
  readonly limit?: number
  readonly ignoreIdenticalIds?: boolean
  readonly output: string
}

const exportCommand = (): Command =>
  createCommand('export', 'Write a work list: what plans show and nobody judged, most decisive first')
    .option('--dataset <dir>', 'BEIR folder: corpus.jsonl, queries.jsonl, qrels/SPLIT.tsv')
    .option('--split <name>', 'split of the data set (default: test)')
    .option('--collection <name>', 'collection to judge (optional if the project has only one)')
    .option('--queries <file>', 'for a collection: jsonl, csv or tsv with the columns _id (or id) and text')
    .option('--qrels <file>', 'for a collection: judgements that there are; these pairs are left out')
    .addOption(
      new Option('--encoder <ref>', 'for a data set: bundled:default, a model folder, or none; repeat for several')
        .default([], 'bundled:default')
        .argParser(collect),
    )
    .option('--fields <list>', 'for a data set: fields to search, with weights (default: title,text)')
    .option('--language <code>', 'for a data set: language of the documents (default: en)')
    .addOption(planOption())
    .addOption(depthOption())
    .addOption(new Option('--limit <n>', 'only the first pairs (default: all)').argParser(wholeNumber(1)))
    .option('--ignore-identical-ids', 'a query never finds the document with its own id (ArguAna)')
    .option('--output <file>', 'CSV file', 'work-list.csv')
    .action(async (options: ExportOptions) =>
      runCommand(options, async (context) => {
        refuseToReplace(options.output)
        const source = await exportSource(options)
        await withProject(context, 'dataset' in source ? 'create' : 'open', async (project) => {
          const { exportWorkList } = await import('../../judge/export-work-list.ts')
          const plans = await choosePlans(options.plan)
          const items = await exportWorkList(project, source, {
            ...options,
            ...workOf(context),
            openEncoder: (ref) => openNamedEncoder(ref, options),
            plans: plans.length === 0 ? undefined : plans,
          })
          await writeWorkList(items, options.output)
          context.terminal.json({ items, file: options.output })
          context.terminal.print(`${items.length} documents to grade in ${options.output}.`)
        })
      }),
    )

async function exportSource(options: ExportOptions) {
  const { dataset, collection, queries, qrels } = options
  const unfit = (['collection', 'queries', 'qrels'] as const).find((name) => options[name] !== undefined)
  if (dataset !== undefined && unfit !== undefined)
    throw judgingSourceUnclear({ problem: `--dataset and --${unfit} cannot be combined.` })
  if (dataset !== undefined) return datasetSource(dataset, options)
  if (queries === undefined) throw judgingSourceUnclear({ problem: 'Neither --dataset nor --queries was given.' })
  return { collection, queries, judgements: qrels }
}

const workOf = ({ signal, terminal }: Context) => ({ signal, onProgress: terminal.onProgress })

/** What is there may be somebody's work. */
function refuseToReplace(file: string): void {
  if (existsSync(file)) throw outputExists({ file })
}

async function writeWorkList(items: readonly WorkItem[], file: string): Promise<void> {
  const { formatWorkList } = await import('../../judge/work-list.ts')
  writingTo(file, () => writeFileAtomically(file, [formatWorkList(items)]))
}

interface ImportOptions extends CommonOptions {
  readonly qrels?: string
  readonly gradeMax: number
  readonly output: string
}

const importCommand = (): Command =>
  createCommand('import', 'Read graded work lists and write judgements; several judges are compared')
    .argument('<files...>', 'graded work lists, one of each judge, or with the column "judge" filled in')
    .option('--qrels <file>', 'judgements that there are: the graded pairs are added to them')
    .addOption(new Option('--grade-max <n>', 'the highest grade').default(4).argParser(wholeNumber(1)))
    .option('--output <file>', 'a BEIR table if it ends in .tsv, else TREC', 'qrels.tsv')
    .action(async (files: readonly string[], options: ImportOptions) =>
      runCommand(options, async ({ terminal }) => {
        const [{ importJudgements }, { formatBeirQrels, formatQrels, readQrels }] = await Promise.all([
          import('../../judge/import-judgements.ts'),
          import('../../data/trec.ts'),
        ])
        const before = options.qrels === undefined ? undefined : await readQrels(options.qrels)
        const { judgements, ...summary } = await importJudgements(files, { gradeMax: options.gradeMax, before })
        const { output } = options
        if (output !== options.qrels) refuseToReplace(output)
        const text = output.endsWith('.tsv') ? formatBeirQrels(judgements) : formatQrels(judgements)
        writingTo(output, () => writeFileAtomically(output, [text]))
        terminal.json({ ...summary, file: output })
        terminal.print(`Judgements of ${judgements.size} queries in ${output}.`)
        terminal.note(
          `${summary.graded} pairs graded, ${summary.ungraded} rows left empty` +
            (summary.changed === 0 ? '.' : `, ${summary.changed} earlier grades replaced.`),
        )
        if (summary.agreement !== undefined) terminal.note(describeAgreement(summary.agreement))
      }),
    )

function describeAgreement({ judges, pairs, kappa, alpha }: Agreement): string {
  const figure = (value: number | null): string => (value === null ? 'undefined' : value.toFixed(2))
  const table = formatTable(
    [
      { title: 'judges' },
      ...['pairs', 'kappa', 'linear', 'quadratic'].map((title) => ({ title, align: 'right' as const })),
    ],
    kappa.map((two) => [
      two.judges.join(', '),
      String(two.pairs),
      figure(two.plain),
      figure(two.linear),
      figure(two.quadratic),
    ]),
  )
  return `${judges.length} judges graded ${pairs} pairs in common (Krippendorff's alpha, ordinal: ${figure(alpha)}); the median grade is kept.\n${table}`
}
