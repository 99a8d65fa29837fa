/** @file Stages of the kind "lexical": words, ranked by BM25 or another formula over weighted fields. */
import * as v from 'valibot'
import { defaultScoring } from '../../index/lexical/scoring.ts'
import { completeScoring, lexicalScoringSchema } from '../scoring-schema.ts'
import { count, notNegative, object } from '../schema.ts'
import { fieldUnknown } from '../errors.ts'
import { parseQuery } from '../../text/query-language.ts'
import { parseSynonyms } from '../../text/synonym-rules.ts'
import type { LexicalStageInput, LexicalStageSettings, WordOptions } from './stage.ts'
import { CANDIDATES_MAX, type ReadQuery, type StageKind } from './stage-kind.ts'

const wordEntries = {
  syntax: v.optional(v.picklist(['query', 'plain'], 'expected "query" or "plain"')),
  typos: v.optional(v.boolean()),
  compounds: v.optional(v.boolean()),
  asYouType: v.optional(v.boolean()),
  synonyms: v.optional(v.array(v.string())),
}

/** Of what a search says of words. */
export const wordOptionsSchema = object(wordEntries) as v.GenericSchema<WordOptions>

export const lexicalStage: StageKind<LexicalStageInput, LexicalStageSettings> = {
  schema: object({
    fields: v.optional(
      v.pipe(v.record(v.string(), notNegative), v.check(hasPositive, 'expected a field with a positive weight')),
    ),
    k: v.optional(count(1, CANDIDATES_MAX)),
    scoring: v.optional(lexicalScoringSchema),
    ...wordEntries,
  }),
  resolve: ({ fields, k, scoring = defaultScoring, ...given }, context) => {
    const known = context.settings.lexicalFields
    const unknown = Object.keys(fields ?? {}).find((field) => !Object.hasOwn(known, field))
    if (unknown !== undefined) throw fieldUnknown({ field: unknown, known: Object.keys(known) })
    const reading = { ...wordDefaults, ...withoutUndefined(given), ...withoutUndefined(context.words ?? {}) }
    parseSynonyms(reading.synonyms)
    return { fields: fields ?? known, k: k ?? context.k, scoring: completeScoring(scoring), ...reading }
  },
  name: () => 'lexical',
  readsSpace: false,
  space: () => undefined,
  toQuery: ({ fields, scoring, syntax, typos, compounds, asYouType, synonyms }, { text }) => {
    const reading = { syntax, typos, compounds, asYouType, synonyms }
    return { kind: 'lexical', query: text, fields, scoring, ...reading }
  },
  read: readTypedQuery,
  meaning: ({ fields, scoring }) => `${scoring.formula} over ${Object.keys(fields).join(', ')}`,
  isApproximate: (_, { lexicalScoring }) => !lexicalScoring,
  lacking: (_, { lexical }) => (lexical ? undefined : 'search by words'),
}

/** Those that are on win on misspelled queries and lose on no judged set: bench/typed-queries.mjs. */
const wordDefaults: Required<Pick<LexicalStageSettings, 'syntax' | 'typos' | 'compounds' | 'asYouType' | 'synonyms'>> =
  {
    syntax: 'query',
    typos: true,
    compounds: true,
    asYouType: false,
    synonyms: [],
  }

const withoutUndefined = (options: WordOptions): Partial<typeof wordDefaults> =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))

function readTypedQuery({ syntax, fields }: LexicalStageSettings, query: string): ReadQuery | undefined {
  if (syntax === 'plain') return undefined
  const searched = Object.keys(fields).filter((field) => (fields[field] ?? 0) > 0)
  const { words, prefixes, conditions } = parseQuery(query, { fields: searched })
  if (conditions.length === 0 && prefixes.length === 0) return undefined
  const text = prefixes.reduce((all, one) => all.slice(0, one.start) + one.text + all.slice(one.end), words)
  return {
    text: text.replaceAll(/\s+/gu, ' ').trim(),
    conditions: conditions.map(({ field, ...condition }) => ({
      ...condition,
      fields: field === undefined ? searched : [field],
    })),
  }
}

function hasPositive(fields: Readonly<Record<string, number>>): boolean {
  return Object.values(fields).some((weight) => weight > 0)
}
