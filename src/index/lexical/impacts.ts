/** @file A term's impacts on its documents, by the formula's own function in float64: the plain form, which the kernel must equal. */
import { type PostingsSource, type WeightedPostings, weightedLength } from './postings.ts'
import type { ScoringMethod } from './weighted-query.ts'

export interface ImpactOptions extends Pick<ScoringMethod, 'fields' | 'scorer'> {
  /** Vector lengths of the documents, for formulas that compare vectors. */
  readonly norms: Float64Array | undefined
}

/** @returns one number for each document of `postings` */
export function impactsOf(
  { docs, tfs }: WeightedPostings,
  source: PostingsSource,
  { fields, scorer, norms }: ImpactOptions,
): Float64Array {
  const lengths = fields.map(({ name }) => source.fieldLengths(name))
  const impacts = new Float64Array(docs.length)
  for (let i = 0; i < docs.length; i++) {
    const local = docs[i] ?? 0
    const impact = scorer.impact(tfs[i] ?? 0, weightedLength(lengths, fields, local))
    impacts[i] = norms === undefined ? impact : impact / (norms[local] ?? 1)
  }
  return impacts
}
