/** @file What every index answers with. */

/** Best first; equal scores in ascending ordinal. Both arrays have the same length, at most the k asked for. */
export interface RankedOrdinals {
  readonly ordinals: Uint32Array
  readonly scores: Float32Array
}
