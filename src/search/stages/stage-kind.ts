/** @file The definition of a kind of stage: one row of the table in stages-table.ts. */
import type * as v from 'valibot'
import type { CollectionCapabilities, CollectionSettings, StageQuery, WordCondition } from '../../store/collection.ts'
import type { VectorInput } from '../../store/documents/vector-input.ts'
import type { StageSettings, WordOptions } from './stage.ts'

/** Candidates that a stage retrieves where nothing asks for more. */
export const CANDIDATES_DEFAULT = 100
export const CANDIDATES_MAX = 10_000

export interface StageContext {
  /** Of the collection that is searched. */
  readonly settings: CollectionSettings
  /** Candidates to retrieve where the stage does not say. */
  readonly k: number
  /** What the search says of words, in the place of the plan. */
  readonly words?: WordOptions | undefined
}

/** A query in which signs say something beside its words. */
export interface ReadQuery {
  /** Without its signs and what they leave out. */
  readonly text: string
  readonly conditions: readonly WordCondition[]
}

/** The query in each form that a stage can ask for. */
export interface QueryForms {
  readonly text: string
  /** As the encoder of the stage's space sees it. */
  readonly vector?: VectorInput | undefined
}

export interface StageKind<Input, Settings extends StageSettings> {
  /** Of what a plan says under the kind's key. */
  readonly schema: v.GenericSchema<object>
  /**
   * Fills in every default and checks names against the collection.
   *
   * @throws SEARCH_FIELD_UNKNOWN, SEARCH_SPACE_UNKNOWN
   */
  readonly resolve: (input: Input, context: StageContext) => Settings
  /** In timings and explanations. */
  readonly name: (settings: Settings) => string
  /** Whether it asks a space, and so needs an encoder. */
  readonly readsSpace: boolean
  /** The space whose encoder encodes the query; undefined if the stage searches the text itself. */
  readonly space: (settings: Settings) => string | undefined
  readonly toQuery: (settings: Settings, query: QueryForms) => StageQuery
  /** What the stage reads as a sign in the query as typed, for all stages to follow; undefined where all of it is text. */
  readonly read?: (settings: Settings, query: string) => ReadQuery | undefined
  /** What a score of the stage is, in words. */
  readonly meaning: (settings: Settings, collection: CollectionSettings) => string
  /** Whether an engine with these capabilities ranks by something else than what the stage asks for. */
  readonly isApproximate: (settings: Settings, capabilities: CollectionCapabilities) => boolean
  /** What the stage wants of an engine that lacks it; undefined where the engine can answer it. */
  readonly lacking: (settings: Settings, capabilities: CollectionCapabilities) => string | undefined
}
