/** @file What a search may be given beside the query. */
import type { Encoder } from '../encode/encoder.ts'
import type { Filter } from '../store/filter.ts'
import type { Plan } from './plan.ts'
import type { Reranker } from './reranker.ts'

export interface SearchOptions {
  readonly plan: Plan
  /** Opens the encoder of a space; called only for dense stages whose query vector is not given. */
  readonly encoderOf?: ((space: string) => Promise<Encoder>) | undefined
  /** Query vectors by space, where the caller has them already. */
  readonly vectors?: Readonly<Record<string, Float32Array>> | undefined
  /** By the name that the plan uses. */
  readonly rerankers?: Readonly<Record<string, Reranker>> | undefined
  /** Narrows the plan's own filter. */
  readonly filter?: Filter | undefined
  /** A document that is never returned: the query itself, where queries are documents too. */
  readonly excludeId?: string | undefined
  /** Adds to each hit where its score comes from. */
  readonly explain?: boolean | undefined
  /** Adds to each hit the passages that hold words of the query. */
  readonly highlight?: boolean | undefined
  readonly signal?: AbortSignal | undefined
}
