/** @file An evaluation as people read it: one table, then what the differences mean. */
import type { Comparison, Report } from '../evaluate/report.ts'
import { formatTable, visible } from './terminal.ts'

const points = (value: number): string => (100 * value).toFixed(1)

export function describeReport(report: Report): string {
  const { dataset, plans, comparisons } = report
  const metrics = Object.keys(plans[0]?.metrics ?? {})
  const table = formatTable(
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
  const left = dataset.unanswerable === 0 ? '' : `; ${dataset.unanswerable} queries that nothing answers are left out`
  const head = `${dataset.name}, ${dataset.split}: ${dataset.documents} documents, ${dataset.queries} queries${left}`
  const first = metrics[0]
  const sentences = comparisons.filter(({ metric }) => metric === first).map(describeComparison)
  return [visible(head), '', table, ...(sentences.length === 0 ? [] : ['', ...sentences.map(visible)])].join('\n')
}

/** No winner is named unless the interval of the difference lies on one side of zero. */
export function describeComparison({ a, b, metric, delta, low, high, p }: Comparison): string {
  const range = `${points(Math.min(Math.abs(low), Math.abs(high)))} to ${points(Math.max(Math.abs(low), Math.abs(high)))} points of ${metric}`
  const chance = `p ${p < 0.001 ? '< 0.001' : `= ${p.toFixed(3)}`}`
  if (low > 0) return `${b} is better than ${a} by ${range} (${chance}).`
  if (high < 0) return `${a} is better than ${b} by ${range} (${chance}).`
  return `Cannot tell ${a} and ${b} apart: ${b} is at ${delta >= 0 ? '+' : ''}${points(delta)} points of ${metric}, between ${points(low)} and ${points(high)} (${chance}).`
}
