/** @file An evaluation as people read it: one table, what the differences mean, and which plan to use. */
import { verdictOf } from '../evaluate/compare-plans.ts'
import type { Comparison, Report } from '../evaluate/report.ts'
import { countDifferences, describeDifferences } from './describe-differences.ts'
import { formatTable, style, visible } from './terminal.ts'

/** Without the sign of a zero. */
const points = (value: number): string => (100 * value).toFixed(1).replace(/^-(0\.0)$/, '$1')

const signedPoints = (value: number): string => `${value >= 0 ? '+' : ''}${points(value)}`

export interface DescribeOptions {
  /** Every comparison, and queries that only one plan answers. Default: what fits a screen. */
  readonly verbose?: boolean | undefined
}

/** Ends with one line of advice. */
export function describeReport(report: Report, { verbose = false }: DescribeOptions = {}): string {
  const { differences, advice } = report
  const { shown, left } = comparisonsOf(report, verbose)
  const sentences = [
    ...shown.map((comparison) => visible(describeComparison(comparison))),
    ...(left === 0 ? [] : [`(--verbose compares the other plans with each other, too: ${left} more)`]),
  ]
  return [
    visible(headOf(report)),
    tableOf(report),
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

function tableOf({ plans }: Report): string {
  const metrics = Object.keys(plans[0]?.metrics ?? {})
  return formatTable(
    [
      { title: 'plan' },
      ...metrics.map((title) => ({ title: `${title} [95%]`, align: 'right' as const })),
      { title: 'p50 ms', align: 'right' },
      { title: 'p95 ms', align: 'right' },
    ],
    plans.map(({ name, metrics: estimates, latencyMs }) => [
      name,
      ...metrics.map((metric) => {
        const { value, low, high } = estimates[metric] ?? { value: 0, low: 0, high: 0 }
        return `${points(value)} [${points(low)}, ${points(high)}]`
      }),
      latencyMs.p50.toFixed(1),
      latencyMs.p95.toFixed(1),
    ]),
  )
}

/** No winner is named unless the interval of the difference lies on one side of zero and p holds after correction. */
export function describeComparison(comparison: Comparison): string {
  const { a, b, metric, delta, low, high, p, pHolm } = comparison
  const verdict = verdictOf(comparison)
  const chance = `${pHolm === p ? 'p' : 'corrected p'} ${pHolm < 0.001 ? '< 0.001' : `= ${pHolm.toFixed(3)}`}`
  if (verdict === 0)
    return `Cannot tell ${a} and ${b} apart: ${b} is at ${signedPoints(delta)} points of ${metric}, between ${points(low)} and ${points(high)} (${chance}).`
  const [better, worse] = verdict > 0 ? [b, a] : [a, b]
  const [least, most] = verdict > 0 ? [low, high] : [-high, -low]
  return `${better} is better than ${worse} by ${points(least)} to ${points(most)} points of ${metric} (${chance}).`
}
