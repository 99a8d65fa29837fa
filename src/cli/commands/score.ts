/** @file `attune score`: any run file against any judgements, as trec_eval does. */
import type { Command } from 'commander'
import type { Dialect } from '../../metrics/dialects.ts'
import type { RunScores } from '../../metrics/evaluate-run.ts'
import { type CommonOptions, createCommand, runCommand } from '../context.ts'
import { dialectOption } from '../dialect-option.ts'
import { formatTable } from '../terminal.ts'

interface ScoreOptions extends CommonOptions {
  readonly qrels: string
  readonly run: string
  readonly metrics: string
  readonly dialect: string
  readonly perQuery?: boolean
}

export const scoreCommand = (): Command =>
  createCommand('score', 'Score a TREC run file against judgements')
    .requiredOption('--qrels <file>', 'judgements: TREC qrels or BEIR tsv')
    .requiredOption('--run <file>', 'results: TREC run (query Q0 document rank score tag)')
    .option('--metrics <list>', 'comma-separated, as ir_measures names them', 'nDCG@10,AP,RR@10,R@100,P@10')
    .addOption(dialectOption())
    .option('--per-query', 'also print every query')
    .action(async (options: ScoreOptions) =>
      runCommand(options, async ({ terminal }) => {
        const [
          { readQrels, readRun },
          { evaluateRun },
          { parseMetrics },
          { dialects, parseDialect },
          { countResults },
        ] = await Promise.all([
          import('../../data/trec.ts'),
          import('../../metrics/evaluate-run.ts'),
          import('../../metrics/parse-metric.ts'),
          import('../../metrics/dialects.ts'),
          import('../../metrics/count-results.ts'),
        ])
        const dialect = parseDialect(options.dialect)
        const { missing, unanswerable } = dialects[dialect]
        const metrics = parseMetrics(options.metrics, { dialect })
        const [judgements, run] = await Promise.all([readQrels(options.qrels), readRun(options.run)])
        const scores = evaluateRun(judgements, run, { metrics, missing, unanswerable })
        const counts = countResults(judgements, run, {
          depth: metrics[0]?.cutoff ?? 10,
          order: metrics[0]?.order ?? 'trec_eval',
        })
        for (const note of notesOf(scores, dialects[dialect])) terminal.note(note)
        terminal.json({ metrics: scores.means, dialect, counts, perQuery: Object.fromEntries(scores.perQuery) })
        const names = metrics.map(({ name }) => name)
        const rows = [['all', scores.means] as const, ...(options.perQuery === true ? scores.perQuery : [])]
        terminal.print(
          formatTable(
            [{ title: 'query' }, ...names.map((title) => ({ title, align: 'right' as const }))],
            rows.map(([query, values]) => [query, ...names.map((name) => (values[name] ?? 0).toFixed(4))]),
          ),
        )
      }),
    )

function notesOf(
  { missingQueries, unanswerableQueries, extraQueries }: RunScores,
  { missing, unanswerable }: Dialect,
): string[] {
  const note = (count: number, [one, many]: readonly [string, string]): string[] =>
    count === 0 ? [] : [`${count} ${count === 1 ? one : many}.`]
  const skipped = unanswerable === 'skip' ? unanswerableQueries : 0
  return [
    ...(missing === 'zero'
      ? note(missingQueries, [
          'judged query has no results in the run and counts as 0',
          'judged queries have no results in the run and count as 0',
        ])
      : note(missingQueries, [
          'judged query has no results in the run and is left out',
          'judged queries have no results in the run and are left out',
        ])),
    ...note(skipped, [
      'query without a relevant document is left out',
      'queries without a relevant document are left out',
    ]),
    ...note(extraQueries, [
      'query of the run has no judgements and is ignored',
      'queries of the run have no judgements and are ignored',
    ]),
  ]
}
