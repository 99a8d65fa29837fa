/** @file Schema parts of the plan, and how a failed check becomes one error that names the path. */
import * as v from 'valibot'
import { planInvalid } from './errors.ts'

/** An object without keys that it does not know. */
export const strict = <const Entries extends v.ObjectEntries>(
  entries: Entries,
): v.StrictObjectSchema<Entries, v.ErrorMessage<v.StrictObjectIssue>> =>
  v.strictObject(entries, (issue) => {
    if (issue.expected === 'never') return `unknown key; known here: ${Object.keys(entries).join(', ')}`
    return issue.path === undefined ? `expected an object, but got ${issue.received}` : 'this key is missing'
  })

/** Goes before `strict`: an array is an object, too, with keys such as "filter". */
export const noList: v.GenericSchema<object> = v.custom<object>((value) => !Array.isArray(value), 'expected an object')

export const finite: v.GenericSchema<number> = v.pipe(v.number(), v.finite())

/** A whole number in [low, high]. */
export const count = (low: number, high: number): v.GenericSchema<number> => {
  const expected = `expected a whole number from ${low} to ${high}`
  return v.pipe(v.number(expected), v.integer(expected), v.minValue(low, expected), v.maxValue(high, expected))
}

/** @throws SEARCH_PLAN_INVALID with every failed check, each with its path */
export function checked<Schema extends v.GenericSchema>(schema: Schema, json: unknown): v.InferOutput<Schema> {
  const result = v.safeParse(schema, json)
  if (result.success) return result.output
  throw planInvalid(result.issues.map((issue) => ({ path: pathOf(issue), problem: problemOf(issue) })))
}

/** As one would write it in JavaScript: retrieve[0].dense.k */
const pathOf = (issue: v.BaseIssue<unknown>): string =>
  (issue.path ?? [])
    .map(({ key }) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .replace(/^\./, '')

function problemOf(issue: v.BaseIssue<unknown>): string {
  const text = issue.message.startsWith('Invalid')
    ? `expected ${issue.expected ?? 'something else'}, but got ${issue.received}`
    : issue.message
  return text.startsWith('expected') && !text.includes('but got') ? `${text}, but got ${issue.received}` : text
}
