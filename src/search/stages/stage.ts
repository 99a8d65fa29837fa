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
}

export interface LexicalStageSettings extends StageSettings {
  /** Weight by field name. */
  readonly fields: Readonly<Record<string, number>>
  readonly scoring: LexicalScoring
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
