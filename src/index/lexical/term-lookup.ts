/** @file The index of a term in a segment's dictionary, and how many documents have it; both are cached. */
import { countUnion, type PostingsSource, type WeightedField } from './postings.ts'
import { findTerm } from './term-dictionary.ts'

export interface TermLookup {
  /** In the segment's dictionary; -1 where it is missing. */
  readonly indexOf: (term: string) => number
  /** Documents with the term in any of the fields, deleted ones included. */
  readonly documentFrequency: (term: string, fields: readonly WeightedField[]) => number
}

/** Terms cached. Queries repeat words; nobody asks for the whole vocabulary. */
const CACHED_MAX = 16_384

export function createTermLookup(source: PostingsSource): TermLookup {
  const indexes = new Map<string, number>()
  const frequencies = new Map<string, number>()
  const indexOf = (term: string): number => cached(indexes, term, () => findTerm(source.sortedTerms(), term))
  const countDocuments = (index: number, fields: readonly WeightedField[]): number =>
    countUnion(fields.flatMap(({ name }) => source.postingsAt(index, name) ?? []))
  return {
    indexOf,
    documentFrequency: (term, fields) => {
      const index = indexOf(term)
      const [field] = fields
      if (index < 0 || field === undefined) return 0
      // One field's count is stored; the documents of several have to be merged.
      if (fields.length === 1) return source.dfAt(index, field.name)
      const key = JSON.stringify([term, ...fields.map(({ name }) => name)])
      return cached(frequencies, key, () => countDocuments(index, fields))
    },
  }
}

function cached(cache: Map<string, number>, key: string, compute: () => number): number {
  const known = cache.get(key)
  if (known !== undefined) return known
  if (cache.size >= CACHED_MAX) cache.clear()
  const value = compute()
  cache.set(key, value)
  return value
}
