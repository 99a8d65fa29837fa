/** @file What can be wrong with a search. */
import { AttuneError } from '../base/errors.ts'

export const planInvalid = (problems: readonly { readonly path: string; readonly problem: string }[]): AttuneError =>
  new AttuneError({
    code: 'SEARCH_PLAN_INVALID',
    kind: 'invalid-input',
    message: `The plan is invalid: ${problems.map(({ path, problem }) => (path === '' ? problem : `${path}: ${problem}`)).join('; ')}.`,
    hint: 'Correct the plan at the path named; docs/plans.md lists every key with its default.',
    details: { problems },
  })

export const queryEmpty = (): AttuneError =>
  new AttuneError({
    code: 'SEARCH_QUERY_EMPTY',
    kind: 'invalid-input',
    message: 'The query is empty, so there is nothing to search for.',
    hint: 'Pass a query with at least one character that is not white space.',
    details: {},
  })

export const queryTooLong = (details: { readonly characters: number; readonly charactersMax: number }): AttuneError =>
  new AttuneError({
    code: 'SEARCH_QUERY_TOO_LONG',
    kind: 'invalid-input',
    message: `The query has ${details.characters.toLocaleString('en')} characters; at most ${details.charactersMax.toLocaleString('en')} are searched.`,
    hint: 'Shorten the query, or search with its most telling paragraph.',
    details,
  })

export const rerankerUnknown = (details: {
  readonly reranker: string
  readonly known: readonly string[]
}): AttuneError =>
  new AttuneError({
    code: 'SEARCH_RERANKER_UNKNOWN',
    kind: 'not-found',
    message:
      `The plan reranks with "${details.reranker}", but ` +
      (details.known.length === 0 ? 'no reranker was given.' : `only these were given: ${details.known.join(', ')}.`),
    hint: 'Remove "rerank" from the plan, or pass a reranker of that name.',
    details,
  })

export const spaceUnknown = (details: { readonly space: string; readonly known: readonly string[] }): AttuneError =>
  new AttuneError({
    code: 'SEARCH_SPACE_UNKNOWN',
    kind: 'not-found',
    message:
      `The plan searches the space "${details.space}", but the collection has ` +
      (details.known.length === 0 ? 'no vectors.' : `only: ${details.known.join(', ')}.`),
    hint: 'Name one of its spaces, or use a plan with lexical stages only.',
    details,
  })

export const fieldUnknown = (details: { readonly field: string; readonly known: readonly string[] }): AttuneError =>
  new AttuneError({
    code: 'SEARCH_FIELD_UNKNOWN',
    kind: 'not-found',
    message: `The plan searches the field "${details.field}", but the collection has words indexed only for: ${details.known.join(', ')}.`,
    hint: 'Name one of these fields, or add the documents to a new collection with --fields.',
    details,
  })

export const encoderMissing = (details: { readonly space: string }): AttuneError =>
  new AttuneError({
    code: 'SEARCH_ENCODER_MISSING',
    kind: 'invalid-input',
    message: `The plan searches the space "${details.space}", but neither its encoder nor a query vector was given.`,
    hint: 'Pass encoderOf or vectors, or search through project.search, which opens the encoder itself.',
    details,
  })

export const encoderMismatch = (details: {
  readonly space: string
  readonly encoder: string
  readonly fingerprint: string
  readonly expected: string
}): AttuneError =>
  new AttuneError({
    code: 'SEARCH_ENCODER_MISMATCH',
    kind: 'invalid-input',
    message:
      `The space "${details.space}" holds vectors of the encoder ${details.expected.slice(0, 12)}, but the query was to be encoded by ` +
      `"${details.encoder}" (${details.fingerprint.slice(0, 12)}); vectors of different encoders cannot be compared.`,
    hint: 'Search with the encoder that filled the space, or add the documents again to a new collection with this encoder.',
    details,
  })
