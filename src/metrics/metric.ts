/** @file What a metric is: a ranking and its judgements in, one number out. */
import type { Grades, ScoredDocument } from '../data/document.ts'
import type { GradedRanking } from './graded-ranking.ts'
import type { MeanName } from './mean.ts'
import type { OrderName } from './result-order.ts'

/** A metric with all its parameters: what `parseMetric` gives and `evaluateRun` takes. */
export interface Metric {
  /** Its identity, parameters included. `parseMetric(name).name === name`, and ir_measures reads it, too. */
  readonly name: string
  /** Only this many first results count; undefined where all do. */
  readonly cutoff: number | undefined
  /** Which dialect puts the results in order. */
  readonly order: OrderName
  /** How the figures of queries become one. */
  readonly mean: MeanName
  /**
   * @param grades  judgements of one query; above 0 is relevant, negative counts as 0
   * @param ranking results in any order, each document once: they are put in this metric's order here
   * @returns in [0, 1]
   * @throws METRICS_SCORE_NAN, METRICS_RESULT_REPEATED
   */
  readonly compute: (grades: Grades, ranking: readonly ScoredDocument[]) => number
  /** The same for a ranking that is in order already, so that several metrics can share the work. */
  readonly measure: (ranking: GradedRanking) => number
}

/** What can be set in a metric's name. A metric accepts some of these. */
export interface MetricSettings {
  /** `@k`: look at this many first results; Infinity for all. */
  readonly cutoff: number
  /** Smallest grade that counts as relevant. Whole, from 1. */
  readonly rel: number
  /** How grade and rank become gain and discount; see ndcg.ts. */
  readonly dcg: 'log2' | 'exp-log2' | 'binary-log2'
  /** What each grade gains, instead of what `dcg` says; a grade that is not named gains itself. Undefined: as `dcg` says. */
  readonly gains: ReadonlyMap<number, number> | undefined
  /** How likely a user goes on from one result to the next; in (0, 1). */
  readonly p: number
  /** What AP divides by: all relevant documents, or at most as many as the cut-off shows. */
  readonly norm: 'relevant' | 'cutoff'
  /** Take documents without a judgement, or with a negative one, out of the ranking first. */
  readonly judgedOnly: boolean
  /** Which dialect puts the results in order; see result-order.ts. */
  readonly order: OrderName
}

/** A row of the table of metrics. */
export interface MetricDefinition {
  /** One line for lists. */
  readonly description: string
  /** Names of other programs for the same, lower case. */
  readonly aliases: readonly string[]
  readonly cutoff: 'required' | 'optional' | 'none'
  /** Default: arithmetic. */
  readonly mean?: MeanName
  readonly parameters: readonly Exclude<keyof MetricSettings, 'cutoff'>[]
  /** Those that the name says even at their default, because ir_measures has another default or none. */
  readonly alwaysPrinted?: readonly Exclude<keyof MetricSettings, 'cutoff'>[]
  /** The formula. Ranking dialect and unjudged documents are dealt with before. */
  readonly measure: (ranking: GradedRanking, settings: MetricSettings) => number
}
