/** @file What can be wrong with a command line. */
import { AttuneError } from '../base/errors.ts'

export const planFileUnreadable = (details: {
  readonly file: string
  readonly reason: string
  readonly named: readonly string[]
}): AttuneError =>
  new AttuneError({
    code: 'CLI_PLAN_UNREADABLE',
    kind: 'invalid-input',
    message: `The plan "${details.file}" cannot be read: ${details.reason}.`,
    hint: `Pass a JSON file, or one of the named plans: ${details.named.join(', ')}.`,
    details,
  })

export const fieldWeightsInvalid = (details: { readonly text: string }): AttuneError =>
  new AttuneError({
    code: 'CLI_FIELDS_INVALID',
    kind: 'invalid-input',
    message: `--fields "${details.text}" is no list of fields with weights.`,
    hint: 'Write names with optional positive weights, separated by commas: title=2,text.',
    details,
  })

export const settingsFixed = (details: {
  readonly collection: string
  readonly option: string
  readonly asked: string
  readonly is: string
}): AttuneError =>
  new AttuneError({
    code: 'CLI_SETTINGS_FIXED',
    kind: 'invalid-input',
    message: `The collection "${details.collection}" was made with ${details.option} ${details.is}, and that cannot change to ${details.asked}.`,
    hint: `Leave ${details.option} out, or add the documents to a new collection.`,
    details,
  })

export const noTextFields = (details: { readonly source: string }): AttuneError =>
  new AttuneError({
    code: 'CLI_NO_TEXT_FIELDS',
    kind: 'invalid-input',
    message: `The first documents of "${details.source}" have no field with text, so there is nothing to search by.`,
    hint: 'Name the fields to search with --fields.',
    details,
  })

export const splitMissing = (details: { readonly dataset: string; readonly splits: readonly string[] }): AttuneError =>
  new AttuneError({
    code: 'CLI_SPLIT_MISSING',
    kind: 'invalid-input',
    message:
      `The data set "${details.dataset}" has no test split` +
      (details.splits.length === 0 ? ' nor any judgements.' : `; it has: ${details.splits.join(', ')}.`),
    hint: 'Name one with --split, or add qrels/test.tsv with the columns query-id, corpus-id, score.',
    details,
  })

export const noTextInRow = (details: { readonly file: string; readonly line: number }): AttuneError =>
  new AttuneError({
    code: 'CLI_NO_TEXT_IN_ROW',
    kind: 'invalid-input',
    message: `Line ${details.line} of "${details.file}" has neither "text" nor "title", so there is nothing to encode.`,
    hint: 'Give every line a "text", a "title", or both.',
    details,
  })
