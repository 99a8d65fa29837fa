/** @file The plan's `scoring` key: which lexical formula, with which parameters. */
import * as v from 'valibot'
import type { LexicalScoring } from '../index/lexical/scoring.ts'
import { finite, strict } from './schema.ts'

const positive = v.optional(v.pipe(finite, v.minValue(0, 'expected a number of at least 0')))
const fraction = v.optional(
  v.pipe(finite, v.minValue(0, 'expected a number from 0 to 1'), v.maxValue(1, 'expected a number from 0 to 1')),
)
const flag = v.optional(v.boolean())
const saturation = { k1: positive, b: fraction }

export const lexicalScoringSchema: v.GenericSchema<LexicalScoring> = v.variant('formula', [
  strict({ formula: v.picklist(['lucene', 'robertson', 'atire']), ...saturation }),
  strict({ formula: v.picklist(['bm25l', 'bm25+', 'rank-bm25-l']), ...saturation, delta: positive }),
  strict({ formula: v.literal('rank-bm25-okapi'), ...saturation, epsilon: positive }),
  strict({ formula: v.literal('tfidf'), smooth: flag, sublinear: flag, normalize: flag }),
]) as v.GenericSchema<LexicalScoring>
