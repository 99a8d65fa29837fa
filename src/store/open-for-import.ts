/** @file The collection that documents are imported into: opened if it exists, otherwise created with the fields that the documents have. */
import { AttuneError } from '../base/errors.ts'
import type { FieldTypes } from '../data/field-type.ts'
import type { Peekable } from '../data/peekable.ts'
import type { LocatedDocument } from '../data/row.ts'
import { findTextFields } from '../data/text-fields.ts'
import type { Language } from '../text/language.ts'
import type { Collection } from './collection.ts'
import { textAt } from './documents/document-content.ts'
import { fieldsAbsent, noTextFields, settingsFixed } from './errors.ts'
import type { Project } from './project.ts'
import { absoluteRef } from './encoders/space-encoders.ts'

/** Settings the caller asks for; what is left out is as in the collection, or its default. */
export interface ImportSettings {
  /** A reference, or `none` for words only. */
  readonly encoder?: string | undefined
  /** Fields to search, with their weights. Default: every field with text. */
  readonly fields?: Readonly<Record<string, number>> | undefined
  readonly language?: string | undefined
  readonly types?: FieldTypes | undefined
}

export interface ImportTarget {
  readonly collection: Collection
  /** Whether there was none of this name. */
  readonly isNew: boolean
  /** Fields found to hold text, if the caller named none and the collection is new. */
  readonly fieldsFound: readonly string[] | undefined
  /** Others that hold strings, such as article numbers: not searched. */
  readonly fieldsLeftOut: readonly string[]
}

/** Enough to see which fields hold text. */
const SAMPLE_DOCUMENTS = 100
const ENCODER_DEFAULT = 'bundled:default'

/** @throws CLI_SETTINGS_FIXED, CLI_FIELDS_ABSENT, CLI_NO_TEXT_FIELDS, and what making a collection throws */
export async function openForImport(
  project: Project,
  name: string,
  { wanted, documents }: { readonly wanted: ImportSettings; readonly documents: Peekable<LocatedDocument> },
): Promise<ImportTarget> {
  const exists = (await project.collections()).some((collection) => collection.name === name)
  if (!exists) return create(project, name, { wanted, documents })
  const collection = await project.collection(name)
  checkSettled(collection, { ...wanted, encoder: await encoderAsStored(project, collection, wanted.encoder) })
  return { collection, isNew: false, fieldsFound: undefined, fieldsLeftOut: [] }
}

/** Another process may be writing, perhaps to this collection: it is then left alone. */
const REMOVAL_WAIT_MS = 1000

/**
 * After an import that failed: a new collection without documents is removed, since its settings would bind the next attempt.
 *
 * @returns whether it was
 */
export async function removeIfUnused(project: Project, { collection, isNew }: ImportTarget): Promise<boolean> {
  if (!isNew) return false
  const remove = async (): Promise<boolean> => {
    if ((await collection.count()) > 0) return false
    await project.dropCollection(collection.name)
    return true
  }
  // The error to report is the one that made the import fail, whatever happens here.
  return project.exclusively(remove, { signal: AbortSignal.timeout(REMOVAL_WAIT_MS) }).catch(() => false)
}

/** The same model at another place is the same encoder: from now on it is opened from there. */
async function encoderAsStored(
  project: Project,
  collection: Collection,
  encoder: string | undefined,
): Promise<string | undefined> {
  if (encoder === undefined || encoder === 'none') return encoder
  const ref = absoluteRef(encoder)
  const { encoder: { ref: stored } = { ref: undefined }, adapted } = collection.settings.spaces['default'] ?? {}
  if (ref === adapted?.from.encoder.ref) return stored
  if (stored === undefined || stored === ref) return ref
  try {
    await project.moveEncoder(collection, 'default', ref)
  } catch (error) {
    if (!(error instanceof AttuneError && error.code === 'STORE_ENCODER_MISMATCH')) throw error
  }
  return ref
}

/** Repeating an interrupted command is not a change, nor is naming only some of the types. */
function checkSettled({ name, settings }: Collection, { encoder, fields, language, types = {} }: ImportSettings): void {
  const { spaces, lexicalFields, analyzer } = settings
  const settled = [
    {
      option: '--encoder',
      is: spaces['default']?.encoder.ref ?? 'none',
      asked: encoder,
    },
    { option: '--fields', is: formatWeights(lexicalFields), asked: fields && formatWeights(fields) },
    { option: '--language', is: analyzer.language, asked: language },
    ...Object.entries(types).map(([field, type]) => ({
      option: '--types',
      is: `${field}=${settings.types?.[field] ?? '(none declared)'}`,
      asked: `${field}=${type}`,
    })),
  ]
  for (const { option, is, asked } of settled)
    if (asked !== undefined && asked !== is) throw settingsFixed({ collection: name, option, asked, is })
}

const formatWeights = (weights: Readonly<Record<string, number>>): string =>
  Object.entries(weights)
    .map(([field, weight]) => (weight === 1 ? field : `${field}=${weight}`))
    .toSorted()
    .join(',')

async function create(
  project: Project,
  name: string,
  { wanted, documents }: { readonly wanted: ImportSettings; readonly documents: Peekable<LocatedDocument> },
): Promise<ImportTarget> {
  const { encoder = ENCODER_DEFAULT, language, types } = wanted
  const sample = await documents.peek(SAMPLE_DOCUMENTS)
  const fields = wanted.fields === undefined ? guessFields(sample) : checkFields(sample, wanted.fields)
  const collection = await project.createCollection(name, {
    lexicalFields: fields,
    spaces: encoder === 'none' ? {} : { default: { encoder, fields: Object.keys(fields) } },
    ...(language === undefined ? {} : { analyzer: { language: language as Language } }),
    types,
  })
  if (wanted.fields !== undefined) return { collection, isNew: true, fieldsFound: undefined, fieldsLeftOut: [] }
  return { collection, isNew: true, fieldsFound: Object.keys(fields), fieldsLeftOut: otherStrings(sample, fields) }
}

function otherStrings(sample: readonly LocatedDocument[], searched: Readonly<Record<string, number>>): string[] {
  const strings = sample.flatMap((document) =>
    Object.entries(document.fields).flatMap(([field, value]) => (typeof value === 'string' ? [field] : [])),
  )
  return [...new Set(strings)].filter((field) => !Object.hasOwn(searched, field))
}

/** A field that no document of the sample has is a typo, most likely. */
function checkFields(
  sample: readonly LocatedDocument[],
  weights: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> {
  const fields = Object.keys(weights)
  if (!sample.some((document) => fields.some((field) => textAt(document.fields, field) !== '')))
    throw fieldsAbsent({ fields, present: [...new Set(sample.flatMap((document) => Object.keys(document.fields)))] })
  return weights
}

function guessFields(sample: readonly LocatedDocument[]): Readonly<Record<string, number>> {
  const fields = findTextFields(sample)
  if (fields.length === 0) throw noTextFields({ source: sample[0]?.place.file ?? 'the sources' })
  return Object.fromEntries(fields.map((field) => [field, 1]))
}
