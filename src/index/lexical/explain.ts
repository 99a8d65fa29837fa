/** @file Why a document has its score: the formula taken apart, term by term and field by field. */
import { lowerBound } from '../../base/lower-bound.ts'
import { impactsOf } from './impacts.ts'
import type { IndexStatistics } from './index-statistics.ts'
import type { LexicalExplanation, LexicalTermExplanation } from './lexical-index.ts'
import { type PostingsSource, weighPostings, weightedLength } from './postings.ts'
import type { LexicalScoring } from './scoring.ts'
import type { WeightedTerm, WeightedQuery } from './weighted-query.ts'

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

function explainTerm(
  { term, occurrences, df, idf, weight }: WeightedTerm,
  plan: WeightedQuery,
  { source, local, norms, statistics }: ExplainOptions,
): { readonly term: LexicalTermExplanation; readonly impact: number } {
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
  const part = plan.scorer.absentPart + impact
  const score = weight * part
  return { term: { term, occurrences, df, idf, weight, tf: postings.tfs[0] ?? 0, part, score, fields }, impact }
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
