/** @file The interface of rerankers, which score retrieved documents for a query. */
import type { Document } from '../data/document.ts'

export interface RerankOptions {
  /** The fields that make up a document's text, in order. */
  readonly fields: readonly string[]
  readonly signal?: AbortSignal | undefined
}

export interface Reranker {
  /** As the user named it: "encoder:bundled:default". */
  readonly ref: string
  /** Equal fingerprints give equal scores. */
  readonly fingerprint: string
  /** @returns one finite score for each document, in their order; higher is better */
  readonly score: (query: string, documents: readonly Document[], options: RerankOptions) => Promise<Float32Array>
  /** Frees threads and memory; closing again does nothing. */
  readonly close?: (() => Promise<void>) | undefined
}
