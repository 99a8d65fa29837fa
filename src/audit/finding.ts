/** @file What a check of data finds, as plain JSON: which ids, how alike, how bad. */

/**
 * - `query-in-two-splits`: one query id is judged in two splits
 * - `query-leak`: a query of one split has a copy in another
 * - `query-repeated`: a query has a copy in its own split
 * - `document-leak`: a document that is relevant in one split has a copy, under another id, that is relevant in another
 * - `copy-unjudged`: a copy of a relevant document is not judged for the query: a plan that finds it looks wrong (a false negative)
 * - `copy-judged-otherwise`: a copy of a relevant document is judged not relevant for the same query
 * - `document-repeated`: copies of a document, whether judged or not
 * - `relevant-unfound`: a relevant document that no way of searching finds
 * - `query-unknown`, `document-unknown`: judged, but not among the queries or documents
 * - `split-empty`: a split without a relevant document
 */
export type FindingKind =
  | 'query-in-two-splits'
  | 'query-leak'
  | 'query-repeated'
  | 'document-leak'
  | 'copy-unjudged'
  | 'copy-judged-otherwise'
  | 'document-repeated'
  | 'relevant-unfound'
  | 'query-unknown'
  | 'document-unknown'
  | 'split-empty'

/** An error makes figures wrong; a warning may; a notice is to be known. */
export type Severity = 'error' | 'warning' | 'notice'

export const severities = ['error', 'warning', 'notice'] as const

/** How two texts are the same: byte by byte; but for case, punctuation and spaces; in most of their word sequences; by their vectors alone. */
export type Likeness = 'exact' | 'normalised' | 'near' | 'meaning'

export interface Finding {
  readonly kind: FindingKind
  readonly severity: Severity
  /** One sentence. */
  readonly message: string
  /** Of documents or, of findings about queries, of queries: the original first. */
  readonly ids: readonly string[]
  /** Whose judgements or texts are concerned. */
  readonly splits?: readonly string[]
  /** Queries that are concerned by a finding about documents. */
  readonly queries?: readonly string[]
  readonly likeness?: Likeness
  /** 0 to 1: shared word sequences, or the cosine. */
  readonly similarity?: number
}

export interface DataCheck {
  readonly documents: number
  readonly queries: number
  readonly splits: readonly {
    readonly name: string
    readonly queries: number
    readonly judgements: number
    readonly relevant: number
  }[]
  /** The most severe first. */
  readonly findings: readonly Finding[]
  readonly counts: Readonly<Partial<Record<FindingKind, number>>>
  /** What was not checked, and why. */
  readonly notes: readonly string[]
}
