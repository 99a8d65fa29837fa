/** @file The plan that a search of a collection runs. */
import type { Collection } from '../store/collection.ts'
import type { Plan, PlanReference } from './plan.ts'
import { resolvePlan, type ResolveOptions } from './resolve-plan.ts'

/**
 * @param reference default: the collection's default plan
 * @throws what resolvePlan throws
 */
export async function planFor(
  collection: Collection,
  reference: PlanReference | undefined,
  options: Pick<ResolveOptions, 'limit' | 'offset' | 'depth'> = {},
): Promise<Plan> {
  // A whole plan needs no look into the database.
  const plans = typeof reference === 'object' ? [] : await collection.plans.list()
  return resolvePlan(reference, { ...options, settings: collection.settings, plans })
}
