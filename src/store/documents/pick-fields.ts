/** @file Some of a document's fields, named by their paths: the rest is left out, and what stays is where it was. */
import type { FieldValue } from '../../data/document.ts'

type Fields = Readonly<Record<string, FieldValue>>

/**
 * As in filters, `metadata.category` looks into objects, and into each element of an array on the way; a key that is written with its dots is
 * found too.
 *
 * @returns fields in the document's own order
 */
export const pickFields = (fields: Fields, paths: readonly string[]): Fields => picked(fields, paths) ?? {}

/** @returns undefined where nothing in it was asked for */
function picked(fields: Fields, paths: readonly string[]): Fields | undefined {
  const entries = Object.entries(fields).flatMap(([key, value]) => {
    if (paths.includes(key)) return [[key, value] as const]
    const inside = paths.filter((path) => path.startsWith(`${key}.`)).map((path) => path.slice(key.length + 1))
    const found = inside.length === 0 ? undefined : within(value, inside)
    return found === undefined ? [] : [[key, found] as const]
  })
  return entries.length === 0 ? undefined : Object.fromEntries(entries)
}

function within(value: FieldValue, paths: readonly string[]): FieldValue | undefined {
  if (value === null || typeof value !== 'object') return undefined
  if (!Array.isArray(value)) return picked(value as Fields, paths)
  const found = value.flatMap((item: FieldValue) => within(item, paths) ?? [])
  return found.length === 0 ? undefined : found
}
