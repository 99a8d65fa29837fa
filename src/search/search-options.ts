/** @file Options of a search. */
import type { OptionNames } from '../base/check-options.ts'
import type { Encoder } from '../encode/encoder.ts'
import type { Reranker } from '../encode/reranker.ts'
import type { VectorInput } from '../store/documents/vector-input.ts'
import type { Filter } from '../store/filter/filter.ts'
import type { Plan, PlanReference } from './plan.ts'
import type { WordOptions } from './stages/stage.ts'

export interface SearchOptions extends AnswerOptions {
  /** A name, a partial plan, or a complete one. Default: the collection's default plan, see `resolvePlan`. */
  readonly plan?: PlanReference | undefined
  /** Maximum number of hits to return. Default: the plan's own, else 10. */
  readonly limit?: number | undefined
  /** Hits to skip. Default: the plan's own, else 0. */
  readonly offset?: number | undefined
  /** How words are read, in the place of what the plan says: `{ syntax: 'plain' }`, `{ asYouType: true }`, `{ synonyms: [...] }`. */
  readonly words?: WordOptions | undefined
  /** Adds to each hit the passages that contain words of the query. */
  readonly highlight?: boolean | undefined
  /** Adds notes where no word of the query is found: documents may be read to say where its codes are. Default: false. */
  readonly notes?: boolean | undefined
  /** Adds to the explanation of each hit what it lacked to be first, which takes a dozen more searches. Needs `explain`. */
  readonly counterfactuals?: boolean | undefined
}

export const searchOptionNames: OptionNames<SearchOptions> = {
  plan: true,
  limit: true,
  offset: true,
  words: true,
  highlight: true,
  notes: true,
  counterfactuals: true,
  encoderOf: true,
  vectors: true,
  rerankers: true,
  rerankerOf: true,
  filter: true,
  excludeId: true,
  explain: true,
  signal: true,
}

/** Options of running a plan. */
export interface AnswerOptions {
  /** Opens the encoder of a space; called only for spaces whose query vector is not given. */
  readonly encoderOf?: ((space: string) => Promise<Encoder>) | undefined
  /** Query vectors by space, if the caller already has them; in any form in which documents bring theirs. */
  readonly vectors?: Readonly<Record<string, VectorInput>> | undefined
  /** By the name that the plan uses. */
  readonly rerankers?: Readonly<Record<string, Reranker>> | undefined
  /** Opens a reranker by its reference; called for what `rerankers` does not have. */
  readonly rerankerOf?: ((ref: string) => Promise<Reranker>) | undefined
  /** Narrows the plan's own filter. */
  readonly filter?: Filter | undefined
  /** A document that is never returned: the query itself, if queries are also documents. */
  readonly excludeId?: string | undefined
  /** Adds an explanation of its score to each hit. */
  readonly explain?: boolean | undefined
  readonly signal?: AbortSignal | undefined
}

export interface PlanToAnswer extends AnswerOptions {
  /** From `resolvePlan`. */
  readonly plan: Plan
}
