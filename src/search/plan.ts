/**
 * @file The plan: how to answer a query, as plain JSON. It is searched with, evaluated, tuned, served and explained; nothing about ranking
 * hides anywhere else. One writes a `PlanInput`, in which everything has a default but the stages; `resolvePlan` makes it the `Plan` that runs.
 */
import type { Filter } from '../store/filter/filter.ts'
import type { Fusion, FusionInput } from './fusion/fusion.ts'
import type { Stage, StageInput } from './stages/stage.ts'

/** A plan as it runs and is reported: complete, for one collection. */
export interface Plan {
  readonly retrieve: readonly Stage[]
  /** How several stages become one ranking; absent with a single stage. */
  readonly fuse?: Fusion | undefined
  /** The first `top` hits are scored again. */
  readonly rerank?: Rerank | undefined
  /** Only documents that match are retrieved, by every stage. */
  readonly filter?: Filter | undefined
  /** Hits to skip. */
  readonly offset: number
  /** Hits to return, at most. */
  readonly limit: number
}

export interface Rerank {
  /** A reference such as "encoder:bundled:default", or the name of one that the program passes. */
  readonly reranker: string
  /** Hits to score again, from the first. */
  readonly top: number
}

/** A plan as one writes it, in code or in a JSON file. */
export interface PlanInput {
  /** Where an editor finds the JSON Schema of plans; searches ignore it. */
  readonly $schema?: string | undefined
  /** One or more stages, each finding its own candidates. */
  readonly retrieve: readonly StageInput[]
  /** Default, where several stages retrieve: a linear combination by what each stage is worth. */
  readonly fuse?: FusionInput | undefined
  readonly rerank?: { readonly reranker: string; /** Default: 20. */ readonly top?: number | undefined } | undefined
  readonly filter?: Filter | undefined
  /** Default: 0. */
  readonly offset?: number | undefined
  /** Default: 10. */
  readonly limit?: number | undefined
}

/** Built-in plans, which every collection has. */
export const planNames = ['lexical', 'dense', 'hybrid', 'rrf'] as const
export type PlanName = (typeof planNames)[number]

/** What a search takes as its plan: a name (of every collection, or of one that this collection keeps), or the plan itself. */
export type PlanReference = PlanName | (string & Record<never, never>) | PlanInput

/** Hits that a search can skip, and return, at most. */
export const HITS_MAX = 10_000
