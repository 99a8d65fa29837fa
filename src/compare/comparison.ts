/** @file The result of comparing two plans query by query, as plain JSON. */
import type { MissCause, Reason } from '../evaluate/causes/cause.ts'
import type { Comparison, DatasetSummary, PlanReport, Report } from '../evaluate/report.ts'
import type { Warning } from '../evaluate/warnings.ts'
import type { Counterfactual } from '../search/counterfactual.ts'

/** Two plans on the same judged queries. */
export interface PlanComparison {
  readonly dataset: DatasetSummary
  /** `a`, then `b`. */
  readonly plans: readonly [PlanReport, PlanReport]
  /** What decides who wins a query. */
  readonly metric: string
  /** Plan b minus plan a over all queries, with interval and test. */
  readonly difference: Comparison
  readonly wins: { readonly a: number; readonly b: number; readonly ties: number }
  /** Most frequent first. */
  readonly causes: readonly CauseCount[]
  /** Those on which b is further ahead first, those on which a is further ahead last. */
  readonly queries: readonly ComparedQuery[]
  readonly warnings: readonly Warning[]
  readonly seed: number
  readonly encoders: Report['encoders']
  readonly environment: Report['environment']
  readonly request?: Report['request']
}

/** How often a plan loses a query for a cause. */
export interface CauseCount {
  /** The plan that is better there. */
  readonly winner: string
  readonly cause: MissCause
  readonly count: number
  /** Ids of the queries, the largest differences first. */
  readonly queries: readonly string[]
}

export interface ComparedQuery {
  readonly id: string
  readonly text: string
  /** Of the metric, by plan. */
  readonly scores: Readonly<Record<string, number>>
  /** Plan b minus plan a. */
  readonly difference: number
  /** The plan with the higher score; null for a tie. */
  readonly winner: string | null
  /** Why the other plan is behind, the likeliest first. Empty for a tie. */
  readonly causes: readonly Reason[]
  /** The relevant documents that the other plan ranks lower. */
  readonly lost: readonly LostDocument[]
}

export interface LostDocument {
  readonly id: string
  readonly title?: string
  readonly grade: number
  /** By plan; null where it is not among the results that were scored. */
  readonly ranks: Readonly<Record<string, number | null>>
  /** What it lacked in the plan that lost it. Of the first documents only, and of plans that rerank none. */
  readonly lacks?: Counterfactual
}
