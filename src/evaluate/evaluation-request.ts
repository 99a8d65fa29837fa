/** @file An evaluation request as plain JSON: what the command line specifies, and what a report stores to be run again. */
import type { DialectName } from '../metrics/dialects.ts'
import type { AnalyzerSettings } from '../text/analyzer.ts'
import type { PlanChoice } from './choose-plans.ts'

/** A folder in BEIR's layout, indexed in memory. */
export interface DatasetSource {
  readonly dataset: string
  readonly split: string
  /** Weight by field. */
  readonly fields: Readonly<Record<string, number>>
  readonly analyzer: AnalyzerSettings
  /** By the name of the space that each fills. */
  readonly encoders: Readonly<Record<string, string>>
}

/** An existing collection of the project. */
export interface CollectionSource {
  /** Optional if the project has exactly one. */
  readonly collection?: string | undefined
  /** Files. */
  readonly queries: string
  readonly judgements: string
}

/** How the encoder is adapted to the documents before measuring. */
export interface AdaptRequest {
  readonly minutes?: number | undefined
  readonly steps?: number | undefined
}

export interface EvaluationRequest {
  readonly source: DatasetSource | CollectionSource
  readonly plans?: readonly PlanChoice[] | undefined
  readonly metrics: readonly string[]
  /** Whose conventions hold for what the names of metrics do not say. Default: trec_eval. */
  readonly dialect?: DialectName | undefined
  /** Also measures what answers are worth to somebody who waits; see latency-utility.ts. */
  readonly latencyHalfLifeMs?: number | undefined
  readonly ignoreIdenticalIds: boolean
  readonly seed: number
  /** Default: the encoder is measured as it is. */
  readonly adapt?: AdaptRequest | undefined
}
