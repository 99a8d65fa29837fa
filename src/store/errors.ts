/** @file What can go wrong with what is kept on disk: one factory for each error. */
import { AttuneError } from '../base/errors.ts'

const listed = (names: readonly string[]): string => (names.length === 0 ? 'none' : names.join(', '))

export const projectNotFound = (details: { readonly start: string }): AttuneError =>
  new AttuneError({
    code: 'STORE_PROJECT_NOT_FOUND',
    kind: 'not-found',
    message: `There is no project at "${details.start}": there is no .attune folder in it.`,
    hint: 'Create one by adding documents (attune add), or name the folder that has .attune in it (--project).',
    details,
  })

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

export const writeInView = (details: { readonly collection: string }): AttuneError =>
  new AttuneError({
    code: 'STORE_WRITE_IN_VIEW',
    kind: 'invalid-input',
    message: `The collection "${details.collection}" cannot be changed or closed from within read(): a change waits until open views have ended.`,
    hint: 'Return from read() what is to be written, and write afterwards.',
    details,
  })

/** Who writes to a project, as it said itself. */
export interface LockHolder {
  readonly pid: number
  readonly host: string
  /** ISO time. */
  readonly startedAt: string
}

/** @param details.isOurs whether the holder is this process itself */
export const storeLocked = (details: {
  readonly folder: string
  readonly holder: LockHolder | undefined
  readonly isOurs: boolean
}): AttuneError => {
  const { folder, holder, isOurs } = details
  const who =
    holder === undefined ? 'Another process' : `Process ${holder.pid} on ${holder.host} (since ${holder.startedAt})`
  if (isOurs && holder !== undefined)
    return new AttuneError({
      code: 'STORE_LOCKED',
      kind: 'overloaded',
      message: `This process (${holder.pid}) has the project at "${folder}" open more than once, and is writing through another of its openings; one writes at a time.`,
      hint: 'Open a project once in a process and share it, or wait until the other write has ended.',
      details,
    })
  return new AttuneError({
    code: 'STORE_LOCKED',
    kind: 'overloaded',
    message: `${who} is writing to the project at "${folder}"; only one process writes at a time.`,
    hint: 'Try again when its write has ended; searching needs no lock. The lock is also released when that process ends.',
    details,
  })
}

export const storeReadOnly = (details: { readonly place: string; readonly cause?: unknown }): AttuneError =>
  new AttuneError({
    code: 'STORE_READ_ONLY',
    kind: 'invalid-input',
    message: `"${details.place}" cannot be written to.`,
    hint: 'Give this user the right to write to the folder and everything in it, or name another folder (--project).',
    details: { place: details.place },
    cause: details.cause,
  })

export const openedReadOnly = (details: { readonly folder: string }): AttuneError =>
  new AttuneError({
    code: 'STORE_OPENED_READ_ONLY',
    kind: 'invalid-input',
    message: `The project at "${details.folder}" was opened for reading only, so nothing can be written to it.`,
    hint: 'Open it without readOnly.',
    details,
  })

export const diskFull = (details: { readonly place: string; readonly cause?: unknown }): AttuneError =>
  new AttuneError({
    code: 'STORE_DISK_FULL',
    kind: 'external',
    message: `No space is left where "${details.place}" is; what was acknowledged before is safe.`,
    hint: 'Free space on that disk, then run the same command again: it continues where it stopped.',
    details: { place: details.place },
    cause: details.cause,
  })

export const writeRefused = (details: { readonly place: string; readonly cause?: unknown }): AttuneError =>
  new AttuneError({
    code: 'STORE_WRITE_REFUSED',
    kind: 'external',
    message: `The disk took no more of "${details.place}": a quota or a limit on the size of files is reached, or the disk fails; what was acknowledged before is safe.`,
    hint: 'Check quotas, limits (ulimit -f) and the disk, then run the same command again: it continues where it stopped.',
    details: { place: details.place },
    cause: details.cause,
  })

export const databaseDamaged = (details: { readonly place: string; readonly cause?: unknown }): AttuneError =>
  new AttuneError({
    code: 'STORE_DATABASE_DAMAGED',
    kind: 'corrupt',
    message: `The database "${details.place}" is damaged, or is not a database.`,
    hint: 'Restore it from a backup, or delete its .attune folder and add the documents again.',
    details: { place: details.place },
    cause: details.cause,
  })

export const databaseGone = (details: { readonly place: string; readonly indexes: string }): AttuneError =>
  new AttuneError({
    code: 'STORE_DATABASE_GONE',
    kind: 'corrupt',
    message: `The database "${details.place}" is missing or empty, though "${details.indexes}" holds indexes of its documents.`,
    hint: 'Restore it from a backup, or delete its .attune folder and add the documents again: indexes hold no documents.',
    details,
  })

export const databaseBusy = (details: { readonly place: string; readonly cause?: unknown }): AttuneError =>
  new AttuneError({
    code: 'STORE_BUSY',
    kind: 'overloaded',
    message: `The database "${details.place}" stayed locked by another process for too long.`,
    hint: 'Try again; close programs that keep a transaction open on it, such as a SQLite shell.',
    details: { place: details.place },
    cause: details.cause,
  })

export const databaseFailed = (details: { readonly place: string; readonly cause: unknown }): AttuneError =>
  new AttuneError({
    code: 'STORE_DATABASE_FAILED',
    kind: 'external',
    message: `The database "${details.place}" failed: ${details.cause instanceof Error ? details.cause.message : String(details.cause)}.`,
    hint: 'Check that the folder exists, is on a local disk and belongs to this user.',
    details: { place: details.place },
    cause: details.cause,
  })

