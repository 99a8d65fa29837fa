/** @file Arguments of a collection's methods, validated before anything is done with them: a mistake is reported by name and cannot affect later calls. */
import { checkOptions, type OptionNames } from '../base/check-options.ts'
import type { WorkOptions } from '../base/progress.ts'
import type {
  AddOptions,
  DocumentChoice,
  RetrieveRequest,
  ScanOptions,
  StageQuery,
  UpdateOptions,
} from './collection.ts'
import { argumentInvalid } from './errors.ts'
import type { Filter } from './filter/filter.ts'
import type { SyncOptions } from './sync.ts'

interface Rule {
  readonly allowed: string
  readonly holds: (value: unknown) => boolean
}

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value)
const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null
const optional = ({ allowed, holds }: Rule): Rule => ({
  allowed: `${allowed}, or left out`,
  holds: (value) => value === undefined || holds(value),
})

const rules = {
  count: { allowed: 'a whole number, 0 or more', holds: (value) => Number.isSafeInteger(value) && Number(value) >= 0 },
  positive: {
    allowed: 'a whole number, 1 or more',
    holds: (value) => Number.isSafeInteger(value) && Number(value) > 0,
  },
  weight: { allowed: 'a finite number, 0 or more', holds: (value) => isNumber(value) && value >= 0 },
  name: {
    allowed: 'a string that names where the documents come from',
    holds: (value) => typeof value === 'string' && value !== '',
  },
  text: { allowed: 'a string', holds: (value) => typeof value === 'string' },
  flag: { allowed: 'true or false', holds: (value) => typeof value === 'boolean' },
  missing: { allowed: 'refuse, add or skip', holds: (value) => /^(?:refuse|add|skip)$/.test(String(value)) },
  syntax: { allowed: 'plain or query', holds: (value) => value === 'plain' || value === 'query' },
  object: { allowed: 'an object', holds: (value) => isObject(value) && !Array.isArray(value) },
  array: { allowed: 'an array', holds: Array.isArray },
  iterable: {
    allowed: 'an iterable or an asynchronous iterable of documents',
    holds: (value) => isObject(value) && (Symbol.iterator in value || Symbol.asyncIterator in value),
  },
} satisfies Record<string, Rule>

function check(argument: string, value: unknown, { allowed, holds }: Rule): void {
  if (!holds(value)) throw argumentInvalid({ argument, value, allowed })
}

/** The parts of each kind of query, except its vector, which its space checks. */
const queryChecks: { readonly [Kind in StageQuery['kind']]: (query: StageQuery & { kind: Kind }) => void } = {
  lexical: ({ query, fields, scoring, syntax, typos, compounds, asYouType, synonyms }) => {
    check('query', query, rules.text)
    check('fields', fields, optional(rules.object))
    for (const [field, weight] of Object.entries(fields ?? {})) check(`fields.${field}`, weight, rules.weight)
    check('scoring', scoring, optional(rules.object))
    check('syntax', syntax, optional(rules.syntax))
    for (const [name, flag] of Object.entries({ typos, compounds, asYouType })) check(name, flag, optional(rules.flag))
    check('synonyms', synonyms, optional(rules.array))
    for (const [i, line] of (synonyms ?? []).entries()) check(`synonyms[${i}]`, line, rules.text)
  },
  dense: ({ space, exact, graph }) => {
    check('space', space, rules.text)
    check('exact', exact, optional(rules.flag))
    check('graph', graph, optional(rules.object))
    check('graph.ef', graph?.ef, optional(rules.positive))
  },
}

/** @throws STORE_ARGUMENT_INVALID */
export function checkQuery(query: StageQuery): void {
  check('request', query, rules.object)
  const { kind } = query
  if (!Object.hasOwn(queryChecks, kind))
    throw argumentInvalid({ argument: 'kind', value: kind, allowed: Object.keys(queryChecks).join(' or ') })
  const checkKind = queryChecks[kind] as (query: StageQuery) => void
  checkKind(query)
}

