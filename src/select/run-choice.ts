/** @file From a request to the plan to use: candidates, their quality and latency, what the constraints leave, and why the others lost. */
import { createRandom, shuffle } from '../base/random.ts'
import { openDataset } from '../data/dataset.ts'
import { choosePlans, depthOf, type ChosenPlan } from '../evaluate/choose-plans.ts'
import { comparePairs } from '../evaluate/compare-plans.ts'
import type { Evaluated } from '../evaluate/evaluate-collection.ts'
import type { Comparison } from '../evaluate/report.ts'
import type { EvaluationRequest } from '../evaluate/evaluation-request.ts'
import { runEvaluation, type RunEvaluationOptions } from '../evaluate/run-evaluation.ts'
import { type Metric } from '../metrics/metric.ts'
import { parseMetric } from '../metrics/parse-metric.ts'
import type { Plan } from '../search/plan.ts'
import type { Project } from '../store/project.ts'
import { candidatesFor, singles } from './candidates.ts'
import { slaUnmet } from './errors.ts'
import { halve, meanOf } from './halve.ts'
import { type KeptLoads, keptLoads } from './kept-loads.ts'
import { type Load, measureLoad } from './measure-load.ts'
import { pickQueries } from './pick-queries.ts'
import { planScorer } from './score-plans.ts'
import type { Sla } from './sla.ts'

export interface ChoiceRequest extends Pick<EvaluationRequest, 'source' | 'ignoreIdenticalIds' | 'seed'> {
  readonly sla: Sla
}

export interface Finalist {
  readonly name: string
  readonly plan: Plan
  /** Mean of the metric. */
  readonly quality: number
  readonly latencyMs: Load
  /** Constraints that it breaks, in words. */
  readonly breaks: readonly string[]
}

export interface Choice {
  readonly recommended: Finalist
  readonly alternatives: readonly Finalist[]
  /** Of every finalist but the recommended one. */
  readonly whyNot: Readonly<Record<string, string>>
  /** Candidates left behind before the end: after how many queries. */
  readonly leftAfter: Readonly<Record<string, number>>
  readonly candidates: number
  readonly queries: number
  /** Rankings scored until the finalists stood, and what all candidates on all queries would have been. */
  readonly rankings: { readonly scored: number; readonly full: number }
  /** The recommended plan against words alone and the default plan on the test split, looked at once; absent where there is no other split. */
  readonly heldOut?: readonly Comparison[] | undefined
  readonly metric: string
  readonly seed: number
}

const METRIC_DEFAULT = 'nDCG@10'

/** @throws SELECT_SLA_UNMET, and what runEvaluation throws */
export async function runChoice(
  project: Project,
  request: ChoiceRequest,
  options: RunEvaluationOptions = {},
): Promise<Choice> {
  const metric = parseMetric(request.sla.maxLoss?.metric ?? METRIC_DEFAULT)
  let choice: Choice | undefined
  await runEvaluation(
    project,
    { ...request, metrics: [metric.name] },
    {
      ...options,
      inspect: async (evaluated) => {
        const kept = keptLoads(project, { request, hash: evaluated.report.dataset.hash })
        choice = await chooseFrom(evaluated, { request, metric, options, kept })
      },
    },
  )
  return reportOnTest(project, { choice: choice as Choice, request, options })
}

const TEST = 'test'

async function reportOnTest(
  project: Project,
  { choice, request, options }: Omit<Choosing, 'metric' | 'kept'> & { readonly choice: Choice },
): Promise<Choice> {
  const { source, ignoreIdenticalIds, seed } = request
  if (!('dataset' in source) || source.split === TEST) return choice
  if (!(await openDataset(source.dataset)).splits.includes(TEST)) return choice
  const others = Object.keys(source.encoders).length === 1 ? ['lexical', 'hybrid'] : ['lexical']
  const plans = [...others, { name: 'recommended', plan: choice.recommended.plan }]
  const asked = { source: { ...source, split: TEST }, plans, metrics: [choice.metric], ignoreIdenticalIds, seed }
  const { report } = await runEvaluation(project, asked, options)
  return { ...choice, heldOut: report.comparisons.filter(({ b }) => b === 'recommended') }
}

interface Choosing {
  readonly request: ChoiceRequest
  readonly metric: Metric
  readonly options: RunEvaluationOptions
  readonly kept: KeptLoads
}

