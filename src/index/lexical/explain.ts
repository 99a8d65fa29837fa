/** @file Why a document has its score: the formula taken apart, term by term and field by field. */
import { lowerBound } from '../../base/lower-bound.ts'
import { bestAlternative } from './group-impacts.ts'
import { impactsOf } from './impacts.ts'
import type { IndexStatistics } from './index-statistics.ts'
import type { LexicalExplanation, LexicalTermExplanation } from './lexical-index.ts'
import { type PostingsSource, weighPostings, weightedLength } from './postings.ts'
import type { LexicalScoring } from './scoring.ts'
import { nameOfGroup, type WeightedGroup, type WeightedTerm, type WeightedQuery } from './weighted-query.ts'

export interface ExplainOptions {
  readonly source: PostingsSource
  readonly local: number
  readonly norms: Float64Array | undefined
  readonly statistics: IndexStatistics
  readonly scoring: LexicalScoring
  readonly deleted: number
}

/** The same sums as a search makes, with nothing left out. */
export function explainScore(plan: WeightedQuery, options: ExplainOptions): LexicalExplanation {
  const { source, local, statistics, scoring, deleted } = options
  const explained = plan.terms.map((term) => explainTerm(term, plan, options))
  const matched = explained.reduce((sum, { term, impact }) => sum + term.weight * Math.fround(impact), 0)
  return {
    score: Math.fround(plan.constant + matched),
    scoring,
    formula: plan.scorer.words,
    documents: statistics.documents,
    deleted,
    length: weightedLength(
      plan.fields.map(({ name }) => source.fieldLengths(name)),
      plan.fields,
      local,
    ),
    averageLength: plan.averageLength,
    terms: explained.map(({ term }) => term),
  }
}

interface ExplainedTerm {
  readonly term: LexicalTermExplanation
  readonly impact: number
}

function explainTerm(weighted: WeightedTerm, plan: WeightedQuery, options: ExplainOptions): ExplainedTerm {
  const { group, term, occurrences, df, idf, weight, standsFor } = weighted
  if (group !== undefined) return explainGroup({ ...weighted, group }, plan, options)
  const { impact, tf, fields } = partOf(term, plan, options)
  const part = plan.scorer.absentPart + impact
  const named = standsFor === undefined ? {} : { group: standsFor }
  return { term: { term, ...named, occurrences, df, idf, weight, tf, part, score: weight * part, fields }, impact }
}

/** By the alternative that counted; where none did, by the first. */
function explainGroup(
  { group, term: key, occurrences, df, idf, weight }: WeightedTerm & Required<Pick<WeightedTerm, 'group'>>,
  plan: WeightedQuery,
  options: ExplainOptions,
): ExplainedTerm {
  const partOfTerm = (term: string): PartOfTerm => partOf(term, plan, options)
  const best = bestAlternative(group as WeightedGroup, (term) => Math.fround(partOfTerm(term).impact))
  const first = group?.alternatives[0]?.terms.map(({ term }) => term) ?? []
  const terms = best.terms.length === 0 ? first : best.terms
  const parts = terms.map(partOfTerm)
  const part = plan.scorer.absentPart + best.impact
  const explained = {
    term: terms.join(' '),
    group: nameOfGroup(key),
    occurrences,
    df,
    idf,
    weight,
    tf: parts.reduce((sum, { tf }) => sum + tf, 0),
    part,
    score: weight * part,
    fields: parts.flatMap(({ fields }) => fields),
  }
  return { term: explained, impact: best.impact }
}

interface PartOfTerm extends Pick<LexicalTermExplanation, 'tf' | 'fields'> {
  readonly impact: number
}

function partOf(term: string, plan: WeightedQuery, { source, local, norms, statistics }: ExplainOptions): PartOfTerm {
  const fields = plan.fields.map(({ name, weight }) => ({
    field: name,
    weight,
    tf: occurrencesIn(source, { term, field: name, local }),
    length: source.fieldLengths(name)?.[local] ?? 0,
    averageLength: statistics.averageFieldLength(name),
  }))
  const here = fields.map(({ tf }) => (tf === 0 ? undefined : { docs: [local], tfs: [tf] }))
  const postings = weighPostings(here, plan.fields)
  const [impact = 0] = impactsOf(postings, source, { ...plan, norms })
  return { impact, tf: postings.tfs[0] ?? 0, fields }
}

function occurrencesIn(
  source: PostingsSource,
  { term, field, local }: { readonly term: string; readonly field: string; readonly local: number },
): number {
  const postings = source.postingsOf(term, field)
  if (postings === undefined) return 0
  const place = lowerBound(postings.docs, local)
  return postings.docs[place] === local ? (postings.tfs[place] ?? 0) : 0
}
