/** @file What can go wrong with collections, their names and their settings: one factory for each error. */
import { AttuneError } from '../../base/errors.ts'

export const nameInvalid = (details: {
  readonly what: string
  readonly name: string
  readonly pattern: string
}): AttuneError =>
  new AttuneError({
    code: 'STORE_NAME_INVALID',
    kind: 'invalid-input',
    message: `"${details.name}" cannot name a ${details.what}: it must match ${details.pattern}.`,
    hint: 'Choose a name of letters, digits, dots, hyphens and underscores that begins with a letter or digit.',
    details,
  })

export const weightInvalid = (details: { readonly field: string; readonly weight: number }): AttuneError =>
  new AttuneError({
    code: 'STORE_WEIGHT_INVALID',
    kind: 'invalid-input',
    message: `The field "${details.field}" cannot have the weight ${details.weight}: a weight is a finite number, 0 or more.`,
    hint: 'Give each field a weight such as title 2, text 1.',
    details,
  })

export const typeUnknown = (details: {
  readonly field: string
  readonly type: string
  readonly known: readonly string[]
}): AttuneError =>
  new AttuneError({
    code: 'STORE_TYPE_UNKNOWN',
    kind: 'invalid-input',
    message: `The field "${details.field}" cannot be of the type "${details.type}": types are ${details.known.join(', ') || 'none'}.`,
    hint: 'Declare one of these types, such as price number, or leave the field out.',
    details,
  })

export const collectionExists = (details: { readonly name: string; readonly existing: string }): AttuneError =>
  new AttuneError({
    code: 'STORE_COLLECTION_EXISTS',
    kind: 'invalid-input',
    message: `A collection named "${details.existing}" exists already.`,
    hint: 'Choose another name, or drop that collection first.',
    details,
  })

export const settingsDiffer = (details: {
  readonly collection: string
  /** One sentence each, without its full stop. */
  readonly differences: readonly string[]
}): AttuneError =>
  new AttuneError({
    code: 'STORE_SETTINGS_DIFFER',
    kind: 'invalid-input',
    message: `The collection "${details.collection}" was created with other settings: ${details.differences.join('; ')}.`,
    hint: 'Leave these settings out to open it as it is, or make a collection of another name with them.',
    details,
  })

export const collectionUnknown = (details: { readonly name: string; readonly known: readonly string[] }): AttuneError =>
  new AttuneError({
    code: 'STORE_COLLECTION_UNKNOWN',
    kind: 'not-found',
    message: `The project has no collection "${details.name}"; it has: ${details.known.join(', ') || 'none'}.`,
    hint: 'Name one of these, or create it by adding documents.',
    details,
  })
