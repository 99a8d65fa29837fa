/** @file Resolves what a user writes as a plan (nothing, a name, a partial plan) to the plan that runs. All defaults of searching are here. */
import type { CollectionSettings, StoredPlan } from '../store/collection.ts'
import { checked, count } from './schema.ts'
import { planInvalid, planUnknown } from './errors.ts'
import { resolveFusion } from './fusion/fusions-table.ts'
import { parsePlan } from './parse-plan.ts'
import {
  HITS_MAX,
  isPlanName,
  type Plan,
  type PlanInput,
  type PlanName,
  planNames,
  type PlanReference,
} from './plan.ts'
import { CANDIDATES_DEFAULT, CANDIDATES_MAX } from './stages/stage-kind.ts'
import { wordOptionsSchema } from './stages/lexical.ts'
import type { Stage, WordOptions } from './stages/stage.ts'
import { readsSpace, resolveStage, stageSpace } from './stages/stages-table.ts'

export interface ResolveOptions {
  /** Of the collection that is searched. */
  readonly settings: CollectionSettings
  /** The saved plans of the collection; each is validated when it is used. Default: none. */
  readonly plans?: readonly StoredPlan[] | undefined
  /** Hits to return, instead of the plan's own. */
  readonly limit?: number | undefined
  /** Hits to skip, instead of the plan's own. */
  readonly offset?: number | undefined
  /** How words are read, instead of what the plan says. */
  readonly words?: WordOptions | undefined
  /** The lowest rank that is needed, such as 1,000 for R@1000. Default: the last hit returned. */
  readonly depth?: number | undefined
}

const LIMIT_DEFAULT = 10
const RERANKED_DEFAULT = 20

/**
 * Without a plan, the collection's default plan runs; without one, "hybrid" if it has vectors, else "lexical". A stage that sets
 * no k retrieves max(100, offset + limit, depth) candidates, at most 10,000; an explicit k is kept.
 *
 * @returns a plan in which nothing is left to defaults; resolving it again changes nothing
 * @throws SEARCH_PLAN_INVALID, SEARCH_PLAN_UNKNOWN, SEARCH_FIELD_UNKNOWN, SEARCH_SPACE_UNKNOWN
 */
export function resolvePlan(reference: PlanReference | undefined, options: ResolveOptions): Plan {
  const input = planOf(reference, options)
  const { rerank, filter } = input
  const words = options.words === undefined ? undefined : checked(wordOptionsSchema, options.words)
  const limit = options.limit ?? input.limit ?? LIMIT_DEFAULT
  const offset = options.offset ?? input.offset ?? 0
  checkCount('limit', limit)
  checkCount('offset', offset)
  const k = Math.min(CANDIDATES_MAX, Math.max(CANDIDATES_DEFAULT, offset + limit, options.depth ?? 0))
  const retrieve = input.retrieve.map((stage) => resolveStage(stage, { settings: options.settings, k, words }))
  return {
    retrieve,
    ...(retrieve.length === 1 && input.fuse === undefined
      ? {}
      : { fuse: resolveFusion(input.fuse ?? { linear: {} }, sharesOf(retrieve, options.settings)) }),
    ...(rerank === undefined ? {} : { rerank: { reranker: rerank.reranker, top: rerank.top ?? RERANKED_DEFAULT } }),
    ...(filter === undefined ? {} : { filter }),
    offset,
    limit,
  }
}

const limits = count(0, HITS_MAX)

function checkCount(path: string, value: unknown): void {
  try {
    checked(limits, value)
  } catch {
    const got = typeof value === 'string' ? `"${value}"` : String(value)
    throw planInvalid([{ path, problem: `expected a whole number from 0 to ${HITS_MAX}, but got ${got}` }])
  }
}

function planOf(reference: PlanReference | undefined, { settings, plans = [] }: ResolveOptions): PlanInput {
  const kept = plans.find(({ name, isDefault }) => (reference === undefined ? isDefault : name === reference))
  if (typeof reference === 'object') return parsePlan(reference)
  if (typeof reference === 'string' && isPlanName(reference)) return namedPlans[reference]
  if (kept !== undefined) return parsePlan(kept.plan)
  if (reference === undefined) return namedPlans[Object.keys(settings.spaces).length > 0 ? 'hybrid' : 'lexical']
  if (typeof reference !== 'string') return parsePlan(reference)
  throw planUnknown({ plan: reference, known: [...planNames, ...plans.map(({ name }) => name)] })
}

const both = [{ lexical: {} }, { dense: {} }]

const namedPlans: Readonly<Record<PlanName, PlanInput>> = {
  lexical: { retrieve: [{ lexical: {} }] },
  dense: { retrieve: [{ dense: {} }] },
  hybrid: { retrieve: both, fuse: { linear: {} } },
  rrf: { retrieve: both, fuse: { rrf: {} } },
}

/** Whether a plan needs an encoder, as far as that is known without its collection: a saved plan may. */
export function needsEncoder(reference: PlanReference): boolean {
  const plan = typeof reference === 'string' ? (isPlanName(reference) ? namedPlans[reference] : undefined) : reference
  return plan === undefined || plan.retrieve.some(readsSpace)
}

/**
 * The default weight of each stage: for a stage over a space the weight of its encoder, for words the remainder. Several stages of
 * the same kind share the weight that one would have. The weights sum to 1.
 */
function sharesOf(stages: readonly Stage[], { spaces }: CollectionSettings): number[] {
  const worths = stages.map((stage) => {
    const space = stageSpace(stage)
    return space === undefined ? undefined : (spaces[space]?.hybridWeight ?? 0)
  })
  const vectors = worths.filter((worth) => worth !== undefined)
  const sum = vectors.reduce((a, b) => a + b, 0)
  const words = stages.length - vectors.length
  if (words === 0) return worths.map((worth) => (sum > 0 ? rounded((worth ?? 0) / sum) : 1 / stages.length))
  if (vectors.length === 0) return stages.map(() => 1 / stages.length)
  const remainder = rounded((1 - sum / vectors.length) / words)
  return worths.map((worth) => (worth === undefined ? remainder : rounded(worth / vectors.length)))
}

/** 1 - 0.9 is 0.09999999999999998, and a report shows it. */
const rounded = (share: number): number => Math.round(share * 1e12) / 1e12
