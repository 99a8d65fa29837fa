/** @file The one call most programs need: a project, a query, and which collection. */
import type { Collection } from '../store/collection.ts'
import type { Project } from '../store/project.ts'
import { namedPlans, parsePlan, type Plan } from './plan.ts'
import { searchCollection, type SearchResult } from './search-collection.ts'
import type { SearchOptions } from './search-options.ts'

export interface ProjectSearchOptions extends Omit<SearchOptions, 'plan' | 'encoderOf'> {
  readonly collection: string
  /** Default: hybrid (BM25 and vectors, fused by reciprocal ranks) where the collection has vectors, else lexical. */
  readonly plan?: Plan | undefined
  /** Default: the plan's own. */
  readonly limit?: number | undefined
  /** Default: the plan's own. */
  readonly offset?: number | undefined
}

/**
 * Searches a collection of a project; the project opens the encoder that the plan needs.
 *
 * @throws STORE_COLLECTION_UNKNOWN, SEARCH_PLAN_INVALID (limit or offset) and what searchCollection throws
 */
export async function search(
  project: Project,
  query: string,
  { collection: name, plan: given, limit, offset, ...options }: ProjectSearchOptions,
): Promise<SearchResult> {
  const collection = await project.collection(name)
  const plan = given ?? defaultPlan(collection)
  return searchCollection(collection, query, {
    ...options,
    plan: limit === undefined && offset === undefined ? plan : cutPlan(plan, limit, offset),
    encoderOf: async (space) => project.encoder(collection, space),
  })
}

/** Checked as if they had stood in the plan. */
const cutPlan = (plan: Plan, limit = plan.limit, offset = plan.offset): Plan => parsePlan({ ...plan, limit, offset })

const defaultPlan = ({ settings }: Collection): Plan =>
  'default' in settings.spaces ? namedPlans.hybrid : namedPlans.lexical
