/** @file Which plan to use here, or that it does not matter: the comparisons of a report in one sentence. */
import type { Plan } from '../search/plan.ts'
import { readsSpace } from '../search/stages/stages-table.ts'
import { points, verdictOf, whatWouldShow } from './comparison-sentence.ts'
import type { Comparison, PlanReport } from './report.ts'
import { counted } from './warnings.ts'

export interface Advice {
  /** The plan that the queries show to be best; null if they show none. */
  readonly recommend: string | null
  /** One sentence for people. */
  readonly because: string
}

interface Judged {
  readonly comparisons: readonly Comparison[]
  readonly metrics: readonly string[]
  readonly queries: number
}

/**
 * Narrows the plans down, metric by metric: it keeps those that no other plan beats significantly, by an interval on one side of zero and a p value
 * that holds after Holm's correction. If several remain, none is recommended, and their costs are compared.
 */
export function advise(plans: readonly PlanReport[], judged: Judged): Advice {
  const queries = counted(judged.queries, ['query', 'queries'])
  const [only] = plans
  if (plans.length < 2 || only === undefined)
    return { recommend: null, because: `Only one plan was measured on ${queries}, so there is nothing to choose from.` }
  let level = plans.map(({ name }) => name)
  const worse: string[] = []
  for (const [index, metric] of judged.metrics.entries()) {
    const verdicts = verdictsOf(judged.comparisons, metric)
    const left = level.filter((name) => !level.some((other) => verdicts.isBetter(other, name)))
    const [best] = left
    if (left.length === 1 && best !== undefined) {
      const range = leadOf(best, { rivals: level, comparisons: judged.comparisons, metric })
      const before = index === 0 ? '' : `level on ${judged.metrics.slice(0, index).join(' and ')}, but `
      return { recommend: best, because: `Use ${best}: ${before}better than ${range} with ${queries}.` }
    }
    const dropped = level.filter((name) => !left.includes(name))
    if (dropped.length > 0)
      worse.push(`${joinNames(dropped)} ${dropped.length === 1 ? 'is' : 'are'} worse on ${metric}`)
    level = left
  }
  return { recommend: null, because: [describeLevel(plans, { level, queries, judged }), ...worse].join('; ') + '.' }
}

interface Verdicts {
  readonly isBetter: (name: string, other: string) => boolean
}

function verdictsOf(comparisons: readonly Comparison[], metric: string): Verdicts {
  const better = new Set(
    comparisons
      .filter((comparison) => comparison.metric === metric)
      .flatMap((comparison) => {
        const verdict = verdictOf(comparison)
        if (verdict === 0) return []
        const { a, b } = comparison
        return [verdict > 0 ? JSON.stringify([b, a]) : JSON.stringify([a, b])]
      }),
  )
  return { isBetter: (name, other) => better.has(JSON.stringify([name, other])) }
}

/** A negligible difference, as the bound of the intervals. */
const NEGLIGIBLE = 0.02

/** "lexical by 2.1 to 5.0 points of nDCG@10, and than dense by 3.0 to 6.0" */
function leadOf(
  best: string,
  {
    rivals,
    comparisons,
    metric,
  }: { readonly rivals: readonly string[]; readonly comparisons: readonly Comparison[]; readonly metric: string },
): string {
  const leads = rivals.flatMap((rival) => {
    const found = comparisons.find(
      ({ a, b, metric: of }) => of === metric && [a, b].includes(best) && [a, b].includes(rival) && best !== rival,
    )
    if (found === undefined) return []
    const [low, high] = found.b === best ? [found.low, found.high] : [-found.high, -found.low]
    return [{ rival, low, high }]
  })
  return leads
    .map(({ rival, low, high }, index) => {
      const range = `${rival} by ${points(low)} to ${points(high)}`
      return index === 0 ? `${range} points of ${metric}` : range
    })
    .join(', and than ')
}

function describeLevel(
  plans: readonly PlanReport[],
  { level, queries, judged }: { readonly level: readonly string[]; readonly queries: string; readonly judged: Judged },
): string {
  const [metric = ''] = judged.metrics
  const kept = plans.filter(({ name }) => level.includes(name)).sort(byCost)
  const [cheapest] = kept
  const fastest = [...kept].sort((a, b) => a.latencyMs.p50 - b.latencyMs.p50)[0]
  const open = judged.comparisons.filter(
    ({ a, b, metric: of }) => of === metric && level.includes(a) && level.includes(b),
  )
  const gap = Math.max(0, ...open.flatMap(({ low, high }) => [Math.abs(low), Math.abs(high)]))
  // What shows the difference between the two that vary most shows the others.
  const hardest = open.toSorted((one, other) => other.queriesNeeded - one.queriesNeeded)[0]
  const remedy = hardest === undefined ? '' : `; ${whatWouldShow(hardest)}`
  const cost =
    cheapest?.name === fastest?.name
      ? `${cheapest?.name} is the simplest and fastest (${milliseconds(cheapest)})`
      : `${cheapest?.name} is the simplest (${milliseconds(cheapest)}), ${fastest?.name} the fastest (${milliseconds(fastest)})`
  const names = joinNames(plans.filter(({ name }) => level.includes(name)).map(({ name }) => name))
  return gap <= NEGLIGIBLE
    ? `It hardly matters: ${names} differ by at most ${points(gap)} points of ${metric} with ${queries}; ${cost}`
    : `${names} cannot be told apart with ${queries}, and may differ by up to ${points(gap)} points of ${metric}${remedy}; ${cost}`
}

const milliseconds = (plan: PlanReport | undefined): string => `${(plan?.latencyMs.p50 ?? 0).toFixed(1)} ms`

function joinNames(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`
}

/** Words need no vectors; each further stage and a reranker add cost. */
function byCost(a: PlanReport, b: PlanReport): number {
  return costOf(a.plan) - costOf(b.plan) || a.latencyMs.p50 - b.latencyMs.p50
}

function costOf({ retrieve, rerank }: Plan): number {
  const vectors = retrieve.filter(readsSpace).length
  return retrieve.length + vectors + (rerank === undefined ? 0 : 10)
}
