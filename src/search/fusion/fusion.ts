/** @file Fusions as they are written and as they run: types alone. */
import type { NormalisationName } from './normalise.ts'

export interface ReciprocalRanks {
  /** Damping, 0 or more; a larger k flattens the head of each ranking. */
  readonly k: number
  /** One for each stage. */
  readonly weights: readonly number[]
}

export interface LinearCombination {
  /** How the scores of each stage become comparable. */
  readonly normalise: NormalisationName
  /** One for each stage. */
  readonly weights: readonly number[]
}

/** A fusion as it runs: nothing is left to defaults. */
export type Fusion = { readonly rrf: ReciprocalRanks } | { readonly linear: LinearCombination }

/** Everything may be left out. */
export type Written<Settings> = { readonly [Key in keyof Settings]?: Settings[Key] | undefined }

/** A fusion as one writes it. Defaults: k 60 with weights of 1; min-max with what each stage is worth. */
export type FusionInput = { readonly rrf: Written<ReciprocalRanks> } | { readonly linear: Written<LinearCombination> }
