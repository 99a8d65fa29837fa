/** @file An evaluation as people read it: one table, what the differences mean, and which plan to use. */
import { points } from '../evaluate/comparison-sentence.ts'
import type { Comparison, Estimate, Report } from '../evaluate/report.ts'
import { countDifferences, describeDifferences } from './describe-differences.ts'
import { formatTable, style, visible } from './terminal.ts'

export interface DescribeOptions {
  /** Every comparison, and queries that only one plan answers. Default: what fits a screen. */
  readonly verbose?: boolean | undefined
}

/** Ends with one line of advice. */
export function describeReport(report: Report, { verbose = false }: DescribeOptions = {}): string {
  const { differences, advice } = report
  const { shown, left } = comparisonsOf(report, verbose)
  const sentences = [
    ...shown.map(({ sentence }) => visible(sentence)),
    ...(left === 0 ? [] : [`(--verbose compares the other plans with each other, too: ${left} more)`]),
  ]
  return [
    visible(headOf(report)),
    [tableOf(report), ...holesOf(report)].join('\n'),
    ...(sentences.length === 0 ? [] : [sentences.join('\n')]),
    ...differences.map((found) => {
      const title = `What only one of ${found.between.join(' and ')} finds in its first ten`
      return verbose
        ? `${style('bold', visible(title))}\n${describeDifferences(found)}`
        : `${style('bold', visible(title))} (--verbose shows queries)\n${countDifferences(found)}`
    }),
    `${style('bold', 'Advice:')} ${visible(advice.because)}`,
  ].join('\n\n')
}

/** Of more plans there are too many pairs to read. */
const PLANS_COMPARED_IN_FULL = 3

/** By the first metric: every pair, or those of the best plan. */
function comparisonsOf(
  { comparisons, plans }: Report,
  verbose: boolean,
): { readonly shown: readonly Comparison[]; readonly left: number } {
  const first = Object.keys(plans[0]?.metrics ?? {})[0] ?? ''
  const all = comparisons.filter(({ metric }) => metric === first)
  if (verbose || plans.length <= PLANS_COMPARED_IN_FULL) return { shown: all, left: 0 }
  const valueOf = ({ metrics }: Report['plans'][number]): number => metrics[first]?.value ?? 0
  const best = [...plans].sort((a, b) => valueOf(b) - valueOf(a))[0]?.name
  const shown = all.filter(({ a, b }) => a === best || b === best)
  return { shown, left: all.length - shown.length }
}

function headOf({ dataset }: Report): string {
  const name = dataset.split === undefined ? dataset.name : `${dataset.name}, ${dataset.split}`
  const left =
    dataset.unanswerable === 0 ? '' : `; ${dataset.unanswerable} queries without a relevant document are left out`
  return `${name}: ${dataset.documents.toLocaleString('en')} documents, ${dataset.queries.toLocaleString('en')} queries${left}`
}

/** What nobody judged counts as not relevant, and a new way of searching finds more of it. */
function holesOf({ plans }: Report): string[] {
  const depth = plans.find(({ counts }) => counts.unjudged > 0)?.counts.depth
  if (depth === undefined) return []
  const shares = plans.map(({ name, counts }) => `${visible(name)} ${(100 * counts.holeRate).toFixed(0)}%`)
  return [`Unjudged among the first ${depth} results, counted as not relevant: ${shares.join(', ')}`]
}

function tableOf({ plans }: Report): string {
  const metrics = Object.keys(plans[0]?.metrics ?? {})
  const hasUtility = plans.some(({ utility }) => utility !== undefined)
  const range = ({ value, low, high }: Estimate): string => `${points(value)} [${points(low)}, ${points(high)}]`
  return formatTable(
    [
      { title: 'plan' },
      ...metrics.map((title) => ({ title: `${title} [95%]`, align: 'right' as const })),
      { title: 'p50 ms', align: 'right' },
      { title: 'p95 ms', align: 'right' },
      ...(hasUtility ? [{ title: 'utility [95%]', align: 'right' as const }] : []),
    ],
    plans.map(({ name, metrics: estimates, latencyMs, utility }) => [
      name,
      ...metrics.map((metric) => range(estimates[metric] ?? { value: 0, low: 0, high: 0 })),
      latencyMs.p50.toFixed(1),
      latencyMs.p95.toFixed(1),
      ...(utility === undefined ? [] : [range(utility)]),
    ]),
  )
}
