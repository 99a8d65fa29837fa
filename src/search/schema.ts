/** @file Building blocks of the plan's schema, and how a failed check becomes one error that names the path. */
import * as v from 'valibot'
import { planInvalid } from './errors.ts'

/** A key that had another name or place once, with what to write now. */
type Moved = Readonly<Record<string, string>>

/** An object without keys that it does not know. */
export const strict = <const Entries extends v.ObjectEntries>(
  entries: Entries,
  moved: Moved = {},
): v.StrictObjectSchema<Entries, v.ErrorMessage<v.StrictObjectIssue>> =>
  v.strictObject(entries, (issue) => {
    if (issue.expected !== 'never')
      return issue.path === undefined ? `expected an object, but got ${issue.received}` : 'this key is missing'
    const key = String(issue.path?.at(-1)?.key)
    return Object.hasOwn(moved, key)
      ? `this key has moved: write ${moved[key]}`
      : `unknown key; known here: ${Object.keys(entries).join(', ')}`
  })

/** As `strict`; a list is refused, though JavaScript calls it an object, too. */
export function object(
  entries: v.ObjectEntries,
  { moved = {} }: { readonly moved?: Moved } = {},
): v.GenericSchema<object> {
  const schema = strict(entries, moved)
  return v.lazy((input) => (Array.isArray(input) ? refused('expected an object') : schema))
}

/**
 * An object with exactly one key of the table, whose value is checked by that row.
 *
 * @param what such as "kind of stage"
 */
export function oneOf<Name extends string>(
  table: Readonly<Record<Name, v.GenericSchema<object>>>,
  what: string,
): v.GenericSchema<object> {
  const names = Object.keys(table) as Name[]
  const shapes = new Map<string, v.GenericSchema<object>>(names.map((name) => [name, object({ [name]: table[name] })]))
  const any = v.union([...shapes.values()])
  return v.lazy((input) => {
    // Without an input the schema is being described, not used.
    if (input === undefined) return any
    if (typeof input !== 'object' || input === null || Array.isArray(input)) return refused('expected an object')
    const keys = Object.keys(input).filter((key) => (input as Record<string, unknown>)[key] !== undefined)
    const known = keys.filter((key) => shapes.has(key))
    const shape = known.length === 1 ? shapes.get(known[0] as string) : undefined
    if (shape !== undefined) return shape
    return refused(
      known.length === 0 && keys.length > 0
        ? `unknown ${what} ${keys.map((key) => `"${key}"`).join(', ')}; known here: ${names.join(', ')}`
        : `expected exactly one ${what}: ${names.map((name) => `"${name}"`).join(' or ')}`,
    )
  })
}

const refused = (problem: string): v.GenericSchema<object> => v.custom<object>(() => false, problem)

export const finite: v.GenericSchema<number> = v.pipe(v.number(), v.finite())

export const notNegative: v.GenericSchema<number> = v.pipe(
  v.number(),
  v.finite(),
  v.minValue(0, 'expected a number of at least 0'),
)

export const name: v.GenericSchema<string> = v.pipe(v.string(), v.minLength(1, 'expected a name'))

/** A whole number in [low, high]. */
export const count = (low: number, high: number): v.GenericSchema<number> => {
  const expected = `expected a whole number from ${low} to ${high}`
  return v.pipe(v.number(expected), v.integer(expected), v.minValue(low, expected), v.maxValue(high, expected))
}

/** @throws SEARCH_PLAN_INVALID with every failed check, each with its path */
export function checked<Output>(schema: v.GenericSchema<Output>, json: unknown): Output {
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
