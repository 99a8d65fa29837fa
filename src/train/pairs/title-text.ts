/** @file A title and its text; a question and its answer where the first field asks. */
import { joinTokens, type PairMaker, pairOf } from './pair-maker.ts'

export const titleText: PairMaker = ({ title, sentences }) => pairOf(title, joinTokens(sentences))
