/** @file A run of tokens from anywhere in a document, and what stands around it: for texts without titles or sentence ends. */
import { joinTokens, type PairMaker, pairOf } from './pair-maker.ts'

const LENGTH_MIN = 4
const LENGTH_MAX = 20
/** Shorter documents would have nothing left. */
const TOKENS_MIN = 8

export const window: PairMaker = ({ title, sentences }, { random }) => {
  const all = joinTokens([title, ...sentences])
  if (all.length < TOKENS_MIN) return undefined
  const length = Math.min(all.length >> 1, LENGTH_MIN + random.below(LENGTH_MAX - LENGTH_MIN + 1))
  const start = random.below(all.length - length + 1)
  return pairOf(all.slice(start, start + length), [...all.slice(0, start), ...all.slice(start + length)])
}
