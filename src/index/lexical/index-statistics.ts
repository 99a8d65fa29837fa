/** @file Statistics over all segments that the formulas need, computed once per change of the index and on demand. */
import {
  countUnion,
  type FieldPostings,
  type PostingsSource,
  type WeightedField,
  type WeightedPostings,
  weighPostings,
} from './postings.ts'
import type { CollectionStatistics, Scorer } from './scoring.ts'
import { forEachTerm } from './term-dictionary.ts'

/** Valid until a segment changes. */
export interface IndexStatistics {
  /** Differs from that of every earlier state of the index. */
  readonly epoch: number
  readonly documents: number
  /** Terms per document in a field. */
  readonly averageFieldLength: (field: string) => number
  readonly averageLength: (fields: readonly WeightedField[]) => number
  readonly of: (fields: readonly WeightedField[]) => CollectionStatistics
  /**
   * sqrt(Σ over a document's terms of (impact × idf)²), per source and document. A pass over all postings.
   *
   * @param key the same for the same fields and scorer
   */
  readonly norms: (key: string, options: NormOptions) => readonly Float64Array[]
}

interface NormOptions {
  readonly fields: readonly WeightedField[]
  readonly scorer: Scorer
}

/** @param sources every segment, the live one included; their numbers must not change while the result is in use */
export function createIndexStatistics(sources: readonly PostingsSource[], epoch: number): IndexStatistics {
  const documents = sources.reduce((sum, source) => sum + source.documents, 0)
  const averageFieldLength = (field: string): number =>
    documents === 0 ? 0 : sources.reduce((sum, source) => sum + source.fieldTotal(field), 0) / documents
  const averageLength = (fields: readonly WeightedField[]): number =>
    fields.reduce((sum, { name, weight }) => sum + weight * averageFieldLength(name), 0)
  const means = new Map<string, number>()
  const norms = new Map<string, readonly Float64Array[]>()
  return {
    epoch,
    documents,
    averageFieldLength,
    averageLength,
    of: (fields) => ({
      documents,
      averageLength: averageLength(fields),
      // Only one formula asks, so the fields alone tell its answers apart.
      meanOverVocabulary: (idf) =>
        cached(means, JSON.stringify(fields.map(({ name }) => name)), () =>
          meanOverVocabulary(sources, { fields, idf }),
        ),
    }),
    norms: (key, options) => cached(norms, key, () => documentNorms(sources, options)),
  }
}

function cached<Value>(cache: Map<string, Value>, key: string, compute: () => Value): Value {
  const known = cache.get(key)
  if (known !== undefined) return known
  const value = compute()
  cache.set(key, value)
  return value
}

function meanOverVocabulary(
  sources: readonly PostingsSource[],
  { fields, idf }: { readonly fields: readonly WeightedField[]; readonly idf: (df: number) => number },
): number {
  let sum = 0
  let vocabulary = 0
  forEachPostings(sources, fields, (postings) => {
    const df = postings.reduce((total, lists) => total + countUnion(lists.flatMap((list) => list ?? [])), 0)
    if (df === 0) return
    sum += idf(df)
    vocabulary++
  })
  return vocabulary === 0 ? 0 : sum / vocabulary
}

function documentNorms(sources: readonly PostingsSource[], { fields, scorer }: NormOptions): Float64Array[] {
  const squares = sources.map(({ documents }) => new Float64Array(documents))
  forEachPostings(sources, fields, (postings) => {
    const weighted = postings.map((lists) => weighPostings(lists, fields))
    const df = weighted.reduce((sum, { docs }) => sum + docs.length, 0)
    const idf = scorer.idf(df)
    for (const [s, list] of weighted.entries()) addSquares(squares[s] ?? new Float64Array(0), list, scorer, idf)
  })
  return squares.map((sums) => sums.map(Math.sqrt))
}

function addSquares(sums: Float64Array, { docs, tfs }: WeightedPostings, scorer: Scorer, idf: number): void {
  for (let i = 0; i < docs.length; i++) {
    const doc = docs[i] ?? 0
    sums[doc] = (sums[doc] ?? 0) + (scorer.impact(tfs[i] ?? 0, 0) * idf) ** 2
  }
}

/** Visits every term in UTF-8 order, so that sums do not depend on how documents are cut into segments. */
function forEachPostings(
  sources: readonly PostingsSource[],
  fields: readonly WeightedField[],
  visit: (postings: readonly (readonly (FieldPostings | undefined)[])[]) => void,
): void {
  forEachTerm(
    sources.map((source) => source.sortedTerms()),
    (indexes) => {
      visit(
        sources.map((source, s) => {
          const index = indexes[s] ?? -1
          return index < 0 ? [] : fields.map(({ name }) => source.postingsAt(index, name))
        }),
      )
    },
  )
}
