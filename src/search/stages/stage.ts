/** @file Stages as they are written and as they run: types alone, one pair for each kind. */
import type { LexicalScoring } from '../../index/lexical/scoring.ts'

/** BM25 or another lexical formula over weighted fields. */
export interface LexicalStage {
  readonly lexical: LexicalStageSettings
}

/** Nearest vectors in one space. */
export interface DenseStage {
  readonly dense: DenseStageSettings
}

/** A stage as it runs, with every default filled in. */
export type Stage = LexicalStage | DenseStage

/** A stage as users write it. */
export type StageInput = { readonly lexical: LexicalStageInput } | { readonly dense: DenseStageInput }

/** The keys of every kind of stage when it runs. */
export interface StageSettings {
  /** Candidates to retrieve, 1 to 10,000. */
  readonly k: number
}

export interface LexicalStageInput {
  /** Weight by field name. Default: the collection's own weights. */
  readonly fields?: Readonly<Record<string, number>> | undefined
  /** Candidates to retrieve, 1 to 10,000. Default: 100, or more if the search needs them. */
  readonly k?: number | undefined
  /** Default: Lucene's BM25, k1 0.9, b 0.4. */
  readonly scoring?: LexicalScoring | undefined
  /** "query" reads "exact phrase", -without, +must, field:word and prefix*; to "plain" all of that is text. Default: "query". */
  readonly syntax?: 'query' | 'plain' | undefined
  /** Words that no document has are searched as the nearest ones. Default: true. */
  readonly typos?: boolean | undefined
  /** Words written together are searched apart, too, and the other way round. Default: true. */
  readonly compounds?: boolean | undefined
  /** The last word may be the beginning of one. Default: false. */
  readonly asYouType?: boolean | undefined
  /** Rules as Solr and Elasticsearch write them, one for each line: "tv, television", "usa => united states". Default: none. */
  readonly synonyms?: readonly string[] | undefined
}

/** How a stage by words reads a query; the search may say it in the place of the plan. */
export type WordOptions = Pick<LexicalStageInput, 'syntax' | 'typos' | 'compounds' | 'asYouType' | 'synonyms'>

export interface LexicalStageSettings extends StageSettings {
  /** Weight by field name. */
  readonly fields: Readonly<Record<string, number>>
  readonly scoring: LexicalScoring
  readonly syntax: 'query' | 'plain'
  readonly typos: boolean
  readonly compounds: boolean
  readonly asYouType: boolean
  readonly synonyms: readonly string[]
}

export interface DenseStageInput {
  /** Default: the space "default", else the collection's first. */
  readonly space?: string | undefined
  /** Candidates to retrieve, 1 to 10,000. Default: 100, or more if the search needs them. */
  readonly k?: number | undefined
  /** If true, compare with every vector instead of searching the graph. Default: false. */
  readonly exact?: boolean | undefined
  /** Options of the graph search, if the space's index is a graph. */
  readonly graph?: GraphSettings | undefined
}

export interface GraphSettings {
  /** Breadth of the search; a larger one finds more and takes longer. Default: the index's own. */
  readonly ef?: number | undefined
}

export interface DenseStageSettings extends StageSettings {
  readonly space: string
  readonly exact: boolean
  readonly graph?: GraphSettings | undefined
}
