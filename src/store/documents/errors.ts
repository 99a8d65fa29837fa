/** @file What can go wrong with documents on their way in: one factory for each error. */
import { AttuneError } from '../../base/errors.ts'

export const documentRefused = (details: {
  readonly collection: string
  readonly id: string
  readonly problem: string
}): AttuneError =>
  new AttuneError({
    code: 'STORE_DOCUMENT_REFUSED',
    kind: 'invalid-input',
    message: `Document ${JSON.stringify(details.id)} cannot be added to "${details.collection}": ${details.problem}.`,
    hint: 'Correct this document and add again; what was stored before is skipped.',
    details,
  })

/** The same error, where a part of the documents had been stored: they stay. */
export const afterStoring = (error: AttuneError, stored: number): AttuneError => {
  const { code, kind, message, hint, details, isRebuildable } = error
  const counted = `${stored.toLocaleString('en')} ${stored === 1 ? 'document was' : 'documents were'} stored`
  return new AttuneError({
    code,
    kind,
    message: `${message} Before that, ${counted}.`,
    hint,
    details: { ...details, stored },
    isRebuildable,
    cause: error,
  })
}

export const sourceEmpty = (details: {
  readonly collection: string
  readonly source: string
  readonly documents: number
}): AttuneError =>
  new AttuneError({
    code: 'STORE_SOURCE_EMPTY',
    kind: 'invalid-input',
    message: `The source "${details.source}" gives no document, and the collection "${details.collection}" has ${details.documents} from it: all would be deleted.`,
    hint: 'Check that the source is there and is the one you mean; to delete them all the same, pass --allow-empty (allowEmpty in a program).',
    details,
  })

export const documentUnknown = (details: {
  readonly collection: string
  readonly id: string
  /** How many of the batch there are not. */
  readonly count: number
}): AttuneError =>
  new AttuneError({
    code: 'STORE_DOCUMENT_UNKNOWN',
    kind: 'not-found',
    message: `"${details.collection}" has no document ${JSON.stringify(details.id)}${details.count > 1 ? ` (and ${details.count - 1} more of the same batch)` : ''} to update.`,
    hint: "Add it first, or choose how to handle unknown documents: { missing: 'add' } or { missing: 'skip' }.",
    details,
  })
