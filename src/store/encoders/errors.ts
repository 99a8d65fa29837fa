/** @file What can go wrong with spaces and their encoders: one factory for each error. */
import { AttuneError } from '../../base/errors.ts'

export const spaceUnknown = (details: {
  readonly collection: string
  readonly space: string
  readonly known: readonly string[]
}): AttuneError =>
  new AttuneError({
    code: 'STORE_SPACE_UNKNOWN',
    kind: 'not-found',
    message: `The collection "${details.collection}" has no space "${details.space}"; it has: ${details.known.join(', ') || 'none'}.`,
    hint: 'Name one of these spaces; a collection without any can only be searched by words.',
    details,
  })

export const encoderMismatch = (details: {
  readonly collection: string
  readonly space: string
  readonly ref: string
  readonly stored: string
  readonly opened: string
}): AttuneError =>
  new AttuneError({
    code: 'STORE_ENCODER_MISMATCH',
    kind: 'invalid-input',
    message:
      `The vectors of space "${details.space}" in collection "${details.collection}" were made by another encoder than "${details.ref}": ` +
      `stored fingerprint ${details.stored}, this one ${details.opened}. Their vectors cannot be compared.`,
    hint: 'Restore the model files that the space was made with, or add the documents to a new collection with the new encoder.',
    details,
  })

export const encoderGone = (details: {
  readonly collection: string
  readonly space: string
  readonly ref: string
  readonly cause: AttuneError
}): AttuneError => {
  const { collection, space, ref, cause } = details
  const isAbsent = cause.code === 'ENCODE_MODEL_NOT_FOUND'
  return new AttuneError({
    code: 'STORE_ENCODER_GONE',
    kind: 'not-found',
    message: `The encoder of space "${space}" in collection "${collection}" ${isAbsent ? `is no longer at "${ref}".` : `cannot be opened: ${cause.message}`}`,
    hint: 'Name the place where its model is now (attune search --encoder PATH, or project.moveEncoder() in code): it is remembered.',
    details: { collection, space, ref },
    cause,
  })
}

export const encoderSupplied = (details: {
  readonly collection: string
  readonly space: string
  readonly ref: string
  readonly cause: AttuneError
}): AttuneError => {
  const { collection, space, ref, cause } = details
  return new AttuneError({
    code: 'STORE_ENCODER_SUPPLIED',
    kind: 'not-found',
    message: `The encoder "${ref}" of space "${space}" in collection "${collection}" was supplied by the program that created the collection and cannot be opened by name.`,
    hint: 'Search by words (--plan lexical). To encode queries or documents, use that program; it opens the project with { openEncoder }, which returns the encoder.',
    details: { collection, space, ref },
    cause,
  })
}
