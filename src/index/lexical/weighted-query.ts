/** @file A query with the weights of its terms: what every segment needs to know to score it as part of one collection. */
import type { Bitmap } from '../../base/bitmap.ts'
import { invalidFieldWeight } from './errors.ts'
import type { WeightedField } from './postings.ts'
import type { TermGroup } from './lexical-index.ts'
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
  /** The word that it stands for, where it is the only alternative. */
  readonly standsFor?: string | undefined
  /** Of a word with alternatives: its `term` is a name that no list has. */
  readonly group?: WeightedGroup | undefined
}

/** Impacts of the alternatives' terms, each times its share, add up to what the alternative adds to the impact of the group. */
export interface WeightedGroup {
  readonly alternatives: readonly WeightedAlternative[]
}

interface WeightedAlternative {
  readonly terms: readonly { readonly term: string; readonly share: number }[]
  readonly needsAll: boolean
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
  /** Of an alternative, its weight. */
  readonly occurrences: number
  readonly df: number
  readonly standsFor?: string | undefined
  readonly group?: WeightedGroup | undefined
}

/** Forms of which one is the most frequent: of hundreds, counting documents would take longer than searching them. */
const FORMS_COUNTED = 8

/**
 * A word with alternatives, counted as one term. Alternatives of one term are forms of the same word: all weigh as the most frequent of them, lest a
 * document be first for a rare misspelling. Several terms weigh what each would weigh by itself.
 *
 * @param dfOf documents with a term
 */
export function countGroup(
  { alternatives, name }: TermGroup,
  { dfOf, scorer }: { readonly dfOf: (term: string) => number; readonly scorer: Scorer },
): CountedTerm {
  const [only, ...others] = alternatives
  const [term] = only?.terms ?? []
  // Its list serves as it is.
  if (only?.terms.length === 1 && term !== undefined && others.length === 0)
    return { term, occurrences: only.weight, df: dfOf(term), standsFor: name }
  const counted = alternatives.filter(({ terms }, i) => terms.length > 1 || i < FORMS_COUNTED)
  const dfs = new Map(counted.flatMap(({ terms }) => terms.map((term) => [term, dfOf(term)] as const)))
  const dfIn = (terms: readonly string[]): number[] => terms.map((term) => dfs.get(term) ?? 0)
  const single = Math.max(
    0,
    ...alternatives.filter(({ terms }) => terms.length === 1).flatMap(({ terms }) => dfIn(terms)),
  )
  const known = [...dfs.values()].filter((df) => df > 0)
  const df = single > 0 ? single : Math.min(...known, Infinity)
  if (df === Infinity) return { term: name, occurrences: 1, df: 0 }
  const idf = scorer.idf(df)
  const shareOf = (term: string, count: number): number => {
    const own = dfs.get(term) ?? 0
    return count === 1 || own === 0 || idf <= 0 ? 1 : scorer.idf(own) / idf
  }
  const weighted = alternatives.map(({ terms, weight, needsAll }) => ({
    needsAll,
    terms: terms.map((term) => ({ term, share: weight * shareOf(term, terms.length) })),
  }))
  const group = { alternatives: weighted }
  // The name is the key of what is remembered of it.
  return { term: `\u0000${JSON.stringify([name, weighted])}`, occurrences: 1, df, group }
}

/** What `countGroup` made its key of. */
export const nameOfGroup = (key: string): string => (JSON.parse(key.slice(1)) as readonly [string])[0]

/** Weights of the terms that some document has: idf × occurrences, or as a vector's components. */
export function weighTerms(terms: readonly CountedTerm[], scorer: Scorer): WeightedTerm[] {
  const known = terms.filter(({ df }) => df > 0)
  const idfs = known.map(({ df }) => scorer.idf(df))
  const weights = scorer.vector === undefined ? idfs : vectorWeights(known, scorer, idfs)
  return known.map(({ term, occurrences, df, group, standsFor }, i) => ({
    term,
    occurrences,
    df,
    ...(standsFor === undefined ? {} : { standsFor }),
    ...(group && { group }),
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
