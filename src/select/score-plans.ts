/** @file Scores of many plans on the same queries: each stage is asked once, and fused in memory for every plan that has it. */
import { rowOf } from '../base/matrix.ts'
import type { WorkOptions } from '../base/progress.ts'
import type { Judgements, Query } from '../data/document.ts'
import type { QueryVectors } from '../evaluate/evaluate-plans.ts'
import { evaluateRun } from '../metrics/evaluate-run.ts'
import type { Metric } from '../metrics/metric.ts'
import { fuse } from '../search/fusion/fusions-table.ts'
import type { Plan } from '../search/plan.ts'
import type { Stage } from '../search/stages/stage.ts'
import { stageDepth, stageQuery, stageSpace } from '../search/stages/stages-table.ts'
import type { Candidate, CollectionView, DocKey } from '../store/collection.ts'
import { atDepth, DEEPEST } from './plan-moves.ts'

export interface ScoredQueries extends WorkOptions {
  readonly queries: readonly Query[]
  /** Of these queries alone, in their order. */
  readonly judgements: Judgements
  readonly metric: Metric
  /** By space; one row for each query, in order. */
  readonly queryVectors: Readonly<Record<string, QueryVectors>>
  readonly ignoreIdenticalIds: boolean
}

/** One figure for each query, in order. */
export type ScorePlan = (plan: Plan) => Promise<readonly number[]>

/** @returns a function that remembers what it has retrieved and scored */
export function planScorer(view: CollectionView, data: ScoredQueries): ScorePlan {
  const ids = new Map<DocKey, string>()
  const rankings = new Map<string, Promise<readonly (readonly Candidate[])[]>>()
  const scores = new Map<string, Promise<readonly number[]>>()
  const ask = async (stage: Stage, filter: Plan['filter']): Promise<readonly (readonly Candidate[])[]> =>
    remember(rankings, JSON.stringify([stage, filter]), async () => retrieveAll(view, { data, stage, filter, ids }))
  const score = async (plan: Plan): Promise<readonly number[]> => {
    data.signal?.throwIfAborted()
    const depths = plan.retrieve.map(stageDepth)
    const legs: (readonly (readonly Candidate[])[])[] = []
    for (const [index, stage] of plan.retrieve.entries())
      legs.push(await ask(atDepth(stage, Math.max(DEEPEST, depths[index] ?? 0)), plan.filter))
    const run = data.queries.map(({ id }, query) => {
      const found = legs.map((leg, index) => (leg[query] ?? []).slice(0, depths[index]))
      const ranked = plan.fuse === undefined ? (found[0] ?? []) : fuse(found, plan.fuse)
      return [id, ranked.map(({ key, score: value }) => ({ docId: ids.get(key) ?? '', score: value }))] as const
    })
    const { perQuery } = evaluateRun(data.judgements, new Map(run), { metrics: [data.metric] })
    return data.queries.map(({ id }) => perQuery.get(id)?.[data.metric.name] ?? 0)
  }
  return async (plan) => remember(scores, JSON.stringify(plan), async () => score(plan))
}

function remember<T>(memory: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const made = memory.get(key) ?? make()
  memory.set(key, made)
  return made
}

interface Leg {
  readonly data: ScoredQueries
  readonly stage: Stage
  readonly filter: Plan['filter']
  /** Filled in. */
  readonly ids: Map<DocKey, string>
}

async function retrieveAll(view: CollectionView, { data, stage, filter, ids }: Leg): Promise<Candidate[][]> {
  const space = stageSpace(stage)
  const vectors = space === undefined ? undefined : data.queryVectors[space]?.vectors
  const all: Candidate[][] = []
  for (const [index, { id, text }] of data.queries.entries()) {
    data.signal?.throwIfAborted()
    const vector = vectors === undefined ? undefined : rowOf(vectors, index)
    const excludeId = data.ignoreIdenticalIds ? id : undefined
    all.push(await view.retrieve({ ...stageQuery(stage, { text, vector }), k: stageDepth(stage), filter, excludeId }))
  }
  const unknown = [...new Set(all.flatMap((found) => found.map(({ key }) => key)))].filter((key) => !ids.has(key))
  const documents = await view.fetch(unknown)
  for (const [index, key] of unknown.entries()) {
    const document = documents[index]
    if (document !== undefined) ids.set(key, document.id)
  }
  return all.map((found) => found.filter(({ key }) => ids.has(key)))
}
