/** @file What a measure of answers is: a row in, a number in [0, 1] out, for every row that has the columns. */
import type { Claim } from './claims.ts'
import type { RagColumn, RagRow } from './rag-row.ts'
import type { Evidence } from './support.ts'

/** A row with what several measures want of it, each made once. */
export interface PreparedRow extends RagRow {
  readonly claims: readonly Claim[]
  /** The response declines to answer, or is empty. */
  readonly isDeclined: boolean
  /** Of each context. */
  readonly evidence: readonly Evidence[]
  /** For each context whether it is one that should have been found; undefined where nothing says so. */
  readonly relevantContexts: readonly boolean[] | undefined
}

/** What a model says, for measures that need one. */
export interface Models {
  /** Cosine of two texts by the encoder, at least 0. Undefined without an encoder. */
  readonly similarity: ((a: string, b: string) => number) | undefined
  /** How strongly each text entails or answers a claim, by the reranker. Undefined without one. */
  readonly entailment: ((claim: string, texts: readonly string[]) => Promise<readonly number[]>) | undefined
}

export interface RagMetric {
  /** One line for lists. */
  readonly description: string
  readonly aliases: readonly string[]
  readonly needs: readonly RagColumn[]
  readonly needsModel?: 'encoder' | 'reranker'
  /** Measured only if named, or where some answer has what it looks for. */
  readonly isFor?: (rows: readonly PreparedRow[]) => boolean
  /** @returns in [0, 1], never NaN */
  readonly measure: (row: PreparedRow, models: Models) => number | Promise<number>
}
