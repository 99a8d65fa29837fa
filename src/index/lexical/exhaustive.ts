/** @file Every matching document of a segment scored, term after term, in float64: plain enough to be right by reading. Searches the live segment and checks the kernel. */
import type { Bitmap } from '../../base/bitmap.ts'
import type { RankedOrdinals } from '../ranked.ts'
import { nothingFound } from './merge-ranked.ts'
import { type PostingsSource, type WeightedPostings, weighPostings, weightedLength } from './postings.ts'
import { createRankedHeap } from './ranked-heap.ts'
import type { SearchPlan } from './search-plan.ts'

/** What one segment needs beside the plan. */
export interface SegmentSearchOptions {
  /** Ordinals. */
  readonly deleted: Bitmap
  /** Vector lengths of the documents, for formulas that compare vectors. */
  readonly norms: Float64Array | undefined
}

/**
 * A term's impact on each of its documents, in float64.
 *
 * @returns one number for each document of `postings`
 */
export function impactsOf(
  postings: WeightedPostings,
  source: PostingsSource,
  { fields, scorer, norms }: Pick<SearchPlan, 'fields' | 'scorer'> & Pick<SegmentSearchOptions, 'norms'>,
): Float64Array {
  const lengths = fields.map(({ name }) => source.fieldLengths(name))
  return postings.tfs.map((tf, i) => {
    const local = postings.docs[i] ?? 0
    const impact = scorer.impact(tf, weightedLength(lengths, fields, local))
    return norms === undefined ? impact : impact / (norms[local] ?? 1)
  })
}

/**
 * score(d) = constant + Σ weight(t) × float32(impact(t, d)), summed in the query's order and rounded to float32 at the end. The kernel
 * keeps impacts as float32 and adds in the same order: both give the same number to the last bit.
 */
export function searchExhaustively(
  source: PostingsSource,
  plan: SearchPlan,
  options: SegmentSearchOptions,
): RankedOrdinals {
  if (source.documents === 0) return nothingFound
  const matched = new Float64Array(source.documents)
  for (const { term, weight } of plan.terms) {
    const lists = plan.fields.map(({ name }) => source.postingsOf(term, name))
    if (lists.every((list) => list === undefined)) continue
    const postings = weighPostings(lists, plan.fields)
    const impacts = impactsOf(postings, source, { ...plan, norms: options.norms })
    for (let i = 0; i < impacts.length; i++) {
      const local = postings.docs[i] ?? 0
      matched[local] = (matched[local] ?? 0) + weight * Math.fround(impacts[i] ?? 0)
    }
  }
  const heap = createRankedHeap(plan.k)
  const { ordinals } = source
  for (let local = 0; local < matched.length; local++) {
    const match = matched[local] ?? 0
    if (match <= 0) continue
    const ordinal = ordinals[local] ?? 0
    if (options.deleted.has(ordinal) || plan.filter?.has(ordinal) === false) continue
    heap.push(Math.fround(plan.constant + match), ordinal)
  }
  return heap.ranked()
}
