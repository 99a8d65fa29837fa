/** @file Makers of pairs by name. */
import { headingPassage } from './heading-passage.ts'
import type { PairMaker } from './pair-maker.ts'
import { rareWords } from './rare-words.ts'
import { sentenceRest } from './sentence-rest.ts'
import { titleText } from './title-text.ts'
import { window } from './window.ts'

export type PairMakerName = 'title-text' | 'heading-passage' | 'sentence-rest' | 'window' | 'rare-words'

export const PAIR_MAKERS: Readonly<Record<PairMakerName, PairMaker>> = {
  'title-text': titleText,
  'heading-passage': headingPassage,
  'sentence-rest': sentenceRest,
  window,
  'rare-words': rareWords,
}
