/** @file A plan as the command line names it: a JSON file, or the name of a plan. */
import { existsSync, readFileSync } from 'node:fs'
import { parsePlan } from '../search/parse-plan.ts'
import { planNames, type PlanInput, type PlanReference } from '../search/plan.ts'
import { planFileMissing, planFileUnreadable } from './errors.ts'

/**
 * @returns the plan in the file of that name; where there is none, the name, which the collection may know
 * @throws CLI_PLAN_NOT_FOUND, CLI_PLAN_UNREADABLE, SEARCH_PLAN_INVALID
 */
export function readPlan(name: string): PlanReference {
  if ((planNames as readonly string[]).includes(name)) return name
  if (existsSync(name)) return readPlanFile(name)
  if (/[/\\]|\.json$/.test(name)) throw planFileMissing({ file: name, named: planNames })
  return name
}

/** @throws CLI_PLAN_NOT_FOUND, CLI_PLAN_UNREADABLE, SEARCH_PLAN_INVALID */
export function readPlanFile(file: string): PlanInput {
  if (!existsSync(file)) throw planFileMissing({ file, named: planNames })
  return parsePlan(readJson(file))
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as unknown
  } catch (error) {
    throw planFileUnreadable({
      file,
      reason: error instanceof Error ? error.message : String(error),
      named: planNames,
    })
  }
}
