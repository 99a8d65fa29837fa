/** @file Where the score of a hit comes from: the shape of the answer. */
import type { TermExplanation } from '../store/collection.ts'
import type { Counterfactual } from './counterfactual.ts'

/** One stage's view of a document. */
export interface StageExplanation {
  /** As in the plan: "lexical", "dense:default". */
  readonly stage: string
  /** Counted from 1; null if the stage did not retrieve the document. */
  readonly rank: number | null
  /** The stage's own score, even if the document is beyond its k; null if the document has none. */
  readonly score: number | null
  /** The meaning of the score, in words. */
  readonly meaning: string
  /** For lexical stages: the contribution of each word to the score. */
  readonly terms?: readonly TermExplanation[]
  /** The contribution of the stage to the fused score. */
  readonly contribution?: number
}

export interface Explanation {
  readonly stages: readonly StageExplanation[]
  /** How contributions became the score; absent with a single stage. */
  readonly fusion?: { readonly method: string; readonly score: number }
  /** Absent if the hit was not reranked; its score is then the fused one. */
  readonly rerank?: { readonly reranker: string; readonly rankBefore: number; readonly score: number }
  /** What it lacked to be ranked first; only if requested. */
  readonly lacks?: Counterfactual
}