/** @throws STORE_ARGUMENT_INVALID */
export function checkRequest(request: RetrieveRequest): void {
  checkQuery(request)
  check('k', request.k, rules.count)
  check('filter', request.filter, optional(rules.object))
  check('excludeId', request.excludeId, optional(rules.text))
  check('conditions', request.conditions, optional(rules.array))
  for (const [i, { text, fields }] of (request.conditions ?? []).entries()) {
    check(`conditions[${i}].text`, text, rules.text)
    check(`conditions[${i}].fields`, fields, rules.array)
  }
}

/** @throws STORE_ARGUMENT_INVALID */
export const checkKeys = (keys: unknown): void => check('keys', keys, rules.array)

/** @throws STORE_ARGUMENT_INVALID */
export const checkId = (id: unknown): void => check('id', id, rules.text)

/** @throws STORE_ARGUMENT_INVALID */
export function checkIds(ids: readonly unknown[]): void {
  check('ids', ids, rules.array)
  // Holes in a sparse array are not ids either.
  for (let i = 0; i < ids.length; i++) check(`ids[${i}]`, ids[i], rules.text)
}

const workOptions: OptionNames<WorkOptions> = { onProgress: true, signal: true }

/** What is to be deleted is never guessed: ids or a filter, and nothing beside. @throws STORE_ARGUMENT_INVALID, BASE_OPTION_UNKNOWN */
export function checkDelete(
  choice: DocumentChoice,
  options: WorkOptions = {},
): { readonly ids: readonly string[] } | { readonly filter: Filter } {
  checkOptions('delete', options, workOptions)
  if (Array.isArray(choice)) {
    checkIds(choice)
    return { ids: choice as readonly string[] }
  }
  // What is neither an array nor one of the two objects was meant as ids, most likely.
  if (typeof choice !== 'object' || choice === null || Object.keys(choice).length !== 1) checkIds(choice as never)
  const { ids, filter } = choice as { readonly ids?: readonly string[]; readonly filter?: Filter }
  if (filter !== undefined) {
    check('filter', filter, rules.object)
    return { filter }
  }
  checkIds(ids as readonly string[])
  return { ids: ids ?? [] }
}

const scanOptions: OptionNames<ScanOptions> = { filter: true, fields: true, vectors: true }

/** @throws STORE_ARGUMENT_INVALID, BASE_OPTION_UNKNOWN */
export function checkScan(options: ScanOptions): void {
  checkOptions('scan', options, scanOptions)
  const { filter, fields, vectors } = options
  check('filter', filter, optional(rules.object))
  check('fields', fields, optional(rules.array))
  for (const [i, field] of (fields ?? []).entries()) check(`fields[${i}]`, field, rules.text)
  check('vectors', vectors, optional(rules.flag))
}

const syncOptions: OptionNames<SyncOptions> = {
  ...workOptions,
  source: true,
  dryRun: true,
  onChange: true,
  onProblem: true,
  isUnread: true,
  allowEmpty: true,
}

/** @throws STORE_ARGUMENT_INVALID, BASE_OPTION_UNKNOWN */
export function checkSync(documents: unknown, options: SyncOptions): void {
  check('documents', documents, rules.iterable)
  check('options', options, rules.object)
  checkOptions('sync', options, syncOptions)
  check('source', options.source, rules.name)
  check('dryRun', options.dryRun, optional(rules.flag))
  check('allowEmpty', options.allowEmpty, optional(rules.flag))
}

const addOptions: OptionNames<AddOptions> = { onProgress: true, onReplaced: true, signal: true }
const updateOptions: OptionNames<UpdateOptions> = { ...addOptions, missing: true }

/** @throws STORE_ARGUMENT_INVALID, BASE_OPTION_UNKNOWN */
export function checkAdd(documents: unknown, options: AddOptions = {}): void {
  check('documents', documents, rules.iterable)
  checkOptions('add', options, addOptions)
}

/** @throws STORE_ARGUMENT_INVALID, BASE_OPTION_UNKNOWN */
export function checkUpdate(documents: unknown, options: UpdateOptions = {}): void {
  check('documents', documents, rules.iterable)
  checkOptions('update', options, updateOptions)
  check('missing', options.missing, optional(rules.missing))
}
