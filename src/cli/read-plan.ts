/** @file A plan as the command line names it: a file, or one of the named plans. */
import { readFileSync } from 'node:fs'
import { namedPlans, parsePlan, type Plan, type PlanName } from '../search/plan.ts'
import { planFileMissing, planFileUnreadable } from './errors.ts'
import { systemCodeOf } from './system-error.ts'

/** @throws CLI_PLAN_NOT_FOUND, CLI_PLAN_UNREADABLE, SEARCH_PLAN_INVALID */
export function readPlan(name: string): Plan {
  if (Object.hasOwn(namedPlans, name)) return namedPlans[name as PlanName]
  return parsePlan(readJson(name))
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as unknown
  } catch (error) {
    const named = Object.keys(namedPlans)
    if (systemCodeOf(error) === 'ENOENT') throw planFileMissing({ file, named })
    throw planFileUnreadable({ file, reason: error instanceof Error ? error.message : String(error), named })
  }
}
