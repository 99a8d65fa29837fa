/** @file A heading within a document, and the passage below it. */
import { joinTokens, type PairMaker, pairOf } from './pair-maker.ts'

export const headingPassage: PairMaker = ({ headed, title }, { random }) => {
  const drawn = headed[random.below(headed.length)]
  return drawn && pairOf(drawn[0], joinTokens([title, drawn[1]]))
}