async function chooseFrom(evaluated: Evaluated, { request, metric, options, kept: loads }: Choosing): Promise<Choice> {
  const { collection, queries } = evaluated
  const { seed, sla, ignoreIdenticalIds } = request
  const spaces = Object.keys(collection.settings.spaces)
  const { plans } = await choosePlans(candidatesFor(spaces, metric.cutoff ?? depthOf([metric])), {
    collection,
    metrics: [metric],
  })
  const order = shuffle([...queries.keys()], createRandom(seed))
  const dataOf = (count: number) => ({
    ...pickQueries(evaluated, order.slice(0, count)),
    metric,
    ignoreIdenticalIds,
    signal: options.signal,
  })
  const kept = new Set(singles(spaces).map(({ name }) => name))
  const { halved, figures } = await collection.read(async (view) => {
    const scorerOf = (count: number) => planScorer(view, dataOf(count))
    const found = await halve(plans, { queries: queries.length, scorerOf, isKept: (name) => kept.has(name) })
    const score = scorerOf(queries.length)
    const scored = new Map<string, readonly number[]>()
    for (const { name, plan } of found.finalists) scored.set(name, await score(plan))
    return { halved: found, figures: scored }
  })
  const best = Math.max(...Array.from(figures.values(), meanOf))
  const finalists: Finalist[] = []
  for (const [index, { name, plan }] of halved.finalists.entries()) {
    const data = dataOf(queries.length)
    const key = JSON.stringify(plan)
    const latencyMs =
      loads.get(key) ?? (await measureLoad(collection, { plan, concurrency: sla.concurrency ?? 1, data }))
    loads.keep(key, latencyMs)
    const quality = meanOf(figures.get(name) ?? [])
    finalists.push({ name, plan, quality, latencyMs, breaks: broken({ quality, latencyMs, best }, sla) })
    options.onProgress?.({ stage: 'measuring', done: index + 1, total: halved.finalists.length, unit: 'plans' })
  }
  loads.forget()
  const ranked = finalists.toSorted((a, b) => b.quality - a.quality || a.latencyMs.p95 - b.latencyMs.p95)
  const fit = ranked.filter(({ breaks }) => breaks.length === 0)
  const [recommended, ...others] = fit
  if (recommended === undefined) throw slaUnmet(nearestOf(ranked, { best, sla }))
  return {
    recommended,
    alternatives: others.slice(0, 2),
    whyNot: reasonsOf(ranked, { recommended, figures, metric, seed }),
    leftAfter: Object.fromEntries(halved.leftAfter),
    candidates: plans.length,
    queries: queries.length,
    rankings: { scored: halved.rankings + finalists.length * queries.length, full: plans.length * queries.length },
    metric: metric.name,
    seed,
  }
}

type Measured = Pick<Finalist, 'quality' | 'latencyMs'>

function broken({ quality, latencyMs, best }: Measured & { readonly best: number }, { p95Ms, maxLoss }: Sla): string[] {
  const loss = 100 * (best - quality)
  return [
    ...(p95Ms !== undefined && latencyMs.p95 > p95Ms
      ? [`p95 is ${latencyMs.p95.toFixed(1)} ms, above ${p95Ms} ms (p95Ms)`]
      : []),
    ...(maxLoss !== undefined && loss > maxLoss.points
      ? [`it loses ${loss.toFixed(1)} points of ${maxLoss.metric} to the best, above ${maxLoss.points} (maxLoss)`]
      : []),
  ]
}

/** By how many times its worst broken limit is exceeded. */
function nearestOf(ranked: readonly Finalist[], { best, sla }: { readonly best: number; readonly sla: Sla }) {
  const excess = ({ quality, latencyMs }: Finalist): number =>
    Math.max(
      latencyMs.p95 / Math.max(sla.p95Ms ?? Infinity, 1e-9),
      (100 * (best - quality)) / Math.max(sla.maxLoss?.points ?? Infinity, 1e-9),
    )
  const [nearest] = ranked.toSorted((a, b) => excess(a) - excess(b))
  return { nearest: nearest?.name ?? '', breaks: nearest?.breaks ?? [] }
}

interface Reasons {
  readonly recommended: Finalist
  readonly figures: ReadonlyMap<string, readonly number[]>
  readonly metric: Metric
  readonly seed: number
}

function reasonsOf(
  ranked: readonly ChosenPlan[],
  { recommended, figures, metric, seed }: Reasons,
): Record<string, string> {
  const others = (ranked as readonly Finalist[]).filter(({ name }) => name !== recommended.name)
  const scores = new Map(
    Array.from(figures, ([name, values]) => {
      const perQuery = new Map(values.map((value, index) => [String(index), { [metric.name]: value }]))
      return [name, { means: {}, perQuery, missingQueries: 0, extraQueries: 0, unanswerableQueries: 0 }] as const
    }),
  )
  const pairs = others.map(({ name }) => ({ a: name, b: recommended.name }))
  const compared = comparePairs(pairs, { scores, metrics: [metric], seed })
  return Object.fromEntries(
    others.map(({ name, breaks }, index) => [
      name,
      breaks.length > 0 ? `${breaks.join('; ')}.` : (compared[index]?.sentence ?? ''),
    ]),
  )
}
