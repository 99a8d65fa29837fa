/** @file What a document lacked to be ranked first: the same plan with one thing changed, run again, and the smallest change that is enough. */
import type { Collection, DocKey } from '../store/collection.ts'
import { bothFilters } from './answer-plan.ts'
import { encodeQuery } from './encode-query.ts'
import { rankCandidates } from './rank-candidates.ts'
import { changesOf, DEPTH, type PlanChange } from './plan-changes.ts'
import type { Plan } from './plan.ts'
import type { PlanToAnswer } from './search-options.ts'
import { spacesOf, stageName } from './stages/stages-table.ts'
import { readTypedQuery } from './typed-query.ts'

/** Where a document would be ranked, had the plan been another. */
export interface Counterfactual {
  /** As the plan is; null where it is not found. Before reranking. */
  readonly rank: number | null
  /** By stage, as deep as 1,000 candidates; null where it is not among them. */
  readonly stageRanks: Readonly<Record<string, number | null>>
  /** The smallest change that ranks it first, else the one that ranks it highest; absent where none ranks it higher. */
  readonly change?: { readonly if: string; readonly rank: number }
  /** Such as: first, if title weighed 3. */
  readonly sentence: string
}

export interface CounterfactualOptions extends PlanToAnswer {
  /** Of the documents. */
  readonly ids: readonly string[]
}

/**
 * A dozen more searches, in one state of the collection. Weights of fields and of fused stages are raised one at a time, and stages look deeper.
 * Reranking is left out: it starts from the ranks that are given here.
 *
 * @returns by id, of the documents that are there
 * @throws what answerPlan throws
 */
export async function findCounterfactuals(
  collection: Collection,
  query: string,
  { ids, ...given }: CounterfactualOptions,
): Promise<Map<string, Counterfactual>> {
  const { rerank: _, ...retrieval } = given.plan
  const plan = { ...retrieval, filter: bothFilters(retrieval.filter, given.filter), offset: 0, limit: DEPTH }
  const options = { ...given, plan }
  const { text, conditions } = await readTypedQuery(collection, query, plan)
  const vectors = await encodeQuery(collection, text, { spaces: spacesOf(plan.retrieve), options })
  return collection.read(async (view) => {
    const keys = new Map<string, DocKey>()
    for (const id of ids) {
      const key = await view.keyOf(id)
      if (key !== undefined) keys.set(id, key)
    }
    const ranksBy = async (changed: Plan): Promise<Map<DocKey, number>> => {
      const { ranking } = await rankCandidates(view, {
        collection,
        query,
        conditions,
        vectors,
        options: { ...options, plan: changed },
      })
      return new Map(ranking.map(({ key }, index) => [key, index + 1]))
    }
    const stages: StageRanks[] = []
    for (const stage of plan.retrieve)
      stages.push({ name: stageName(stage), ranks: await ranksBy(stageAlone(plan, stage)) })
    const changed: Changed[] = []
    for (const change of changesOf(plan)) changed.push({ change, ranks: await ranksBy(change.plan) })
    const asItIs = await ranksBy(plan)
    return new Map(Array.from(keys, ([id, key]) => [id, counterfactualOf(key, { asItIs, stages, changed })]))
  })
}

interface StageRanks {
  readonly name: string
  readonly ranks: ReadonlyMap<DocKey, number>
}

interface Changed {
  readonly change: PlanChange
  readonly ranks: ReadonlyMap<DocKey, number>
}

function stageAlone(plan: Plan, stage: Plan['retrieve'][number]): Plan {
  const [[kind, settings] = ['', {}]] = Object.entries(stage)
  return { ...plan, fuse: undefined, retrieve: [{ [kind]: { ...settings, k: DEPTH } } as unknown as typeof stage] }
}

function counterfactualOf(
  key: DocKey,
  {
    asItIs,
    stages,
    changed,
  }: {
    readonly asItIs: ReadonlyMap<DocKey, number>
    readonly stages: readonly StageRanks[]
    readonly changed: readonly Changed[]
  },
): Counterfactual {
  const rank = asItIs.get(key) ?? null
  const stageRanks = Object.fromEntries(stages.map(({ name, ranks }) => [name, ranks.get(key) ?? null]))
  // The sort is stable, and changes come smallest first.
  const [change] = changed
    .flatMap(({ change: { describe }, ranks }) => {
      const [clause, changedRank] = [describe(stageRanks), ranks.get(key)]
      return clause === undefined || changedRank === undefined ? [] : [{ if: clause, rank: changedRank }]
    })
    .filter((result) => result.rank < (rank ?? Infinity))
    .sort((a, b) => a.rank - b.rank)
  return {
    rank,
    stageRanks,
    ...(change === undefined ? {} : { change }),
    sentence: sentenceOf(rank, change),
  }
}

function sentenceOf(rank: number | null, change: Counterfactual['change']): string {
  if (rank === 1) return 'first as it is'
  const now = rank === null ? 'not found' : `rank ${rank}`
  if (change === undefined) return 'no single weight or depth ranks it higher'
  return change.rank === 1 ? `first, if ${change.if}` : `rank ${change.rank} (now ${now}), if ${change.if}`
}
