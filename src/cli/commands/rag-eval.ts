/** @file `attune rag-eval`: how good answers and the contexts they were made from are, without asking a language model. */
import type { Command } from 'commander'
import type { RagReport } from '../../rag-metrics/evaluate-answers.ts'
import { type CommonOptions, createCommand, openNamedEncoder, runCommand } from '../context.ts'
import { formatTable } from '../terminal.ts'

interface RagEvalOptions extends CommonOptions {
  readonly input: string
  readonly metrics?: string
  readonly encoder: string
  readonly reranker?: string
}

export const ragEvalCommand = (): Command =>
  createCommand(
    'rag-eval',
    'Measure answers and the contexts they were made from: deterministic, without a language model',
  )
    .requiredOption(
      '--input <file>',
      'jsonl with user_input, retrieved_contexts, response, reference (or question, contexts, answer, ground_truth)',
    )
    .option('--metrics <list>', 'comma-separated (default: all that the columns allow)')
    .option('--encoder <ref>', 'for similarities: bundled:default, a model folder, or none', 'bundled:default')
    .option('--reranker <ref>', 'for entailment: scores claims against contexts, such as encoder:FOLDER')
    .action(async (options: RagEvalOptions) =>
      runCommand(options, async ({ terminal, signal }) => {
        const [{ evaluateAnswers, findName }, { readRagRows }, { openReranker }] = await Promise.all([
          import('../../rag-metrics/evaluate-answers.ts'),
          import('../../rag-metrics/read-rag-rows.ts'),
          import('../../encode/open-reranker.ts'),
        ])
        const named = options.metrics?.split(/[\s,]+/).filter((name) => name !== '')
        const metrics = named === undefined || named.length === 0 ? undefined : named.map(findName)
        const rows = await readRagRows(options.input)
        const encoder = options.encoder === 'none' ? undefined : await openNamedEncoder(options.encoder, options)
        const reranker = options.reranker === undefined ? undefined : await openReranker(options.reranker)
        try {
          const report = await evaluateAnswers(rows, {
            metrics,
            encoder,
            reranker,
            seed: options.seed,
            signal,
            onProgress: terminal.onProgress,
          })
          terminal.endProgress()
          for (const [metric, lacks] of Object.entries(report.leftOut))
            terminal.note(`${metric} is left out: it needs ${lacks}.`)
          terminal.json(report)
          terminal.print(describe(report))
        } finally {
          await reranker?.close?.()
          await encoder?.close()
        }
      }),
    )

function describe({ rows, metrics, answers }: RagReport): string {
  const table = formatTable(
    [{ title: 'metric' }, { title: 'mean', align: 'right' }, { title: '95% interval', align: 'right' }],
    Object.entries(metrics).map(([name, { value, low, high }]) => [
      name,
      value.toFixed(3),
      `${low.toFixed(3)} to ${high.toFixed(3)}`,
    ]),
  )
  const { declined, shouldDecline, declinedRightly, empty } = answers
  return `${table}\n\n${rows} answers: ${declined} decline to answer (${empty} empty), ${shouldDecline} should, ${declinedRightly} do so rightly.`
}