export const databaseNewer = (details: {
  readonly place: string
  readonly version: number
  readonly versionKnown: number
}): AttuneError =>
  new AttuneError({
    code: 'STORE_DATABASE_NEWER',
    kind: 'unsupported',
    message: `"${details.place}" has format ${details.version}; this version of Attune knows formats up to ${details.versionKnown}.`,
    hint: 'Update Attune to the version that wrote the project.',
    details,
  })

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
    message: `The field "${details.field}" cannot be of the type "${details.type}": types are ${listed(details.known)}.`,
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
    message: `The project has no collection "${details.name}"; it has: ${listed(details.known)}.`,
    hint: 'Name one of these, or create it by adding documents.',
    details,
  })

export const spaceUnknown = (details: {
  readonly collection: string
  readonly space: string
  readonly known: readonly string[]
}): AttuneError =>
  new AttuneError({
    code: 'STORE_SPACE_UNKNOWN',
    kind: 'not-found',
    message: `The collection "${details.collection}" has no space "${details.space}"; it has: ${listed(details.known)}.`,
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
  return new AttuneError({
    code: 'STORE_ENCODER_GONE',
    kind: 'not-found',
    message: `The encoder of space "${space}" in collection "${collection}" is no longer at "${ref}": ${cause.message}`,
    hint: 'Name the place where its model is now (attune search --encoder PATH, or project.moveEncoder() in code): it is remembered.',
    details: { collection, space, ref },
    cause,
  })
}

export const vectorInvalid = (details: {
  readonly space: string
  readonly problem: string
  readonly collection: string
}): AttuneError =>
  new AttuneError({
    code: 'STORE_VECTOR_INVALID',
    kind: 'invalid-input',
    message: `The vector for space "${details.space}" of collection "${details.collection}" cannot be used: ${details.problem}.`,
    hint: 'Pass a vector made by the encoder of the space.',
    details,
  })

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

export const filterInvalid = (details: {
  readonly filter: unknown
  readonly problems: readonly string[]
}): AttuneError =>
  new AttuneError({
    code: 'STORE_FILTER_INVALID',
    kind: 'invalid-input',
    message: `The filter is invalid: ${details.problems.join('; ')}.`,
    hint: 'Write conditions such as { "field": "price", "lt": 20 }, joined by { "and": [...] }, { "or": [...] } or { "not": ... }; in code parseFilter(\'price < 20\') makes one of text.',
    details,
  })

export const filterTypeMismatch = (details: {
  readonly field: string
  readonly value: unknown
  readonly asked: string
  /** What kinds of values there are, each with its count. */
  readonly holds: string
  readonly declared: string | undefined
  /** Whether there are numbers or booleans, too. */
  readonly isMixed: boolean
  /** Whether the values are texts to whoever asks, codes for example, and no prices. */
  readonly isTextMeant: boolean
}): AttuneError => {
  const { field, value, asked, holds, declared } = details
  const literal = JSON.stringify(value)
  const as = declared === undefined ? '' : `, declared as ${declared}`
  return new AttuneError({
    code: 'STORE_FILTER_TYPE_MISMATCH',
    kind: 'invalid-input',
    message: `The filter compares "${field}" with ${literal}, a ${asked}, but the documents hold ${holds} there${as}.`,
    hint: mismatchHint(details),
    details,
  })
}

function mismatchHint({
  field,
  value,
  asked,
  holds,
  declared,
  isMixed,
  isTextMeant,
}: Parameters<typeof filterTypeMismatch>[0]): string {
  if (declared === 'date') return 'Write a date in quotes, as ISO 8601 has it: "2024-01-31" or "2024-01-31T12:00:00Z".'
  if (declared === 'boolean') return 'Write true or false, without quotes.'
  if (declared === 'text')
    return `Write the value in quotes: "${String(value)}" is compared with the texts, character by character.`
  if (declared === 'number' || (asked === 'string' && !holds.includes('string')))
    return 'Write the value without quotes.'
  if (isTextMeant && !isMixed) return 'Write the value in quotes to find exactly that text.'
  const correct = `make them numbers, dates or texts throughout and add the documents again; \`attune add --types ${field}=number\` into a new collection tells where each is that does not fit`
  return asked !== 'string' && isTextMeant
    ? `Write the value in quotes to find exactly that text, or correct the values: ${correct}.`
    : `Correct the values: ${correct}.`
}

export const filterOrderAmbiguous = (details: {
  readonly field: string
  readonly value: string
  readonly example: string
}): AttuneError =>
  new AttuneError({
    code: 'STORE_FILTER_ORDER_AMBIGUOUS',
    kind: 'invalid-input',
    message: `The filter compares "${details.field}" with ${JSON.stringify(details.value)} as text, but values such as ${JSON.stringify(details.example)} read as numbers, which sort differently.`,
    hint: 'Store plain numbers (without currency signs and separators of thousands) and compare without quotes, or declare the field in a new collection if the order of texts is meant: --types FIELD=text.',
    details,
  })

export const filterUnreadable = (details: {
  readonly text: string
  readonly position: number
  readonly problem: string
}): AttuneError =>
  new AttuneError({
    code: 'STORE_FILTER_UNREADABLE',
    kind: 'invalid-input',
    message: `The filter cannot be read: ${details.problem} at position ${details.position + 1}.\n  ${details.text}\n  ${' '.repeat(details.position)}^`,
    hint: 'Write conditions such as: category = "billing" and (price < 20 or not brand in ("x", "y")) and exists(sku)',
    details,
  })
