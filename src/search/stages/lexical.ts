/** @file Stages of the kind "lexical": words, ranked by BM25 or another formula over weighted fields. */
import * as v from 'valibot'
import { defaultScoring } from '../../index/lexical/scoring.ts'
import { completeScoring, lexicalScoringSchema } from '../scoring-schema.ts'
import { count, notNegative, object } from '../schema.ts'
import { fieldUnknown } from '../errors.ts'
import type { LexicalStageInput, LexicalStageSettings } from './stage.ts'
import { CANDIDATES_MAX, type StageKind } from './stage-kind.ts'

export const lexicalStage: StageKind<LexicalStageInput, LexicalStageSettings> = {
  schema: object({
    fields: v.optional(
      v.pipe(v.record(v.string(), notNegative), v.check(hasPositive, 'expected a field with a positive weight')),
    ),
    k: v.optional(count(1, CANDIDATES_MAX)),
    scoring: v.optional(lexicalScoringSchema),
  }),
  resolve: ({ fields, k, scoring = defaultScoring }, context) => {
    const known = context.settings.lexicalFields
    const unknown = Object.keys(fields ?? {}).find((field) => !Object.hasOwn(known, field))
    if (unknown !== undefined) throw fieldUnknown({ field: unknown, known: Object.keys(known) })
    return { fields: fields ?? known, k: k ?? context.k, scoring: completeScoring(scoring) }
  },
  name: () => 'lexical',
  readsSpace: false,
  space: () => undefined,
  toQuery: ({ fields, scoring }, { text }) => ({ kind: 'lexical', query: text, fields, scoring }),
  meaning: ({ fields, scoring }) => `${scoring.formula} over ${Object.keys(fields).join(', ')}`,
  isApproximate: (_, { lexicalScoring }) => !lexicalScoring,
  lacking: (_, { lexical }) => (lexical ? undefined : 'search by words'),
}

function hasPositive(fields: Readonly<Record<string, number>>): boolean {
  return Object.values(fields).some((weight) => weight > 0)
}
