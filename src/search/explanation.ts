/** @file Where the score of a hit comes from: the shape of the answer. */
import type { TermExplanation } from '../store/collection.ts'

/** One stage's view of a document. */
export interface StageExplanation {
  /** As in the plan: "lexical", "dense:default". */
  readonly stage: string
  /** From 1; null where the stage did not retrieve the document. */
  readonly rank: number | null
  /** The stage's own score, also where the document is beyond its k; null where the document has none. */
  readonly score: number | null
  /** What the score is, in words. */
  readonly meaning: string
  /** Of stages that search words: what each of them added to the score. */
  readonly terms?: readonly TermExplanation[]
  /** What the stage added to the fused score. */
  readonly contribution?: number
}

export interface Explanation {
  readonly stages: readonly StageExplanation[]
  /** How contributions became the score; absent with a single stage. */
  readonly fusion?: { readonly method: string; readonly score: number }
  /** Absent where the hit was not reranked; the score is the fused one then. */
  readonly rerank?: { readonly reranker: string; readonly rankBefore: number; readonly score: number }
}
