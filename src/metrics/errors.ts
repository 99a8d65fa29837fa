/** @file Errors of metric names and of the results to measure. */
import { AttuneError } from '../base/errors.ts'

export const metricUnknown = (details: {
  readonly metric: string
  readonly known: readonly string[]
  readonly nearest: string | undefined
}): AttuneError =>
  new AttuneError({
    code: 'METRICS_UNKNOWN',
    kind: 'invalid-input',
    message: `Unknown metric "${details.metric}". Known metrics: ${details.known.join(', ')}.`,
    hint:
      details.nearest === undefined
        ? `Write one of ${details.known.join(', ')}, with a cut-off where you want one, such as nDCG@10.`
        : `Did you mean ${details.nearest}?`,
    details,
  })

export const dialectUnknown = (details: { readonly dialect: string; readonly known: readonly string[] }): AttuneError =>
  new AttuneError({
    code: 'METRICS_DIALECT_UNKNOWN',
    kind: 'invalid-input',
    message: `There is no dialect "${details.dialect}". Known dialects: ${details.known.join(', ')}.`,
    hint: `Choose one of ${details.known.join(', ')}.`,
    details,
  })

export const metricMalformed = (details: { readonly metric: string }): AttuneError =>
  new AttuneError({
    code: 'METRICS_NAME_MALFORMED',
    kind: 'invalid-input',
    message: `"${details.metric}" is not a valid metric: expected a name, optional parameters in parentheses and an optional cut-off after @.`,
    hint: `Write it like nDCG@10, AP(rel=2)@100 or nDCG(dcg='exp-log2')@10.`,
    details,
  })

export const metricsMissing = (details: { readonly metrics: string }): AttuneError =>
  new AttuneError({
    code: 'METRICS_NONE_NAMED',
    kind: 'invalid-input',
    message: `"${details.metrics}" names no metric.`,
    hint: 'Name at least one, such as nDCG@10,RR@10.',
    details,
  })

export const cutoffMissing = (details: { readonly metric: string }): AttuneError =>
  new AttuneError({
    code: 'METRICS_CUTOFF_MISSING',
    kind: 'invalid-input',
    message: `${details.metric} is only defined with a cut-off, and none was given.`,
    hint: `Add a cut-off, such as ${details.metric}@10.`,
    details,
  })

export const cutoffInvalid = (details: { readonly metric: string; readonly cutoff: string }): AttuneError =>
  new AttuneError({
    code: 'METRICS_CUTOFF_INVALID',
    kind: 'invalid-input',
    message: `${details.metric} was given the cut-off "${details.cutoff}", which is not a whole number of at least 1.`,
    hint: `Write how many of the first results to count, such as ${details.metric}@10.`,
    details,
  })

export const cutoffUnwanted = (details: { readonly metric: string; readonly cutoff: string }): AttuneError =>
  new AttuneError({
    code: 'METRICS_CUTOFF_UNWANTED',
    kind: 'invalid-input',
    message: `${details.metric} determines its own depth and takes no cut-off, but was given @${details.cutoff}.`,
    hint: `Write ${details.metric} alone.`,
    details,
  })

export const parameterUnknown = (details: {
  readonly metric: string
  readonly parameter: string
  readonly known: readonly string[]
}): AttuneError =>
  new AttuneError({
    code: 'METRICS_PARAMETER_UNKNOWN',
    kind: 'invalid-input',
    message: `${details.metric} has no parameter "${details.parameter}". It takes ${details.known.join(', ')}.`,
    hint: `Remove "${details.parameter}", or write one of ${details.known.join(', ')}.`,
    details,
  })

export const parameterInvalid = (details: {
  readonly metric: string
  readonly parameter: string
  readonly value: string
  readonly accepted: string
}): AttuneError =>
  new AttuneError({
    code: 'METRICS_PARAMETER_INVALID',
    kind: 'invalid-input',
    message: `${details.metric} was given ${details.parameter}=${details.value}, but ${details.parameter} must be ${details.accepted}.`,
    hint: `Write ${details.parameter} as ${details.accepted}.`,
    details,
  })

export const scoreNotANumber = (details: {
  readonly docId: string
  readonly queryId: string | undefined
}): AttuneError =>
  new AttuneError({
    code: 'METRICS_SCORE_NAN',
    kind: 'invalid-input',
    message: `${placeOf(details)} has the score NaN, so the results cannot be ordered.`,
    hint: 'Correct the scores of the run, or leave that result out.',
    details,
  })

export const resultRepeated = (details: {
  readonly docId: string
  readonly queryId: string | undefined
}): AttuneError =>
  new AttuneError({
    code: 'METRICS_RESULT_REPEATED',
    kind: 'invalid-input',
    message: `${placeOf(details)} is listed more than once and would be counted each time.`,
    hint: 'Keep only the best result of each document.',
    details,
  })

export const noJudgedQueries = (details: {
  readonly judgedQueries: number
  readonly runQueries: number
}): AttuneError =>
  new AttuneError({
    code: 'METRICS_NO_JUDGED_QUERIES',
    kind: 'invalid-input',
    message:
      details.judgedQueries === 0
        ? 'There are no judged queries, so there is nothing to average.'
        : `None of the ${details.judgedQueries} judged queries is among the ${details.runQueries} queries of the run.`,
    hint: 'Check that judgements and run use the same query ids.',
    details,
  })

const placeOf = ({ docId, queryId }: { readonly docId: string; readonly queryId: string | undefined }): string =>
  `The result "${docId}"${queryId === undefined ? '' : ` of query "${queryId}"`}`
