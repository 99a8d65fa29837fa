/** @file The ways of searching that plans consist of, each run alone, to compare what they find. */
import type { Judgements, Query, Run } from '../data/document.ts'
import { evaluateRun } from '../metrics/evaluate-run.ts'
import { parseMetric } from '../metrics/parse-metric.ts'
import type { Plan } from '../search/plan.ts'
import type { Stage } from '../search/stages/stage.ts'
import { readsSpace, stageName } from '../search/stages/stages-table.ts'
import type { Collection } from '../store/collection.ts'
import type { ChosenPlan } from './choose-plans.ts'
import { findDifferences, type ScoredLeg } from './find-differences.ts'
import type { Leg } from './leg-difference.ts'
import type { Differences } from './report.ts'

export interface PlanLeg extends ChosenPlan {
  readonly kind: Leg['kind']
  /** True where no plan of the evaluation is this stage alone. */
  readonly isExtra: boolean
}

/** The first of a kind and space stands for all. */
export function legsOf(plans: readonly ChosenPlan[]): PlanLeg[] {
  const legs = new Map<string, PlanLeg>()
  const alone = plans.filter(({ plan }) => plan.retrieve.length === 1 && plan.rerank === undefined)
  for (const { name, plan } of alone)
    for (const stage of plan.retrieve) addLeg(legs, stage, { name, plan, isExtra: false })
  for (const { plan } of plans)
    for (const stage of plan.retrieve) {
      const name = freeName(stageName(stage), plans)
      addLeg(legs, stage, { name, plan: stageAlone(plan, stage), isExtra: true })
    }
  return [...legs.values()]
}

function addLeg(legs: Map<string, PlanLeg>, stage: Stage, leg: Omit<PlanLeg, 'kind'>): void {
  const key = stageName(stage)
  if (!legs.has(key)) legs.set(key, { ...leg, kind: readsSpace(stage) ? 'dense' : 'lexical' })
}

const stageAlone = ({ filter, offset, limit }: Plan, stage: Stage): Plan => ({
  retrieve: [stage],
  filter,
  offset,
  limit,
})

const freeName = (name: string, plans: readonly ChosenPlan[]): string =>
  plans.some((plan) => plan.name === name) ? freeName(`${name} alone`, plans) : name

/** A query is answered where anything relevant is on the first page. */
const ANSWERED = parseMetric('Success@10')

interface FindOptions {
  readonly legs: readonly PlanLeg[]
  /** By the leg's name. */
  readonly runs: ReadonlyMap<string, Run>
  readonly queries: readonly Query[]
  readonly judgements: Judgements
}

/** Words paired with each dense leg. */
export async function findLegDifferences(
  collection: Collection,
  { legs, runs, queries, judgements }: FindOptions,
): Promise<Differences[]> {
  const scored = legs.map(({ name, kind }): ScoredLeg => ({
    name,
    kind,
    scores: evaluateRun(judgements, runs.get(name) ?? new Map(), { metrics: [ANSWERED] }),
    run: runs.get(name),
  }))
  const words = scored.find(({ kind }) => kind === 'lexical')
  const found: Differences[] = []
  for (const dense of words === undefined ? [] : scored.filter(({ kind }) => kind === 'dense'))
    found.push(
      await findDifferences(collection, {
        metric: ANSWERED.name,
        legs: [words as ScoredLeg, dense],
        queries,
        judgements,
      }),
    )
  return found
}
