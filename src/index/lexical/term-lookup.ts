/** @file Where a term stands in a segment's dictionary, and how many documents have it; what was asked before is remembered. */
import { countUnion, type PostingsSource, type WeightedField } from './postings.ts'
import { findTerm } from './term-dictionary.ts'

export interface TermLookup {
  /** In the segment's dictionary; -1 where it is missing. */
  readonly placeOf: (term: string) => number
  /** Documents with the term in any of the fields, deleted ones included. */
  readonly documentFrequency: (term: string, fields: readonly WeightedField[]) => number
}

/** Terms remembered. Queries repeat words; nobody asks for the whole vocabulary. */
const REMEMBERED_MAX = 16_384

export function createTermLookup(source: PostingsSource): TermLookup {
  const places = new Map<string, number>()
  const frequencies = new Map<string, number>()
  const placeOf = (term: string): number => remember(places, term, () => findTerm(source.sortedTerms(), term))
  const countDocuments = (place: number, fields: readonly WeightedField[]): number =>
    countUnion(fields.flatMap(({ name }) => source.postingsAt(place, name) ?? []))
  return {
    placeOf,
    documentFrequency: (term, fields) => {
      const place = placeOf(term)
      const [field] = fields
      if (place < 0 || field === undefined) return 0
      // One field's count is read off; several fields' documents have to be merged.
      if (fields.length === 1) return source.dfAt(place, field.name)
      const key = JSON.stringify([term, ...fields.map(({ name }) => name)])
      return remember(frequencies, key, () => countDocuments(place, fields))
    },
  }
}

function remember(memory: Map<string, number>, key: string, compute: () => number): number {
  const known = memory.get(key)
  if (known !== undefined) return known
  if (memory.size >= REMEMBERED_MAX) memory.clear()
  const value = compute()
  memory.set(key, value)
  return value
}
