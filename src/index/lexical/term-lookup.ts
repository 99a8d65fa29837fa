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
  const countDocuments = (term: string, fields: readonly WeightedField[]): number => {
    const place = placeOf(term)
    return place < 0 ? 0 : countUnion(fields.flatMap(({ name }) => source.postingsAt(place, name) ?? []))
  }
  return {
    placeOf,
    documentFrequency: (term, fields) =>
      // One field's count is read off; several fields' documents have to be merged.
      fields.length === 1
        ? countDocuments(term, fields)
        : remember(frequencies, JSON.stringify([term, ...fields.map(({ name }) => name)]), () =>
            countDocuments(term, fields),
          ),
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
