/** @file Plans answer queries, and what they show becomes a work list for judges. */
import type { WorkOptions } from '../base/progress.ts'
import type { Judgements, Query, Run, ScoredDocument } from '../data/document.ts'
import type { Encoder } from '../encode/encoder.ts'
import type { Reranker } from '../encode/reranker.ts'
import { type ChosenPlan, choosePlans, defaultPlans, type PlanChoice } from '../evaluate/choose-plans.ts'
import { naming } from '../evaluate/naming.ts'
import { parseMetric } from '../metrics/parse-metric.ts'
import { searchCollection } from '../search/search-collection.ts'
import type { Collection } from '../store/collection.ts'
import { poolResults } from './pool.ts'
import { showDocument, type WorkItem } from './work-list.ts'

export interface WorkListOptions extends WorkOptions {
  readonly queries: readonly Query[]
  /** What is judged already, and left out. Default: nothing. */
  readonly judgements?: Judgements | undefined
  /** Default: lexical, and if there are vectors also dense and hybrid. */
  readonly plans?: readonly PlanChoice[] | undefined
  /** How many first results of each plan. Default: 10. */
  readonly depth?: number | undefined
  /** At most this many pairs, the ones that reduce the uncertainty most. Default: all. */
  readonly limit?: number | undefined
  /** What to say of a query beside the ranks of a document. */
  readonly remarkOf?: ((queryId: string) => string | undefined) | undefined
  readonly encoderOf?: ((space: string) => Promise<Encoder>) | undefined
  readonly rerankerOf?: ((ref: string) => Promise<Reranker>) | undefined
  readonly ignoreIdenticalIds?: boolean | undefined
}

const DEPTH_DEFAULT = 10

/**
 * @returns in the order of `poolResults`: what most changes how the plans compare comes first
 * @throws EVALUATE_QUERY_FAILED, EVALUATE_PLAN_NAME_REPEATED, EVALUATE_METRIC_TOO_DEEP, what encoders throw
 */
export async function makeWorkList(collection: Collection, options: WorkListOptions): Promise<WorkItem[]> {
  const { queries, depth = DEPTH_DEFAULT, judgements = new Map<string, ReadonlyMap<string, number>>(), limit } = options
  // Plans retrieve as deep as this metric needs.
  const metrics = [parseMetric(`Judged@${depth}`)]
  const { plans } = await choosePlans(options.plans ?? defaultPlans(collection), { collection, metrics })
  const asked = queries.filter(({ text }) => text.trim() !== '')
  const runs = await answerAll(collection, { ...options, plans, depth, queries: asked })
  const pool = poolResults(runs, { judgements, depth }).slice(0, limit)
  const textOf = new Map(asked.map(({ id, text }) => [id, text]))
  const ids = [...new Set(pool.map(({ docId }) => docId))]
  const documents = new Map((await collection.get(ids)).map((document, i) => [ids[i], document]))
  const searched = Object.keys(collection.settings.lexicalFields)
  return pool.map(({ queryId, docId, ranks }) => {
    const remark = options.remarkOf?.(queryId)
    const why = [...(remark === undefined ? [] : [remark]), describeRanks(ranks, plans)].join('; ')
    const fields = documents.get(docId)?.fields ?? {}
    return { queryId, query: textOf.get(queryId) ?? '', docId, ...showDocument(fields, searched), why }
  })
}

/** "rank 1 of lexical, 14 of dense; not shown by hybrid" */
function describeRanks(ranks: ReadonlyMap<string, number>, plans: readonly ChosenPlan[]): string {
  const shown = [...ranks].map(([plan, rank], index) => `${index === 0 ? 'rank ' : ''}${rank} of ${plan}`).join(', ')
  const others = plans.map(({ name }) => name).filter((name) => !ranks.has(name))
  return others.length === 0 ? shown : `${shown}; not shown by ${others.join(', ')}`
}

async function answerAll(
  collection: Collection,
  options: Omit<WorkListOptions, 'plans'> & { readonly plans: readonly ChosenPlan[]; readonly depth: number },
): Promise<Map<string, Run>> {
  const { plans, queries, signal, onProgress } = options
  const runs = new Map(plans.map(({ name }) => [name, new Map<string, ScoredDocument[]>()]))
  for (const [index, query] of queries.entries()) {
    signal?.throwIfAborted()
    for (const plan of plans)
      runs.get(plan.name)?.set(query.id, await answerOne(collection, { ...options, plan, query }))
    onProgress?.({ stage: 'searching', done: index + 1, total: queries.length, unit: 'queries' })
  }
  return runs
}

async function answerOne(
  collection: Collection,
  {
    plan: { name, plan },
    query,
    depth,
    ...options
  }: Omit<WorkListOptions, 'plans'> & { readonly plan: ChosenPlan; readonly query: Query; readonly depth: number },
): Promise<ScoredDocument[]> {
  const { encoderOf, rerankerOf, signal, ignoreIdenticalIds } = options
  const excludeId = ignoreIdenticalIds === true ? query.id : undefined
  try {
    const asked = { plan, offset: 0, limit: depth, encoderOf, rerankerOf, excludeId, signal }
    const { hits } = await searchCollection(collection, query.text, asked)
    return hits.map(({ id, score }) => ({ docId: id, score }))
  } catch (error) {
    throw naming(query, `with the plan "${name}"`, error)
  }
}
