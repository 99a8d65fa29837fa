/** @file Checks of a plan before a collection saves it: it must run there, and its name must be free. */
import type { Collection } from '../store/collection.ts'
import { checkCapabilities } from './check-capabilities.ts'
import { planNameTaken } from './errors.ts'
import { parsePlan } from './parse-plan.ts'
import { planNames } from './plan.ts'
import { resolvePlan } from './resolve-plan.ts'

/** @throws SEARCH_PLAN_NAME_TAKEN, SEARCH_PLAN_INVALID, SEARCH_PLAN_UNSUPPORTED, SEARCH_FIELD_UNKNOWN, SEARCH_SPACE_UNKNOWN */
export function checkPlanToKeep(collection: Collection, name: string, plan: unknown): void {
  if ((planNames as readonly string[]).includes(name)) throw planNameTaken({ name, taken: planNames })
  checkCapabilities(collection, resolvePlan(parsePlan(plan), { settings: collection.settings }))
}
