/** @file Options of a search. */
import type { Encoder } from '../encode/encoder.ts'
import type { Reranker } from '../encode/reranker.ts'
import type { Filter } from '../store/filter/filter.ts'
import type { Plan, PlanReference } from './plan.ts'

export interface SearchOptions extends AnswerOptions {
  /** A name, part of a plan, or a whole one. Default: the collection's default plan, see `resolvePlan`. */
  readonly plan?: PlanReference | undefined
  /** Hits to return, at most. Default: the plan's own, 10 where it states none. */
  readonly limit?: number | undefined
  /** Hits to skip. Default: the plan's own, 0 where it states none. */
  readonly offset?: number | undefined
  /** Adds to each hit the passages that hold words of the query. */
  readonly highlight?: boolean | undefined
}

/** What running a plan takes. */
export interface AnswerOptions {
  /** Opens the encoder of a space; called only for spaces whose query vector is not given. */
  readonly encoderOf?: ((space: string) => Promise<Encoder>) | undefined
  /** Query vectors by space, where the caller has them already. */
  readonly vectors?: Readonly<Record<string, Float32Array>> | undefined
  /** By the name that the plan uses. */
  readonly rerankers?: Readonly<Record<string, Reranker>> | undefined
  /** Opens a reranker by its reference; called for what `rerankers` does not have. */
  readonly rerankerOf?: ((ref: string) => Promise<Reranker>) | undefined
  /** Narrows the plan's own filter. */
  readonly filter?: Filter | undefined
  /** A document that is never returned: the query itself, where queries are documents too. */
  readonly excludeId?: string | undefined
  /** Adds to each hit where its score comes from. */
  readonly explain?: boolean | undefined
  readonly signal?: AbortSignal | undefined
}

export interface PlanToAnswer extends AnswerOptions {
  /** From `resolvePlan`. */
  readonly plan: Plan
}
