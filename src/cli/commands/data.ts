/** @file `attune data check`: whether a data set is fit to train and to measure with. */
import process from 'node:process'
import { Command, Option } from 'commander'
import type { DataToCheck } from '../../audit/check-data.ts'
import type { Encoder } from '../../encode/encoder.ts'
import { AttuneError } from '../../base/errors.ts'
import type { Project } from '../../store/project.ts'
import {
  type CommonOptions,
  type Context,
  createCommand,
  openNamedEncoder,
  runCommand,
  withProject,
} from '../context.ts'
import { describeDataCheck } from '../describe-data-check.ts'
import { evaluationSourceUnclear } from '../errors.ts'
import { exitCodes } from '../exit-codes.ts'
import type { Terminal } from '../terminal.ts'
import { problemOfSource } from './eval.ts'

interface CheckOptions extends CommonOptions {
  readonly dataset?: string
  readonly collection?: string
  readonly queries?: string
  readonly qrels?: string
  readonly encoder: string
  readonly fields?: string
  readonly strict?: boolean
}

export const dataCommand = (): Command =>
  new Command('data').description('Check whether data are fit to train and to measure with').addCommand(checkCommand())

const checkCommand = (): Command =>
  createCommand(
    'check',
    'Find copies across splits, unjudged copies of relevant documents, and judgements that lead nowhere',
  )
    .option('--dataset <dir>', 'BEIR folder: corpus.jsonl, queries.jsonl, qrels/SPLIT.tsv')
    .option('--collection <name>', 'collection with the documents (optional if the project has only one)')
    .option('--queries <file>', 'jsonl, csv or tsv with the columns _id (or id) and text')
    .option('--qrels <file>', 'judgements of the queries: TREC qrels or BEIR tsv')
    .addOption(
      new Option(
        '--encoder <ref>',
        'finds copies by meaning, and searches: bundled:default, a model folder, or none',
      ).default('bundled:default'),
    )
    .option('--fields <list>', 'fields that are the text of a document (default: title,text)')
    .option('--strict', 'fail if there is an error or a warning')
    .action(async (options: CheckOptions) =>
      runCommand(options, async (context) => {
        const problem = problemOfSource({ ...options, encoder: [] }, '--dataset or --collection')
        if (problem !== undefined) throw evaluationSourceUnclear({ problem })
        if (options.dataset === undefined)
          return withProject(context, 'open', async (project) =>
            check(await ofCollection(project, options), { options, context }),
          )
        const [{ datasetToCheck }, { openDataset }] = await Promise.all([
          import('../../audit/check-data.ts'),
          import('../../data/dataset.ts'),
        ])
        return check({ data: await datasetToCheck(await openDataset(options.dataset)) }, { options, context })
      }),
    )

interface Source {
  readonly data: DataToCheck
  /** Of the documents; default: title and text. */
  readonly fields?: readonly string[]
}

async function ofCollection(
  project: Project,
  { collection: name, queries = '', qrels = '' }: CheckOptions,
): Promise<Source> {
  const [{ onlyCollection }, { readQueries }, { readQrels }] = await Promise.all([
    import('../../search/search.ts'),
    import('../../data/query-file.ts'),
    import('../../data/trec.ts'),
  ])
  const collection = await project.collection(name ?? (await onlyCollection(project)))
  const [asked, judgements] = await Promise.all([readQueries(queries), readQrels(qrels)])
  const { lexicalFields } = collection.settings
  const data = { documents: () => collection.documents(), queries: asked, splits: { judged: judgements } }
  return { data, fields: Object.keys(lexicalFields) }
}

async function check(
  { data, fields }: Source,
  { options, context: { terminal, signal } }: { readonly options: CheckOptions; readonly context: Context },
): Promise<void> {
  const { checkData, refuseUnfit } = await import('../../audit/check-data.ts')
  const encoder: Encoder | undefined =
    options.encoder === 'none' ? undefined : await openNamedEncoder(options.encoder, options)
  try {
    const found = await checkData(data, {
      encoder,
      fields: options.fields?.split(',').map((field) => field.trim()) ?? fields,
      signal,
      onProgress: terminal.onProgress,
    })
    terminal.endProgress()
    terminal.json(found)
    terminal.print(describeDataCheck(found))
    if (options.strict === true) endUnfit(() => refuseUnfit(found), terminal)
  } finally {
    await encoder?.close()
  }
}

/** The one JSON value on stdout is the findings: what they come to is said on stderr and by the exit code. */
function endUnfit(refuse: () => void, { isJson, note }: Terminal): void {
  try {
    refuse()
  } catch (error) {
    if (!isJson || !(error instanceof AttuneError)) throw error
    note(`${error.message} [${error.code}]`)
    process.exitCode = exitCodes[error.kind]
  }
}
