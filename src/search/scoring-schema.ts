/** @file The plan's `scoring` key: which lexical formula, with which parameters. */
import * as v from 'valibot'
import { type LexicalScoring, type ScoringParameters, scoringDefaults } from '../index/lexical/scoring.ts'
import { notNegative, strict } from './schema.ts'

const fraction = v.optional(
  v.pipe(v.number(), v.minValue(0, 'expected a number from 0 to 1'), v.maxValue(1, 'expected a number from 0 to 1')),
)
const positive = v.optional(notNegative)
const flag = v.optional(v.boolean())
const saturation = { k1: positive, b: fraction }

type Parameter = keyof ScoringParameters
type Formula = LexicalScoring['formula']

/** The parameters that each formula takes. */
const parametersOf: Readonly<Record<Formula, { readonly [Name in Parameter]?: v.GenericSchema }>> = {
  lucene: saturation,
  robertson: saturation,
  atire: saturation,
  bm25l: { ...saturation, delta: positive },
  'bm25+': { ...saturation, delta: positive },
  'rank-bm25-l': { ...saturation, delta: positive },
  'rank-bm25-okapi': { ...saturation, epsilon: positive },
  tfidf: { smooth: flag, sublinear: flag, normalize: flag },
}

const formulas = Object.keys(parametersOf) as Formula[]

const shapes = formulas.map((formula) => {
  const entries: v.ObjectEntries = { ...parametersOf[formula] }
  return strict({ formula: v.literal(formula), ...entries })
})

export const lexicalScoringSchema: v.GenericSchema<LexicalScoring> = v.variant(
  'formula',
  shapes,
) as v.GenericSchema as v.GenericSchema<LexicalScoring>

/** With every parameter that the formula takes. */
export function completeScoring(scoring: LexicalScoring): LexicalScoring {
  const defaults = scoringDefaults[scoring.formula]
  const parameters = Object.keys(parametersOf[scoring.formula]) as Parameter[]
  const given = scoring as Partial<ScoringParameters>
  return Object.fromEntries([
    ['formula', scoring.formula],
    ...parameters.map((parameter) => [parameter, given[parameter] ?? defaults[parameter]]),
  ]) as LexicalScoring
}
