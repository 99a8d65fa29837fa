/** @file The plan that a search of a collection runs. */
import type { Collection } from '../store/collection.ts'
import { isPlanName, type Plan, type PlanReference } from './plan.ts'
import { resolvePlan, type ResolveOptions } from './resolve-plan.ts'

/**
 * @param reference default: the collection's default plan
 * @throws what resolvePlan throws
 */
export async function planFor(
  collection: Collection,
  reference: PlanReference | undefined,
  options: Pick<ResolveOptions, 'limit' | 'offset' | 'depth' | 'words'> = {},
): Promise<Plan> {
  // Plans and built-in names need no look into the database.
  const isKnown = typeof reference === 'object' || isPlanName(reference)
  const plans = isKnown ? [] : await collection.plans.list()
  return resolvePlan(reference, { ...options, settings: collection.settings, plans })
}
