/** @file `attune data check`: whether a data set is fit to train and to measure with. */
import { type Command, Option } from 'commander'
import type { Encoder } from '../../encode/encoder.ts'
import { type CommonOptions, createCommand, openNamedEncoder, runCommand } from '../context.ts'
import { describeDataCheck } from '../describe-data-check.ts'

interface CheckOptions extends CommonOptions {
  readonly dataset: string
  readonly encoder: string
  readonly fields?: string
  readonly strict?: boolean
}

export const dataCommand = (): Command =>
  createCommand('data', 'Check whether data are fit to train and to measure with').addCommand(checkCommand())

const checkCommand = (): Command =>
  createCommand('check', 'Find copies across splits, unjudged copies of relevant documents, and judgements that lead nowhere')
    .requiredOption('--dataset <dir>', 'BEIR folder: corpus.jsonl, queries.jsonl, qrels/SPLIT.tsv')
    .addOption(
      new Option('--encoder <ref>', 'finds copies by meaning, and searches: bundled:default, a model folder, or none').default(
        'bundled:default',
      ),
    )
    .option('--fields <list>', 'fields that are the text of a document (default: title,text)')
    .option('--strict', 'fail if there is an error or a warning')
    .action(async (options: CheckOptions) =>
      runCommand(options, async ({ terminal, signal }) => {
        const [{ checkData, datasetToCheck, refuseUnfit }, { openDataset }] = await Promise.all([
          import('../../audit/check-data.ts'),
          import('../../data/dataset.ts'),
        ])
        const data = await datasetToCheck(await openDataset(options.dataset))
        const encoder: Encoder | undefined =
          options.encoder === 'none' ? undefined : await openNamedEncoder(options.encoder, options)
        try {
          const check = await checkData(data, {
            encoder,
            fields: options.fields?.split(',').map((field) => field.trim()),
            signal,
            onProgress: terminal.onProgress,
          })
          terminal.endProgress()
          terminal.json(check)
          terminal.print(describeDataCheck(check))
          if (options.strict === true) refuseUnfit(check)
        } finally {
          await encoder?.close()
        }
      }),
    )
