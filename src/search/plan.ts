/**
 * @file The plan: how to answer a query, as plain JSON. Search, evaluation, tuning and explanation all use it; nothing about ranking
 * is defined elsewhere. Users write a `PlanInput`, in which everything but the stages has a default; `resolvePlan` turns it into the `Plan` that runs.
 */
import type { Filter } from '../store/filter/filter.ts'
import type { Fusion, FusionInput } from './fusion/fusion.ts'
import type { Stage, StageInput } from './stages/stage.ts'

/** A plan as it runs and is reported: complete, for one collection. */
export interface Plan {
  readonly retrieve: readonly Stage[]
  /** How several stages become one ranking; absent with a single stage. */
  readonly fuse?: Fusion | undefined
  /** Scores the first `top` hits again. */
  readonly rerank?: Rerank | undefined
  /** Restricts every stage to the documents that match. */
  readonly filter?: Filter | undefined
  /** Hits to skip. */
  readonly offset: number
  /** Maximum number of hits to return. */
  readonly limit: number
}

export interface Rerank {
  /** A reference such as "encoder:bundled:default", or the name of a reranker that the program passes. */
  readonly reranker: string
  /** Hits to score again, from the first. */
  readonly top: number
}

/** A plan as users write it, in code or in a JSON file. */
export interface PlanInput {
  /** Location of the JSON Schema of plans, for editors; searches ignore it. */
  readonly $schema?: string | undefined
  /** One or more stages, each finding its own candidates. */
  readonly retrieve: readonly StageInput[]
  /** Default for several stages: a linear combination, weighted by the quality of each stage's encoder. */
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
export const isPlanName = (name: unknown): name is PlanName => (planNames as readonly unknown[]).includes(name)

/** The plan of a search: the name of a built-in or saved plan, or the plan itself. */
export type PlanReference = PlanName | (string & Record<never, never>) | PlanInput

/** Maximum number of hits that a search can skip, and return. */
export const HITS_MAX = 10_000
