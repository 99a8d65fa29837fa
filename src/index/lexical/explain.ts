/** @file Why a document has its score: the formula taken apart, term by term and field by field. */
import { impactsOf } from './exhaustive.ts'
import type { IndexStatistics } from './index-statistics.ts'
import { lowerBound, type PostingsSource, weighPostings, weightedLength } from './postings.ts'
import type { LexicalScoring } from './scoring.ts'
import type { PlannedTerm, SearchPlan } from './search-plan.ts'

/** One field's share in one term's score. */
export interface LexicalFieldExplanation {
  readonly field: string
  readonly weight: number
  /** Occurrences of the term in this field of the document. */
  readonly tf: number
  /** Terms in this field of the document. */
  readonly length: number
  /** Mean length of the field over all documents. */
  readonly averageLength: number
}

/** score = weight × part. */
export interface LexicalTermExplanation {
  readonly term: string
  /** How often the query has the term. */
  readonly occurrences: number
  /** n: documents with the term in any searched field. */
  readonly df: number
  readonly idf: number
  /** idf × occurrences; for TF-IDF the squared idf over the query's norm. */
  readonly weight: number
  /** Sum over fields of weight × tf. */
  readonly tf: number
  /** What the formula makes of tf and length. */
  readonly part: number
  readonly score: number
  readonly fields: readonly LexicalFieldExplanation[]
}

/** Where a document's score comes from: the sum of its terms' scores, rounded to float32. */
export interface LexicalExplanation {
  readonly score: number
  readonly scoring: LexicalScoring
  /** The formula in words. */
  readonly formula: string
  /** N: documents in the index, those deleted since the last merge included. */
  readonly documents: number
  /** Sum over fields of weight × length. */
  readonly length: number
  /** Its mean over all documents. */
  readonly averageLength: number
  /** In query order, without terms that no document has. */
  readonly terms: readonly LexicalTermExplanation[]
}

export interface ExplainOptions {
  readonly source: PostingsSource
  readonly local: number
  readonly norms: Float64Array | undefined
  readonly statistics: IndexStatistics
  readonly scoring: LexicalScoring
}

/** The same sums as a search makes, with nothing left out. */
export function explainScore(plan: SearchPlan, options: ExplainOptions): LexicalExplanation {
  const { source, local, statistics, scoring } = options
  const explained = plan.terms.map((term) => explainTerm(term, plan, options))
  const matched = explained.reduce((sum, { term, impact }) => sum + term.weight * Math.fround(impact), 0)
  return {
    score: Math.fround(plan.constant + matched),
    scoring,
    formula: plan.scorer.words,
    documents: statistics.documents,
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
  { term, occurrences, df, idf, weight }: PlannedTerm,
  plan: SearchPlan,
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
