/** @file `attune compare`: two plans, query by query: who wins where, and why the other one loses. */
import { type Command, Option } from 'commander'
import { writeFileAtomically } from '../../base/write-file.ts'
import type { PlanComparison } from '../../compare/comparison.ts'
import type { PlanChoice } from '../../evaluate/choose-plans.ts'
import type { EvaluationRequest } from '../../evaluate/evaluation-request.ts'
import {
  type CommonOptions,
  type Context,
  createCommand,
  openNamedEncoder,
  runCommand,
  withProject,
} from '../context.ts'
import { describeComparedPlans } from '../describe-compared.ts'
import { evaluationSourceUnclear } from '../errors.ts'
import { writingTo } from '../system-error.ts'
import { choosePlans, collect, problemOfSource, type SourceOptions, sourceOf } from './eval.ts'

interface CompareOptions extends CommonOptions, SourceOptions {
  readonly plan: readonly string[]
  readonly metric: string
  readonly ignoreIdenticalIds?: boolean
  readonly html?: string
  readonly markdown?: string
}

export const compareCommand = (): Command =>
  createCommand('compare', 'Compare two plans query by query: who wins where, and why the other one loses')
    .option('--dataset <dir>', 'BEIR folder: corpus.jsonl, queries.jsonl, qrels/SPLIT.tsv')
    .option('--split <name>', 'split of the data set whose judgements to use (default: test)')
    .option('--collection <name>', 'collection to search (optional if the project has only one)')
    .option('--queries <file>', 'jsonl, csv or tsv with the columns _id (or id) and text')
    .option('--qrels <file>', 'judgements of the queries: TREC qrels or BEIR tsv')
    .addOption(
      new Option('--plan <plan>', 'a JSON file, or the name of a plan; twice. One is compared with lexical')
        .default([], 'lexical, dense')
        .argParser(collect),
    )
    .addOption(
      new Option(
        '--encoder <ref>',
        'for a data set: bundled:default, a model folder, or none; two compare dense search with each',
      )
        .default([], 'bundled:default')
        .argParser(collect),
    )
    .option('--metric <name>', 'decides who wins a query', 'nDCG@10')
    .option('--fields <list>', 'for a data set: fields to search, with weights (default: title,text)')
    .option('--language <code>', 'for a data set: language of the documents (default: en)')
    .option('--ignore-identical-ids', 'a query never finds the document with its own id (ArguAna)')
    .option('--html <file>', 'write a report for the browser: one file, readable without network')
    .option('--markdown <file>', 'write the same report as Markdown')
    .action(async (options: CompareOptions) =>
      runCommand(options, async (context) => {
        const request = await requestFor(options)
        await withProject(context, 'dataset' in request.source ? 'create' : 'open', async (project) => {
          const { runComparison } = await import('../../compare/run-comparison.ts')
          const comparison = await runComparison(project, request, {
            openEncoder: (ref) => openNamedEncoder(ref, options),
            threads: options.threads,
            signal: context.signal,
            onProgress: context.terminal.onProgress,
          })
          await show(comparison, { ...options, terminal: context.terminal })
        })
      }),
    )

async function requestFor(options: CompareOptions): Promise<EvaluationRequest> {
  const problem = problemOfSource(options, '--dataset or --collection') ?? problemOfPlans(options)
  if (problem !== undefined) throw evaluationSourceUnclear({ problem })
  const { parseMetric } = await import('../../metrics/parse-metric.ts')
  return {
    source: await sourceOf(options),
    plans: await plansOf(options),
    metrics: [parseMetric(options.metric).name],
    ignoreIdenticalIds: options.ignoreIdenticalIds === true,
    seed: options.seed,
  }
}

function problemOfPlans({ plan, encoder }: CompareOptions): string | undefined {
  if (plan.length > 2) return `--plan was given ${plan.length} times, but two plans are compared.`
  if (encoder.length > 2) return `--encoder was given ${encoder.length} times, but two plans are compared.`
  return undefined
}

/** Of two encoders, dense search with each; "dense" means both of them then. */
async function plansOf({ plan, encoder }: CompareOptions): Promise<PlanChoice[]> {
  const named = await choosePlans(plan)
  if (named.length === 0) return encoder.length > 1 ? ['dense'] : ['lexical', 'dense']
  if (named.length > 1 || encoder.length > 1) return named
  return named[0] === 'lexical' ? ['lexical', 'dense'] : ['lexical', ...named]
}

async function show(
  comparison: PlanComparison,
  { html, markdown, terminal }: CompareOptions & Pick<Context, 'terminal'>,
): Promise<void> {
  for (const { message } of comparison.warnings) terminal.note(message)
  if (html !== undefined) {
    const { comparisonHtml } = await import('../../compare/comparison-html.ts')
    writingTo(html, () => writeFileAtomically(html, [comparisonHtml(comparison)]))
  }
  if (markdown !== undefined) {
    const { comparisonMarkdown } = await import('../../compare/comparison-markdown.ts')
    writingTo(markdown, () => writeFileAtomically(markdown, [comparisonMarkdown(comparison)]))
  }
  terminal.json(comparison)
  terminal.print(describeComparedPlans(comparison))
  for (const file of [html, markdown]) if (file !== undefined) terminal.note(`Wrote ${file}.`)
}
