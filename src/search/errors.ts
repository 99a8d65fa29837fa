/** @file Errors of searches. */
import { AttuneError } from '../base/errors.ts'
import { nearest } from '../base/nearest.ts'

export const planInvalid = (problems: readonly { readonly path: string; readonly problem: string }[]): AttuneError =>
  new AttuneError({
    code: 'SEARCH_PLAN_INVALID',
    kind: 'invalid-input',
    message: `The plan is invalid: ${problems.map(({ path, problem }) => (path === '' ? problem : `${path}: ${problem}`)).join('; ')}.`,
    hint: 'Correct the plan at that path; docs/plans.md lists every key with its default.',
    details: { problems },
  })

export const planUnknown = (details: { readonly plan: string; readonly known: readonly string[] }): AttuneError =>
  new AttuneError({
    code: 'SEARCH_PLAN_UNKNOWN',
    kind: 'not-found',
    message: `There is no plan named "${details.plan}"; known plans: ${details.known.join(', ')}.`,
    hint: 'Use one of these names, or pass the plan itself (on the command line, a JSON file). To save it under this name, run: attune plan set NAME FILE.',
    details,
  })

export const planNameTaken = (details: { readonly name: string; readonly taken: readonly string[] }): AttuneError =>
  new AttuneError({
    code: 'SEARCH_PLAN_NAME_TAKEN',
    kind: 'invalid-input',
    message: `A plan cannot be saved as "${details.name}": that name is built in (${details.taken.join(', ')}).`,
    hint: 'Choose another name. To search with it by default, save it as the default plan: attune plan set NAME FILE --default.',
    details,
  })

export const planUnsupported = (details: {
  readonly collection: string
  readonly lacking: readonly string[]
}): AttuneError =>
  new AttuneError({
    code: 'SEARCH_PLAN_UNSUPPORTED',
    kind: 'unsupported',
    message: `The engine behind the collection "${details.collection}" cannot ${details.lacking.join(' or ')}, which the plan requires.`,
    hint: 'Remove that from the plan, or search a collection in the embedded store.',
    details,
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
    message: `The query has ${details.characters.toLocaleString('en')} characters; the limit is ${details.charactersMax.toLocaleString('en')}.`,
    hint: 'Shorten the query, or search with its most distinctive paragraph.',
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
    hint: 'Pass a reranker with that name, or use a reference in the plan, such as "encoder:bundled:default".',
    details,
  })

export const rerankerScoresInvalid = (details: { readonly reranker: string; readonly problem: string }): AttuneError =>
  new AttuneError({
    code: 'SEARCH_RERANKER_SCORES_INVALID',
    kind: 'external',
    message: `The reranker "${details.reranker}" ${details.problem}, so its hits cannot be ordered.`,
    hint: 'Return one finite number for each document, in the order of the documents.',
    details,
  })

export const collectionUnnamed = (details: {
  readonly folder: string
  readonly known: readonly string[]
}): AttuneError =>
  new AttuneError({
    code: 'SEARCH_COLLECTION_UNNAMED',
    kind: 'invalid-input',
    message:
      details.known.length === 0
        ? `The project at "${details.folder}" has no collection to search.`
        : `The project at "${details.folder}" has ${details.known.length} collections, and none was named: ${details.known.join(', ')}.`,
    hint:
      details.known.length === 0
        ? 'Create one by adding documents (attune add).'
        : 'Name one of them: --collection NAME, or { collection: NAME } in code.',
    details,
  })

/** @param details.space undefined where the plan asks for whichever space there is */
export const spaceUnknown = (details: {
  readonly space: string | undefined
  readonly known: readonly string[]
}): AttuneError => {
  const asked = details.space === undefined ? 'vectors' : `the space "${details.space}"`
  return new AttuneError({
    code: 'SEARCH_SPACE_UNKNOWN',
    kind: 'not-found',
    message:
      `The plan searches ${asked}, but the collection has ` +
      (details.known.length === 0 ? 'no vectors.' : `only: ${details.known.join(', ')}.`),
    hint:
      details.known.length === 0
        ? 'Use the plan "lexical", or add the documents to a new collection with an encoder.'
        : 'Name one of its spaces, or leave "space" out to search the default one.',
    details,
  })
}

/** A query's own vector, under the name of no space. */
export const vectorUnused = (details: { readonly space: string; readonly known: readonly string[] }): AttuneError => {
  const meant = nearest(details.space, details.known)
  return new AttuneError({
    code: 'SEARCH_SPACE_UNKNOWN',
    kind: 'not-found',
    message: `The query has a vector for the space "${details.space}", but the collection's spaces are: ${details.known.join(', ') || 'none'}.`,
    hint:
      meant === undefined
        ? 'Name each vector by its space: { vectors: { SPACE: [...] } }.'
        : `Write "${meant}" if that is what was meant.`,
    details,
  })
}

export const fieldUnknown = (details: { readonly field: string; readonly known: readonly string[] }): AttuneError =>
  new AttuneError({
    code: 'SEARCH_FIELD_UNKNOWN',
    kind: 'not-found',
    message: `The plan searches the field "${details.field}", but the collection indexes words only for: ${details.known.join(', ')}.`,
    hint: 'Name one of these fields, or add the documents to a new collection with --fields.',
    details,
  })

export const encoderMissing = (details: { readonly space: string }): AttuneError =>
  new AttuneError({
    code: 'SEARCH_ENCODER_MISSING',
    kind: 'invalid-input',
    message: `The plan searches the space "${details.space}", but neither its encoder nor a query vector was given.`,
    hint: 'Pass encoderOf or vectors, or use search(project, query) or collection.search(query), which open the encoder themselves.',
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
