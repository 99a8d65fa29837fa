/** @file Files of a model folder: reading its JSON with errors that name file and key. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { configValueInvalid, modelFileDamaged, modelFileMissing } from './errors.ts'

/** A JSON object that came from `file`. */
export interface JsonFile {
  readonly file: string
  readonly values: Readonly<Record<string, unknown>>
}

/** @returns the file's object; an empty one where the file is absent */
export function readOptionalJson(folder: string, name: string): JsonFile {
  const file = join(folder, name)
  return existsSync(file) ? { file, values: asObject(parse(file), file) } : { file, values: {} }
}

/** @throws ENCODE_MODEL_FILE_MISSING, ENCODE_MODEL_FILE_DAMAGED */
export function readJson(folder: string, name: string, { purpose }: { readonly purpose: string }): JsonFile {
  const file = join(folder, name)
  if (!existsSync(file)) throw modelFileMissing({ folder, file: name, purpose })
  return { file, values: asObject(parse(file), file) }
}

/** modules.json is the one file of a folder that is a list. */
function readJsonList(folder: string, name: string): readonly Readonly<Record<string, unknown>>[] {
  const file = join(folder, name)
  const list = parse(file)
  if (!Array.isArray(list)) throw modelFileDamaged({ file, reason: 'it is not a list' })
  return list.map((item) => asObject(item, file))
}

function parse(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    throw modelFileDamaged({ file, reason: error instanceof Error ? error.message : String(error) }, error)
  }
}

function asObject(value: unknown, file: string): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  throw modelFileDamaged({ file, reason: 'it is not a JSON object' })
}

/** A whole number above 0. @throws ENCODE_CONFIG_INVALID */
export function positiveInteger({ file, values }: JsonFile, key: string): number {
  const value = values[key]
  if (Number.isSafeInteger(value) && Number(value) > 0) return Number(value)
  throw configValueInvalid({ file, key, value, expected: 'a whole number above 0' })
}

/** @returns undefined where the key is absent or null */
export function optionalNumber({ file, values }: JsonFile, key: string): number | undefined {
  const value = values[key] ?? undefined
  if (value === undefined || (typeof value === 'number' && Number.isFinite(value))) return value
  throw configValueInvalid({ file, key, value, expected: 'a number' })
}

/** @returns `missing` where the key is absent or null */
export function stringOr({ file, values }: JsonFile, key: string, { missing }: { readonly missing: string }): string {
  const value = values[key] ?? missing
  if (typeof value === 'string') return value
  throw configValueInvalid({ file, key, value, expected: 'a string' })
}

/** One entry of a sentence-transformers folder's modules.json. */
export interface Module {
  /** Class name without its package, which differs between generations. */
  readonly name: string
  readonly folder: string
}

/** Modules of modules.json, or undefined where the folder has none. */
export function readModules(folder: string): Module[] | undefined {
  if (!existsSync(join(folder, 'modules.json'))) return undefined
  return readJsonList(folder, 'modules.json').map(({ type, path }) => ({
    name: String(type).split('.').at(-1) ?? '',
    folder: join(folder, typeof path === 'string' ? path : ''),
  }))
}
