/** @file The interface of pair makers. */
import type { Random } from '../../base/random.ts'
import type { Tokens, TrainingText } from '../training-text.ts'

/** Two texts that belong together: the first is like a query, the second like the document that answers it. */
export type Pair = readonly [anchor: Tokens, positive: Tokens]

export interface PairContext {
  readonly random: Random
  /** How telling each token is: ln(documents / documents with it), by token. */
  readonly rarity: Float32Array
}

/** @returns undefined where the document has nothing of the kind; another call may draw another pair */
export type PairMaker = (text: TrainingText, context: PairContext) => Pair | undefined

/** A positive is cut here: about two paragraphs. */
export const POSITIVE_TOKENS_MAX = 256

/** Parts one after the other, cut at the positive's length. */
export function joinTokens(parts: readonly Tokens[], limit: number = POSITIVE_TOKENS_MAX): Tokens {
  const joined: number[] = []
  for (const part of parts)
    for (const token of part) {
      if (joined.length >= limit) return joined
      joined.push(token)
    }
  return joined
}

/** Neither side may be empty. */
export const pairOf = (anchor: Tokens, positive: Tokens): Pair | undefined =>
  anchor.length > 0 && positive.length > 0 ? [anchor, positive] : undefined
