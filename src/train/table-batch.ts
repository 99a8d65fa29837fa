/** @file What one step of training a table learns from: texts as bags of tokens, pairs of them, and vectors to come near. */

/** Texts as token ids, one after the other: bag i is `tokens[offsets[i] .. offsets[i + 1])`. Order does not matter; repeated tokens count each time. */
export interface Bags {
  readonly tokens: Int32Array
  /** `[bags + 1]`, ascending from 0. */
  readonly offsets: Int32Array
}

/** Pairs of texts that belong together: anchor i and positive i. Every other positive of the batch is a negative for anchor i. */
export interface PairBatch {
  readonly anchors: Bags
  readonly positives: Bags
  /** (i, j), (i, j), ...: positive j is no negative of anchor i (a copy, a near-duplicate, of the same document). Never (i, i). */
  readonly notNegatives?: Int32Array
}

/** Texts and the unit vectors that they should have. */
export interface TargetBatch {
  readonly bags: Bags
  /** `[bags, dim]`, rows of unit length. Default: what the table said of them before training. */
  readonly targets?: Float32Array
}

/** A step learns from either or both: the gradients add up. */
export interface TableBatch {
  readonly pairs?: PairBatch
  readonly texts?: TargetBatch
}

/** Weights of the losses; one that is left out is not computed. */
export interface TableLosses {
  /**
   * On pairs: cross-entropy of `scale` times the cosines within the batch (InfoNCE; Henderson et al., 2017). `scale` is
   * 1 / temperature, default 20. `isSymmetric` averages it with the same from positives to anchors; default false.
   */
  readonly contrastive?: { readonly weight: number; readonly scale?: number; readonly isSymmetric?: boolean }
  /** On texts: 1 - cosine to the target, mean over the batch. */
  readonly cosine?: { readonly weight: number }
  /** On texts: KL divergence of the softmax over `scale` times the cosines within the batch from the same among the targets, a text's own left out. Default 20. */
  readonly similarity?: { readonly weight: number; readonly scale?: number }
}

export const bagCount = ({ offsets }: Bags): number => offsets.length - 1

/** Lists of token ids as bags. */
export function bagsOf(texts: readonly ArrayLike<number>[]): Bags {
  const offsets = new Int32Array(texts.length + 1)
  for (const [i, text] of texts.entries()) offsets[i + 1] = (offsets[i] ?? 0) + text.length
  const tokens = new Int32Array(offsets[texts.length] ?? 0)
  for (const [i, text] of texts.entries()) tokens.set(text, offsets[i])
  return { tokens, offsets }
}
