/** @file What can go wrong with a project and what is asked of it, where no room below has the error: one factory for each. */
import { AttuneError } from '../base/errors.ts'

export const storeClosed = (details: { readonly what: string }): AttuneError =>
  new AttuneError({
    code: 'STORE_CLOSED',
    kind: 'invalid-input',
    message: `${details.what} is closed.`,
    hint: 'Open the project again before using it.',
    details,
  })

export const argumentInvalid = (details: {
  readonly argument: string
  readonly value: unknown
  /** What it may be. */
  readonly allowed: string
}): AttuneError =>
  new AttuneError({
    code: 'STORE_ARGUMENT_INVALID',
    kind: 'invalid-input',
    message: `${details.argument} is ${shown(details.value)}, but must be ${details.allowed}.`,
    hint: `Pass ${details.argument} as ${details.allowed}.`,
    details,
  })

/** Numbers as they are, text in quotes, and of anything larger its beginning. */
function shown(value: unknown): string {
  if (typeof value === 'number' || value === undefined) return String(value)
  if (typeof value === 'bigint') return `${value}n`
  return ((JSON.stringify(value) as string | undefined) ?? `a ${typeof value}`).slice(0, 100)
}

export const viewEnded = (details: { readonly collection: string }): AttuneError =>
  new AttuneError({
    code: 'STORE_VIEW_ENDED',
    kind: 'invalid-input',
    message: `A view of the collection "${details.collection}" was used after the work that it was opened for.`,
    hint: 'Await every call on the view within the function that is passed to read().',
    details,
  })

export const openedReadOnly = (details: { readonly folder: string }): AttuneError =>
  new AttuneError({
    code: 'STORE_OPENED_READ_ONLY',
    kind: 'invalid-input',
    message: `The project at "${details.folder}" was opened for reading only, so nothing can be written to it.`,
    hint: 'Open it without readOnly.',
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
    message: `The collection "${details.collection}" was created with ${details.option} ${details.is}, and that cannot be changed to ${details.asked}.`,
    hint: `Leave ${details.option} out, or add the documents to a new collection.`,
    details,
  })

export const fieldsAbsent = (details: {
  readonly fields: readonly string[]
  readonly present: readonly string[]
}): AttuneError =>
  new AttuneError({
    code: 'CLI_FIELDS_ABSENT',
    kind: 'invalid-input',
    message:
      `None of the fields to search (${details.fields.join(', ')}) is in the first documents, so there is nothing to search by; ` +
      `they have: ${details.present.join(', ') || 'none'}.`,
    hint: 'Name fields that the documents have, or leave --fields out to search every field with text.',
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
