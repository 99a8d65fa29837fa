/** @file Which plans are measured, each complete: names and partial plans become what is run and reported. */
import type { Metric } from '../metrics/metric.ts'
import { planFor } from '../search/plan-for.ts'
import type { Plan, PlanInput, PlanReference } from '../search/plan.ts'
import { stageDepth } from '../search/stages/stages-table.ts'
import type { Collection } from '../store/collection.ts'
import { metricTooDeep, planNameRepeated } from './errors.ts'
import type { Warning } from './warnings.ts'

/** A plan and what the report calls it. */
export interface NamedPlan {
  readonly name: string
  readonly plan: PlanReference
}

/** The name of a plan (of every collection, or one that this collection keeps), which also names it in the report; or a plan with a name. */
export type PlanChoice = string | NamedPlan

export interface ChosenPlan {
  readonly name: string
  readonly plan: Plan
}

/** Metrics without a cut-off look this deep, as trec_eval does by default. */
const DEPTH_DEFAULT = 1000
/** What a plan may retrieve at most. */
const DEPTH_MAX = 10_000

/** @throws EVALUATE_METRIC_TOO_DEEP */
export function depthOf(metrics: readonly Metric[]): number {
  const tooDeep = metrics.find(({ cutoff }) => (cutoff ?? 0) > DEPTH_MAX)
  if (tooDeep !== undefined) throw metricTooDeep({ metric: tooDeep.name, depthMax: DEPTH_MAX })
  return Math.max(...metrics.map(({ cutoff }) => cutoff ?? DEPTH_DEFAULT))
}

/** Words, and if there are vectors, each space alone and combined with words. */
export const defaultPlans = ({ settings }: Collection): PlanChoice[] =>
  Object.keys(settings.spaces).length === 0 ? ['lexical'] : ['lexical', 'dense', 'hybrid']

interface ChooseOptions {
  readonly collection: Collection
  readonly metrics: readonly Metric[]
}

export interface ChosenPlans {
  readonly plans: readonly ChosenPlan[]
  readonly warnings: readonly Warning[]
}

/**
 * Every stage without an explicit depth retrieves as many candidates as the deepest metric needs.
 *
 * @throws EVALUATE_PLAN_NAME_REPEATED, EVALUATE_METRIC_TOO_DEEP, what resolvePlan throws
 */
export async function choosePlans(
  choices: readonly PlanChoice[],
  { collection, metrics }: ChooseOptions,
): Promise<ChosenPlans> {
  const depth = depthOf(metrics)
  const named = choices.flatMap((choice) => expand(choice, collection))
  const repeated = named.find(({ name }, index) => named.findIndex((other) => other.name === name) !== index)
  if (repeated !== undefined) throw planNameRepeated({ name: repeated.name })
  const plans: ChosenPlan[] = []
  for (const { name, plan } of named) plans.push({ name, plan: await planFor(collection, plan, { depth }) })
  return { plans, warnings: warnOfShallow(plans, metrics) }
}

/** A plan that reads vectors, for one space: what the names mean where there are several. */
const perSpace: Readonly<Record<string, (space: string) => PlanInput>> = {
  dense: (space) => ({ retrieve: [{ dense: { space } }] }),
  hybrid: (space) => ({ retrieve: [{ lexical: {} }, { dense: { space } }], fuse: { linear: {} } }),
  rrf: (space) => ({ retrieve: [{ lexical: {} }, { dense: { space } }], fuse: { rrf: {} } }),
}

/** `dense` of a collection with the spaces small and large is `dense:small` and `dense:large`. */
function expand(choice: PlanChoice, { settings: { spaces } }: Collection): NamedPlan[] {
  if (typeof choice !== 'string') return [choice]
  const names = Object.keys(spaces)
  const make = Object.hasOwn(perSpace, choice) ? perSpace[choice] : undefined
  if (make === undefined || names.length < 2) return [{ name: choice, plan: choice }]
  return names.map((space) => ({ name: `${choice}:${space}`, plan: make(space) }))
}

function warnOfShallow(plans: readonly ChosenPlan[], metrics: readonly Metric[]): Warning[] {
  return plans.flatMap(({ name, plan }) => {
    const depth = Math.max(...plan.retrieve.map(stageDepth))
    const blind = metrics.filter(({ cutoff }) => (cutoff ?? DEPTH_DEFAULT) > depth)
    if (blind.length === 0) return []
    const message = `The plan "${name}" retrieves ${depth} candidates with a stage, so ${blind.map((metric) => metric.name).join(' and ')} ${blind.length === 1 ? 'sees' : 'see'} no more than that.`
    return [{ code: 'plan-too-shallow' as const, message, count: 1, first: name }]
  })
}
