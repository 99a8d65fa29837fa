/** @file What has to be true of a plan before a collection keeps it: it would run there, under a name that is free to use. */
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
