/** @file What scores query and documents together, after retrieval. */
import type { Document } from '../data/document.ts'

export interface Reranker {
  readonly name: string
  /** Equal fingerprints give equal scores. */
  readonly fingerprint: string
  /** @returns one score for each document, in their order; higher is better */
  readonly score: (
    query: string,
    documents: readonly Document[],
    options: { readonly signal?: AbortSignal | undefined },
  ) => Promise<Float32Array>
}
