/** @file `attune mteb`: an encoder measured by the tasks and protocols of the Massive Text Embedding Benchmark, on local data. */
import { type Command, Option } from 'commander'
import type { TaskResult } from '../../tasks/run-tasks.ts'
import { type CommonOptions, createCommand, openNamedEncoder, runCommand } from '../context.ts'
import { writingTo } from '../system-error.ts'
import { formatTable } from '../terminal.ts'
import { collect } from './eval.ts'

interface MtebOptions extends CommonOptions {
  readonly encoder: string
  readonly tasks: string
  readonly task: readonly string[]
  readonly output: string
  readonly modelName?: string
  readonly revision?: string
}

/** A result with the file that holds it. */
interface Written extends TaskResult {
  readonly file: string
}

export const mtebCommand = (): Command =>
  createCommand('mteb', 'Measure an encoder by MTEB tasks in a folder, and write the files that the mteb package loads')
    .requiredOption('--encoder <ref>', 'bundled:default, a model folder, or hub:owner/name from the local cache')
    .requiredOption('--tasks <dir>', 'folder with one folder for each task, or one task')
    .addOption(new Option('--task <name>', 'only this task; may be repeated').default([], 'all').argParser(collect))
    .requiredOption('--output <dir>', 'where results/<model>/<revision>/<task>.json are written')
    .option('--model-name <name>', 'organisation/model, for the files (default: from the reference)')
    .option(
      '--revision <name>',
      "of the model, for the files (default: from the reference, else from the model's fingerprint)",
    )
    .action(async (options: MtebOptions) =>
      runCommand(options, async ({ terminal, signal }) => {
        const [{ findTasks }, { runTask }, { nameModel, writeModelMeta, writeResult }] = await Promise.all([
          import('../../tasks/find-tasks.ts'),
          import('../../tasks/run-tasks.ts'),
          import('../../tasks/result-files.ts'),
        ])
        const { output } = options
        const heads = await findTasks(options.tasks, options.task)
        const encoder = await openNamedEncoder(options.encoder, options)
        try {
          const model = nameModel(encoder, { name: options.modelName, revision: options.revision })
          // Found out before an hour of encoding, not after it.
          writingTo(output, () => writeModelMeta(output, { encoder, model }))
          const results: Written[] = []
          for (const head of heads) {
            const result = await runTask(head, { encoder, signal, onProgress: terminal.onProgress })
            terminal.endProgress()
            const file = writingTo(output, () => writeResult(output, { result, model, date: new Date() }))
            results.push({ ...result, file })
            if (result.truncatedTexts > 0)
              terminal.note(
                `${result.name}: ${result.truncatedTexts} texts are longer than the encoder reads (${encoder.tokensMax} tokens), and were cut.`,
              )
          }
          terminal.json({ model, encoder: { ref: encoder.ref, fingerprint: encoder.fingerprint }, tasks: results })
          terminal.print(describe(results))
        } finally {
          await encoder.close()
        }
      }),
    )

function describe(results: readonly Written[]): string {
  const mean = results.reduce((sum, { mainScore }) => sum + mainScore.value, 0) / results.length
  return formatTable(
    [
      { title: 'task' },
      { title: 'type' },
      { title: 'main score' },
      { title: 'value', align: 'right' },
      { title: 'seconds', align: 'right' },
    ],
    [
      ...results.map(({ name, kind, mainScore, seconds }) => [
        name,
        kind,
        mainScore.name,
        mainScore.value.toFixed(4),
        seconds.toFixed(1),
      ]),
      ...(results.length > 1 ? [['mean', '', '', mean.toFixed(4), '']] : []),
    ],
  )
}
