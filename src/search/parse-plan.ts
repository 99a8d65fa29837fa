/** @file Validates JSON as a plan. */
import { checked } from './schema.ts'
import { planSchema } from './plan-schema.ts'
import type { PlanInput } from './plan.ts'

/**
 * Checks that parsed JSON is a plan. Defaults stay open until `resolvePlan` knows the collection.
 *
 * @throws SEARCH_PLAN_INVALID naming the path within the plan
 */
export const parsePlan = (json: unknown): PlanInput => checked(planSchema, json)
