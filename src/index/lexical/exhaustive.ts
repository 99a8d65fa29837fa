/** @file Every matching document of a segment scored, term after term: plain enough to be right by reading. Searches the live segment and checks the kernel. */
import type { Bitmap } from '../../base/bitmap.ts'
import { nothingFound, type RankedOrdinals } from '../ranked.ts'
import { impactsOf } from './impacts.ts'
import { type PostingsSource, weighPostings } from './postings.ts'
import { createRankedHeap } from './ranked-heap.ts'
import type { SearchPlan } from './search-plan.ts'

interface ExhaustiveOptions {
  /** Ordinals. */
  readonly deleted: Bitmap
  /** Vector lengths of the documents, for formulas that compare vectors. */
  readonly norms: Float64Array | undefined
}

export type ExhaustiveSearch = (plan: SearchPlan, options: ExhaustiveOptions) => RankedOrdinals

/** A term's documents, and what it adds to each before it is weighted. */
interface TermImpacts {
  readonly docs: Uint32Array
  readonly impacts: Float32Array
}

/** Impacts remembered, in postings: 8 MB. */
const REMEMBERED_MAX = 2 ** 20

/**
 * score(d) = constant + Σ weight(t) × float32(impact(t, d)), summed in float64 in the query's order and rounded to float32 at the end. The
 * kernel keeps impacts as float32 and adds in the same order: both give the same number to the last bit.
 *
 * @param source may grow between searches; plans then have another epoch
 */
export function createExhaustiveSearch(source: PostingsSource): ExhaustiveSearch {
  const rememberedImpacts = rememberImpacts(source)
  return (plan, options) => {
    if (source.documents === 0) return nothingFound
    const matched = new Float64Array(source.documents)
    for (const { term, weight } of plan.terms) addTerm(matched, rememberedImpacts(term, plan, options), weight)
    return collect(matched, source, { ...options, plan })
  }
}

function addTerm(matched: Float64Array, { docs, impacts }: TermImpacts, weight: number): void {
  for (let i = 0; i < docs.length; i++) {
    const local = docs[i] ?? 0
    matched[local] = (matched[local] ?? 0) + weight * (impacts[i] ?? 0)
  }
}

function collect(
  matched: Float64Array,
  { ordinals }: PostingsSource,
  { deleted, plan }: ExhaustiveOptions & { readonly plan: SearchPlan },
): RankedOrdinals {
  const heap = createRankedHeap(plan.k)
  for (let local = 0; local < matched.length; local++) {
    const match = matched[local] ?? 0
    if (match <= 0) continue
    const ordinal = ordinals[local] ?? 0
    if (deleted.has(ordinal) || plan.filter?.has(ordinal) === false) continue
    heap.push(Math.fround(plan.constant + match), ordinal)
  }
  return heap.ranked()
}

type ImpactsByTerm = (term: string, plan: SearchPlan, options: ExhaustiveOptions) => TermImpacts

/** Queries repeat words; what was worked out holds until the index changes. */
function rememberImpacts(source: PostingsSource): ImpactsByTerm {
  const remembered = new Map<string, TermImpacts>()
  let epoch = -1
  let postings = 0
  return (term, plan, { norms }) => {
    if (epoch !== plan.epoch || postings > REMEMBERED_MAX) {
      remembered.clear()
      epoch = plan.epoch
      postings = 0
    }
    const key = `${term} ${plan.impactKey}`
    const known = remembered.get(key)
    if (known !== undefined) return known
    const made = makeImpacts(source, { term, plan, norms })
    remembered.set(key, made)
    postings += made.docs.length
    return made
  }
}

function makeImpacts(
  source: PostingsSource,
  { term, plan, norms }: { readonly term: string; readonly plan: SearchPlan; readonly norms: Float64Array | undefined },
): TermImpacts {
  const lists = plan.fields.map(({ name }) => source.postingsOf(term, name))
  const postings = weighPostings(lists, plan.fields)
  const impacts = impactsOf(postings, source, { ...plan, norms })
  return { docs: postings.docs, impacts: new Float32Array(impacts) }
}
