/** @file Errors of files of answered questions, and of the measures asked of them. */
import { AttuneError } from '../base/errors.ts'
import { nearest } from '../base/nearest.ts'
import { describePlace, type Place } from '../data/place.ts'

export const ragFileEmpty = (details: { readonly file: string; readonly accepted: string }): AttuneError =>
  new AttuneError({
    code: 'RAG_FILE_EMPTY',
    kind: 'invalid-input',
    message: `"${details.file}" holds no rows.`,
    hint: `Write one JSON object on each line, with ${details.accepted}.`,
    details,
  })

export const ragColumnMissing = (
  details: Place & { readonly column: string; readonly found: readonly string[]; readonly accepted: string },
): AttuneError =>
  new AttuneError({
    code: 'RAG_COLUMN_MISSING',
    kind: 'invalid-input',
    message: `${describePlace(details)} has no ${details.column}; its columns are ${details.found.join(', ') || 'none'}.`,
    hint: `Name the columns ${details.accepted}.`,
    details,
  })

export const ragColumnsMixed = (
  details: Place & { readonly names: readonly [string, string]; readonly first: Place },
): AttuneError =>
  new AttuneError({
    code: 'RAG_COLUMNS_MIXED',
    kind: 'invalid-input',
    message: `${describePlace(details)} has "${details.names[1]}", but ${describePlace(details.first)} has "${details.names[0]}" for the same.`,
    hint: 'Use one set of names in the whole file.',
    details,
  })

export const ragValueInvalid = (
  details: Place & { readonly column: string; readonly expected: string; readonly found: string },
): AttuneError =>
  new AttuneError({
    code: 'RAG_VALUE_INVALID',
    kind: 'invalid-input',
    message: `"${details.column}" in ${describePlace(details)} is ${details.found}, but must be ${details.expected}.`,
    hint: `Write ${details.expected} in every row.`,
    details,
  })

export const ragMetricUnknown = (details: {
  readonly metric: string
  readonly known: readonly string[]
}): AttuneError => {
  const meant = nearest(details.metric, details.known)
  return new AttuneError({
    code: 'RAG_METRIC_UNKNOWN',
    kind: 'invalid-input',
    message: `Unknown metric "${details.metric}". Known metrics: ${details.known.join(', ')}.`,
    hint: meant === undefined ? `Write some of ${details.known.join(', ')}.` : `Did you mean ${meant}?`,
    details,
  })
}

export const ragMetricUnmeasurable = (details: {
  readonly metric: string
  readonly lacks: string
  readonly cure: string
}): AttuneError =>
  new AttuneError({
    code: 'RAG_METRIC_UNMEASURABLE',
    kind: 'invalid-input',
    message: `${details.metric} cannot be measured without ${details.lacks}.`,
    hint: `${details.cure}, or leave ${details.metric} out.`,
    details,
  })
