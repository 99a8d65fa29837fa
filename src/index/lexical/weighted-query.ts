/** @file A query with the weights of its terms: what every segment needs to know to score it as part of one collection. */
import type { Bitmap } from '../../base/bitmap.ts'
import { invalidFieldWeight } from './errors.ts'
import type { WeightedField } from './postings.ts'
import type { Scorer } from './scoring.ts'

export interface WeightedTerm {
  readonly term: string
  /** How often the query has it. */
  readonly occurrences: number
  /** Documents of all segments that have it in a searched field, ≥ 1. */
  readonly df: number
  readonly idf: number
  /** What a document's part is multiplied with, ≥ 0. */
  readonly weight: number
}

/** How to score, whatever the words: fields and formula, with the statistics of the whole index filled in. */
export interface ScoringMethod {
  /** Ascending by name. */
  readonly fields: readonly WeightedField[]
  readonly scorer: Scorer
  readonly averageLength: number
  /** Impacts are the same wherever this is: fields, formula, parameters and the statistics they use. */
  readonly impactKey: string
  /** Changes with every change of the statistics. */
  readonly epoch: number
}

export interface WeightedQuery extends ScoringMethod {
  /** Distinct, in the query's order. */
  readonly terms: readonly WeightedTerm[]
  /** What even a document without any of the terms scores. */
  readonly constant: number
  readonly k: number
  readonly filter?: Bitmap
}

/** Fields of positive weight, by name: the one order in which everyone adds up. @throws LEXICAL_INVALID_FIELD_WEIGHT */
export function searchedFields(weights: Readonly<Record<string, number>>): WeightedField[] {
  for (const [field, weight] of Object.entries(weights))
    if (!Number.isFinite(weight) || weight < 0) throw invalidFieldWeight({ field, weight })
  return Object.entries(weights)
    .filter(([, weight]) => weight > 0)
    .map(([name, weight]) => ({ name, weight }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** Distinct terms in order of first appearance, with how often each is there. */
export function countTerms(terms: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1)
  return counts
}

export interface CountedTerm {
  readonly term: string
  readonly occurrences: number
  readonly df: number
}

/** Weights of the terms that some document has: idf × occurrences, or as a vector's components. */
export function weighTerms(terms: readonly CountedTerm[], scorer: Scorer): WeightedTerm[] {
  const known = terms.filter(({ df }) => df > 0)
  const idfs = known.map(({ df }) => scorer.idf(df))
  const weights = scorer.vector === undefined ? idfs : vectorWeights(known, scorer, idfs)
  return known.map(({ term, occurrences, df }, i) => ({
    term,
    occurrences,
    df,
    idf: idfs[i] ?? 0,
    weight: (weights[i] ?? 0) * (scorer.vector === undefined ? occurrences : 1),
  }))
}

/** The query is a vector of impact × idf; of the two idf in the product of both vectors, one is the document's. */
function vectorWeights(terms: readonly CountedTerm[], scorer: Scorer, idfs: readonly number[]): number[] {
  const components = terms.map(({ occurrences }, i) => scorer.impact(occurrences, 0) * (idfs[i] ?? 0))
  const norm = scorer.vector?.normalize === true ? Math.hypot(...components) : 1
  return components.map((component, i) => (component / norm) * (idfs[i] ?? 0))
}
