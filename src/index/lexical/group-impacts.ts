/** @file What a word with alternatives adds to each document: what the best of its alternatives would have added in its place. */
import type { WeightedGroup } from './weighted-query.ts'

/** A term's documents, ascending, and what it adds to each before it is weighted. */
export interface ImpactList {
  readonly docs: Uint32Array
  readonly impacts: Float32Array
}

interface Scratch {
  /** All zeros between two calls. */
  readonly best: Float64Array
  readonly sums: Float64Array
  readonly hits: Uint16Array
}

/** Above this share of a segment's documents, reading all of them in order is faster than sorting those that were found. */
const SORTED_SHARE = 1 / 16

/** @param listOf a term's list; undefined where the segment lacks it */
export function groupImpacts(
  { alternatives }: WeightedGroup,
  { documents, listOf }: { readonly documents: number; readonly listOf: (term: string) => ImpactList | undefined },
): ImpactList {
  const scratch = scratchFor(documents)
  const found: number[] = []
  for (const { terms, needsAll } of alternatives) {
    const lists = terms.map(({ term, share }) => ({ list: listOf(term), share }))
    if (needsAll && lists.some(({ list }) => list === undefined)) continue
    addAlternative(lists, { needed: needsAll ? terms.length : 1, scratch, found })
  }
  return collect(found, scratch.best, documents)
}

let kept: Scratch | undefined

function scratchFor(documents: number): Scratch {
  if (kept === undefined || kept.best.length < documents)
    kept = {
      best: new Float64Array(documents),
      sums: new Float64Array(documents),
      hits: new Uint16Array(documents),
    }
  return kept
}

function addAlternative(
  lists: readonly { readonly list: ImpactList | undefined; readonly share: number }[],
  { needed, scratch, found }: { readonly needed: number; readonly scratch: Scratch; readonly found: number[] },
): void {
  const { best, sums, hits } = scratch
  for (const { list, share } of lists)
    for (let i = 0; i < (list?.docs.length ?? 0); i++) {
      const doc = list?.docs[i] ?? 0
      sums[doc] = (sums[doc] ?? 0) + share * (list?.impacts[i] ?? 0)
      hits[doc] = (hits[doc] ?? 0) + 1
    }
  for (const { list } of lists)
    for (const doc of list?.docs ?? []) {
      const sum = sums[doc] ?? 0
      const isComplete = (hits[doc] ?? 0) >= needed
      sums[doc] = 0
      hits[doc] = 0
      if (!isComplete || sum <= (best[doc] ?? 0)) continue
      if (best[doc] === 0) found.push(doc)
      best[doc] = sum
    }
}

function collect(found: readonly number[], best: Float64Array, documents: number): ImpactList {
  const docs = new Uint32Array(found.length)
  if (found.length < documents * SORTED_SHARE) docs.set(Uint32Array.from(found).sort())
  else for (let doc = 0, at = 0; at < docs.length; doc++) if (best[doc] !== 0) docs[at++] = doc
  const impacts = new Float32Array(docs.length)
  for (let i = 0; i < docs.length; i++) {
    const doc = docs[i] ?? 0
    impacts[i] = best[doc] ?? 0
    best[doc] = 0
  }
  return { docs, impacts }
}

/** The same for one document, with the alternative that it is of. @param impactOf float32; 0 where the document lacks the term */
export function bestAlternative(
  { alternatives }: WeightedGroup,
  impactOf: (term: string) => number,
): { readonly impact: number; readonly terms: readonly string[] } {
  let best: { readonly impact: number; readonly terms: readonly string[] } = { impact: 0, terms: [] }
  for (const { terms, needsAll } of alternatives) {
    const impacts = terms.map(({ term, share }) => share * impactOf(term))
    const sum = impacts.reduce((a, b) => a + b, 0)
    const isComplete = !needsAll || impacts.every((impact) => impact > 0)
    if (isComplete && sum > best.impact) best = { impact: sum, terms: terms.map(({ term }) => term) }
  }
  return best
}
