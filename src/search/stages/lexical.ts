/** @file Stages of the kind "lexical": words, ranked by BM25 or another formula over weighted fields. */
import * as v from 'valibot'
import { defaultScoring, type LexicalScoring } from '../../index/lexical/scoring.ts'
import { completeScoring, lexicalScoringSchema } from '../scoring-schema.ts'
import { count, notNegative, object } from '../schema.ts'
import { fieldUnknown } from '../errors.ts'
import { CANDIDATES_MAX, type StageKind, type StageSettings } from './stage-kind.ts'

export interface LexicalStageInput {
  /** Weight by field name. Default: the collection's own weights. */
  readonly fields?: Readonly<Record<string, number>> | undefined
  /** Candidates to retrieve, 1 to 10,000. Default: 100, or as many as the search looks at. */
  readonly k?: number | undefined
  /** Default: Lucene's BM25, k1 0.9, b 0.4. */
  readonly scoring?: LexicalScoring | undefined
}

export interface LexicalStageSettings extends StageSettings {
  /** Weight by field name. */
  readonly fields: Readonly<Record<string, number>>
  readonly scoring: LexicalScoring
}

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
