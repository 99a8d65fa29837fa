/** @file What a document contains, for storing, comparing and reading: canonical JSON, its hash, the values and the text of a field. */
import { createHash } from 'node:crypto'
import type { FieldValue } from '../../data/document.ts'

/** Something that JSON cannot carry. */
export interface ContentProblem {
  /** The path to it: price, tags[2], metadata.size. */
  readonly path: string
  readonly problem: string
}

/**
 * The first thing in the fields that would not come back as it went in.
 *
 * @returns undefined where all is JSON: strings, finite numbers, booleans, null, arrays and plain objects of these
 */
export function contentProblem(value: unknown, path = ''): ContentProblem | undefined {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return undefined
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : { path, problem: `is ${value}` }
  if (typeof value !== 'object') return { path, problem: `is of type ${typeof value}` }
  if (Array.isArray(value)) return firstOf(value.map((item, i) => [`${path}[${i}]`, item]))
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) return { path, problem: 'is not a plain object' }
  return firstOf(Object.entries(value).map(([key, item]) => [path === '' ? key : `${path}.${key}`, item]))
}

function firstOf(items: readonly (readonly [string, unknown])[]): ContentProblem | undefined {
  for (const [path, item] of items) {
    const problem = contentProblem(item, path)
    if (problem !== undefined) return problem
  }
  return undefined
}

/** JSON with sorted keys: equal for equal content, whatever the order of its keys. */
export function canonicalJson(value: FieldValue | Readonly<Record<string, FieldValue>>): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map((item: FieldValue) => canonicalJson(item)).join(',')}]`
  const fields = value as Readonly<Record<string, FieldValue>>
  const keys = Object.keys(fields).sort()
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonicalJson(fields[key] ?? null)}`).join(',')}}`
}

/** SHA-256 of the canonical fields and of the vectors that came with the document; `[32]` bytes. */
export function contentHash({ fields, vectors }: DocumentContent): Uint8Array {
  const hash = createHash('sha256').update(canonicalJson(fields))
  for (const space of Object.keys(vectors).sort()) {
    const vector = vectors[space]
    if (vector !== undefined) hash.update(`\0${space}\0`).update(bytesOf(vector))
  }
  return hash.digest()
}

export interface DocumentContent {
  readonly fields: Readonly<Record<string, FieldValue>>
  readonly vectors: Readonly<Record<string, Float32Array>>
}

/** The memory of a vector, not a copy. */
export const bytesOf = (vector: Float32Array): Uint8Array =>
  new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength)

/** Of bytes anywhere in memory; numbers of four bytes may not be anywhere. */
export const vectorOfBytes = (bytes: Uint8Array): Float32Array => new Float32Array(new Uint8Array(bytes).buffer)

/**
 * The values that a path leads to. `metadata.tags` looks into objects, and into each element of an array on the way; a key that is written
 * with its dots comes first. Arrays at the end are opened; null counts as nothing.
 */
export function valuesAt(value: FieldValue | undefined, path: readonly string[]): (string | number | boolean)[] {
  if (value === null || value === undefined) return []
  if (Array.isArray(value)) return value.flatMap((item: FieldValue) => valuesAt(item, path))
  const [key, ...rest] = path
  if (typeof value !== 'object') return key === undefined ? [value] : []
  if (key === undefined) return []
  const fields = value as Readonly<Record<string, FieldValue>>
  const dotted = path.join('.')
  if (Object.hasOwn(fields, dotted)) return valuesAt(fields[dotted], [])
  return Object.hasOwn(fields, key) ? valuesAt(fields[key], rest) : []
}

/** A field as text to index or encode: its values, joined by a space; '' where there are none. */
export const textAt = (fields: Readonly<Record<string, FieldValue>>, path: string): string =>
  valuesAt(fields, path.split('.')).join(' ')

/** What is encoded for a space of these fields. */
export const encodedText = (fields: Readonly<Record<string, FieldValue>>, ofSpace: readonly string[]): string =>
  ofSpace
    .map((field) => textAt(fields, field))
    .filter((text) => text !== '')
    .join(' ')
