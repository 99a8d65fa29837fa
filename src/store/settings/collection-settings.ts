/** @file The settings of a new collection: defaults filled in, encoders opened, everything validated. */
import { checkOptions, type OptionNames } from '../../base/check-options.ts'
import { fieldTypes } from '../../data/field-type.ts'
import type { Encoder } from '../../encode/encoder.ts'
import { type AnalyzerSettings, createAnalyzer } from '../../text/analyzer.ts'
import type { CollectionSettings, SpaceSettings } from '../collection.ts'
import { argumentInvalid } from '../errors.ts'
import { typeUnknown, weightInvalid } from './errors.ts'
import { checkName } from './names.ts'
import type { NewCollection, NewSpace } from '../project.ts'
import { FIELDS_DEFAULT, refOf } from '../encoders/space-encoders.ts'

const settingNames: OptionNames<NewCollection> = { analyzer: true, lexicalFields: true, spaces: true, types: true }
const spaceSettingNames: OptionNames<NewSpace> = { encoder: true, fields: true }
const analyzerSettingNames: OptionNames<AnalyzerSettings> = {
  language: true,
  stem: true,
  stopWords: true,
  foldAccents: true,
  identifiers: true,
}

/** An ignored setting would be noticed only after the documents are added. @throws BASE_OPTION_UNKNOWN, STORE_ARGUMENT_INVALID */
export function checkSettings(settings: NewCollection): void {
  checkOptions('A collection', settings, settingNames)
  if (settings.analyzer !== undefined) checkOptions('An analyzer', settings.analyzer, analyzerSettingNames)
  for (const [name, space] of Object.entries(settings.spaces ?? {})) checkSpace(name, space)
}

const LEXICAL_FIELDS_DEFAULT = { title: 1, text: 1 }

/** @throws STORE_ARGUMENT_INVALID, STORE_WEIGHT_INVALID, STORE_NAME_INVALID, STORE_TYPE_UNKNOWN, ENCODE_* */
export async function settingsOf(
  { analyzer, lexicalFields = LEXICAL_FIELDS_DEFAULT, spaces = {}, types = {} }: NewCollection,
  settingsOfSpace: (space: NewSpace) => Promise<SpaceSettings>,
): Promise<CollectionSettings> {
  for (const [field, weight] of Object.entries(lexicalFields))
    if (!Number.isFinite(weight) || weight < 0) throw weightInvalid({ field, weight })
  const stored: Record<string, SpaceSettings> = {}
  for (const [name, space] of Object.entries(spaces)) {
    checkName('space', name)
    stored[name] = await settingsOfSpace(space)
  }
  for (const [field, type] of Object.entries(types))
    if (!fieldTypes.includes(type)) throw typeUnknown({ field, type, known: fieldTypes })
  return {
    analyzer: createAnalyzer(analyzer).settings,
    lexicalFields: { ...lexicalFields },
    spaces: stored,
    ...(Object.keys(types).length === 0 ? {} : { types: { ...types } }),
  }
}

/** A space without an encoder could not encode queries, even if every document comes with its vector. @throws STORE_ARGUMENT_INVALID, BASE_OPTION_UNKNOWN */
function checkSpace(name: string, space: NewSpace | null): void {
  const encoder: unknown = space?.encoder
  const isOpen = typeof encoder === 'object' && encoder !== null && 'fingerprint' in encoder
  const allowed = 'the reference of an encoder, such as "bundled:default", or an encoder that is open'
  if (space === null || !(typeof encoder === 'string' || isOpen))
    throw argumentInvalid({ argument: `spaces.${name}.encoder`, value: encoder, allowed })
  checkOptions(`The space "${name}"`, space, spaceSettingNames)
}

/**
 * The requested settings that differ from the collection's, one sentence each; settings that were left out do not count.
 *
 * @param fingerprintOf opens an encoder that is named: the same model at another place is no difference
 */
export async function settingsDifferences(
  is: CollectionSettings,
  { analyzer, lexicalFields, spaces, types }: NewCollection,
  fingerprintOf: (encoder: string | Encoder) => Promise<string>,
): Promise<string[]> {
  const differences = [
    ...(analyzer === undefined
      ? []
      : compare((key) => `analyzer.${key}`, is.analyzer, createAnalyzer(analyzer).settings)),
    ...(lexicalFields === undefined
      ? []
      : compare((field) => `lexicalFields.${field}`, is.lexicalFields, lexicalFields)),
    ...(types === undefined ? [] : compare((field) => `types.${field}`, is.types ?? {}, types)),
  ]
  if (spaces === undefined) return differences
  const fieldsOf = ([space, { fields }]: readonly [string, Partial<NewSpace>]): [string, unknown] => [
    space,
    fields ?? is.spaces[space]?.fields ?? FIELDS_DEFAULT,
  ]
  const [fieldsAre, fieldsAsked] = [is.spaces, spaces].map((all) =>
    Object.fromEntries(Object.entries(all).map(fieldsOf)),
  )
  differences.push(...compare((space) => `spaces.${space}.fields`, fieldsAre ?? {}, fieldsAsked ?? {}))
  for (const [space, { encoder }] of Object.entries(spaces)) {
    const known = is.spaces[space]
    // Asking for the encoder that the space's own was adapted from is asking for the original settings.
    const from = known?.adapted?.from
    const asked = typeof encoder === 'string' ? refOf(encoder) : undefined
    if (known === undefined || (asked !== undefined && [known.encoder.ref, from?.encoder.ref].includes(asked))) continue
    const fingerprint = await fingerprintOf(encoder)
    if (fingerprint !== known.fingerprint && fingerprint !== from?.fingerprint)
      differences.push(
        `the encoder of space ${space} is ${known.encoder.ref} (${known.fingerprint}), and ` +
          `${typeof encoder === 'string' ? encoder : encoder.ref} (${fingerprint}) was asked for`,
      )
  }
  return differences
}

function compare(
  nameOf: (key: string) => string,
  is: Readonly<Record<string, unknown>>,
  asked: Readonly<Record<string, unknown>>,
): string[] {
  const keys = [...new Set([...Object.keys(is), ...Object.keys(asked)])]
  return keys.flatMap((key) => {
    const [a, b] = [is, asked].map((all) => (Object.hasOwn(all, key) ? JSON.stringify(all[key]) : 'none'))
    return a === b ? [] : [`${nameOf(key)} is ${a}, and ${b} was asked for`]
  })
}
