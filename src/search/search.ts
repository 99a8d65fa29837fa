/** @file The one call most programs need: a project, a query, and which collection. */
import type { Collection } from '../store/collection.ts'
import type { Project } from '../store/project.ts'
import { namedPlans, type Plan } from './plan.ts'
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
 * @throws STORE_COLLECTION_UNKNOWN and what searchCollection throws
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
    plan: { ...plan, limit: limit ?? plan.limit, offset: offset ?? plan.offset },
    encoderOf: async (space) => project.encoder(collection, space),
  })
}

const defaultPlan = ({ settings }: Collection): Plan =>
  'default' in settings.spaces ? namedPlans.hybrid : namedPlans.lexical
