/** @file One sentence, and the remainder of its document with the title. */
import { joinTokens, type PairMaker, pairOf } from './pair-maker.ts'

export const sentenceRest: PairMaker = ({ title, sentences }, { random }) => {
  if (sentences.length < 2) return undefined
  const drawn = random.below(sentences.length)
  return pairOf(sentences[drawn] ?? [], joinTokens([title, ...sentences.filter((_, i) => i !== drawn)]))
}
