/** @file Scores every matching document of a segment, term at a time: simple enough to be verified by reading. Searches the live segment and is the reference for the kernel. */
import type { Bitmap } from '../../base/bitmap.ts'
import { nothingFound, type RankedOrdinals } from '../ranked.ts'
import { groupImpacts, type ImpactList } from './group-impacts.ts'
import { impactsOf } from './impacts.ts'
import { type PostingsSource, weighPostings } from './postings.ts'
import { createRankedHeap } from './ranked-heap.ts'
import type { WeightedQuery, WeightedTerm } from './weighted-query.ts'

interface ExhaustiveOptions {
  /** Ordinals. */
  readonly deleted: Bitmap
  /** Vector lengths of the documents, for formulas that compare vectors. */
  readonly norms: Float64Array | undefined
}

export type ExhaustiveSearch = (query: WeightedQuery, options: ExhaustiveOptions) => RankedOrdinals

/** Impacts cached, in postings: 8 MB. */
const CACHED_MAX = 2 ** 20

/**
 * score(d) = constant + Σ weight(t) × float32(impact(t, d)), summed in float64 in the query's order and rounded to float32 at the end. The
 * kernel keeps impacts as float32 and adds in the same order: both give the same number to the last bit.
 *
 * @param source may grow between searches; queries then have another epoch
 */
export function createExhaustiveSearch(source: PostingsSource): ExhaustiveSearch {
  const cachedImpacts = cacheImpacts(source)
  // All zeros between searches: `collect` clears what it reads.
  let matched = new Float64Array(0)
  return (query, options) => {
    if (source.documents === 0) return nothingFound
    if (matched.length < source.documents) matched = new Float64Array(2 * source.documents)
    // Before anything is added: an error here must not leave scores behind.
    const impacts = query.terms.map((term) => impactsOfTerm(term, { source, query, options, cachedImpacts }))
    for (const [index, { weight }] of query.terms.entries()) addTerm(matched, impacts[index] as ImpactList, weight)
    return collect(matched, source, { deleted: options.deleted, query })
  }
}

interface TermOptions {
  readonly source: PostingsSource
  readonly query: WeightedQuery
  readonly options: ExhaustiveOptions
  readonly cachedImpacts: ImpactsByTerm
}

function impactsOfTerm(
  { term, group }: WeightedTerm,
  { source: { documents }, query, options, cachedImpacts }: TermOptions,
): ImpactList {
  const listOf = (one: string): ImpactList => cachedImpacts(one, query, options)
  return group === undefined ? listOf(term) : groupImpacts(group, { documents, listOf })
}

function addTerm(matched: Float64Array, { docs, impacts }: ImpactList, weight: number): void {
  for (let i = 0; i < docs.length; i++) {
    const local = docs[i] ?? 0
    matched[local] = (matched[local] ?? 0) + weight * (impacts[i] ?? 0)
  }
}

function collect(
  matched: Float64Array,
  { documents, ordinals }: PostingsSource,
  { deleted, query }: Pick<ExhaustiveOptions, 'deleted'> & { readonly query: WeightedQuery },
): RankedOrdinals {
  const { constant, filter, k } = query
  const heap = createRankedHeap(k)
  let floor = -Infinity
  for (let local = 0; local < documents; local++) {
    const match = matched[local] ?? 0
    if (match === 0) continue
    matched[local] = 0
    const score = Math.fround(constant + match)
    // Ordinals ascend, and the lower one wins a tie. Most documents end here: they are not looked up anywhere.
    if (match < 0 || score <= floor) continue
    const ordinal = ordinals[local] ?? 0
    if (deleted.has(ordinal) || filter?.has(ordinal) === false) continue
    floor = heap.push(score, ordinal)
  }
  return heap.ranked()
}

type ImpactsByTerm = (term: string, query: WeightedQuery, options: ExhaustiveOptions) => ImpactList

/** Queries repeat words; impacts hold until the index changes. */
function cacheImpacts(source: PostingsSource): ImpactsByTerm {
  const cache = new Map<string, ImpactList>()
  let epoch = -1
  let postings = 0
  return (term, query, { norms }) => {
    if (epoch !== query.epoch || postings > CACHED_MAX) {
      cache.clear()
      epoch = query.epoch
      postings = 0
    }
    const key = `${term} ${query.impactKey}`
    const known = cache.get(key)
    if (known !== undefined) return known
    const made = makeImpacts(source, { term, query, norms })
    cache.set(key, made)
    postings += made.docs.length
    return made
  }
}

function makeImpacts(
  source: PostingsSource,
  {
    term,
    query,
    norms,
  }: { readonly term: string; readonly query: WeightedQuery; readonly norms: Float64Array | undefined },
): ImpactList {
  const lists = query.fields.map(({ name }) => source.postingsOf(term, name))
  const postings = weighPostings(lists, query.fields)
  const impacts = impactsOf(postings, source, { ...query, norms })
  return { docs: postings.docs, impacts: new Float32Array(impacts) }
}
