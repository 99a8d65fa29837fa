/** @file The encoders of collections' spaces, and where their models are: the same model at another place is the same encoder. */
import { settingsDifferences } from '../settings/collection-settings.ts'
import type { Collection, CollectionSettings, SpaceSettings } from '../collection.ts'
import { type Database, MEMORY } from '../database/database.ts'
import { settingsDiffer } from '../settings/errors.ts'
import { spaceUnknown } from './errors.ts'
import type { EncoderChange, NewCollection, Project } from '../project.ts'
import type { Replacement } from './replace-encoder.ts'
import { refOf, type SpaceEncoders } from './space-encoders.ts'
import { rememberEncoder } from '../settings/stored-collections.ts'
import { withEncoder } from '../settings/stored-settings.ts'

export interface CollectionEncoders {
  readonly encoderOf: Project['encoder']
  readonly moveEncoder: Project['moveEncoder']
  /** The same settings with the places where encoders were found since the collection was opened. */
  readonly whereMoved: (name: string, settings: CollectionSettings) => CollectionSettings
  /** A space's next encoder, open, with what the space's settings are with it. */
  readonly replacementFor: (collection: Collection, space: string, change: EncoderChange) => Promise<Replacement>
  /** Of a collection that is dropped. */
  readonly forget: (name: string) => void
  /** Encoders that are the same at other places are taken from there. @throws STORE_SETTINGS_DIFFER */
  readonly checkSettings: (collection: Collection, wanted: NewCollection) => Promise<void>
}

interface MovedEncoder {
  readonly space: string
  readonly ref: string
  readonly fingerprint: string
}

export interface CollectionEncodersOptions {
  readonly folder: string
  readonly database: Database
  readonly readOnly?: boolean | undefined
}

export function createCollectionEncoders(
  { folder, database, readOnly = false }: CollectionEncodersOptions,
  encoders: SpaceEncoders,
): CollectionEncoders {
  /** By collection: the encoders that were found elsewhere. */
  const moved = new Map<string, readonly MovedEncoder[]>()
  const moveEncoder: Project['moveEncoder'] = async (collection, space, given) => {
    const { name } = collection
    const settings = spaceOf(collection, space)
    const encoder = await encoders.moveTo(given, settings, { collection: name, space })
    const ref = refOf(given)
    if (ref === settings.encoder.ref) return encoder
    moved.set(name, [...(moved.get(name) ?? []), { space, ref, fingerprint: settings.fingerprint }])
    if (!readOnly && database.isWritable)
      rememberEncoder(database, { name, space, ref, folder: folder === MEMORY ? undefined : folder })
    return encoder
  }
  return {
    encoderOf: async (collection, space) =>
      encoders.encoderOf(spaceOf(collection, space), { collection: collection.name, space }),
    moveEncoder,
    whereMoved: (name, settings) =>
      (moved.get(name) ?? []).reduce(
        (now, { space, ref, fingerprint }) =>
          now.spaces[space]?.fingerprint === fingerprint ? withEncoder(now, space, ref) : now,
        settings,
      ),
    replacementFor: async (collection, space, change) => {
      const { fields } = spaceOf(collection, space)
      const made = await encoders.settingsOf({ encoder: change.encoder, fields })
      const encoder = await encoders.encoderOf(made, { collection: collection.name, space })
      const { signal, onProgress } = change
      return { encoder, settings: withChange(made, change), signal, onProgress }
    },
    forget: (name) => void moved.delete(name),
    checkSettings: async (collection, wanted) => {
      const { name, settings } = collection
      const differences = await settingsDifferences(settings, wanted, encoders.fingerprintOf)
      if (differences.length > 0) throw settingsDiffer({ collection: name, differences })
      for (const [space, { encoder }] of Object.entries(wanted.spaces ?? {})) {
        const { encoder: { ref } = { ref: undefined }, fingerprint } = settings.spaces[space] ?? {}
        const isThere = typeof encoder === 'string' && refOf(encoder) === ref
        // Otherwise it is the encoder that the space's own was adapted from.
        if (!isThere && (await encoders.fingerprintOf(encoder)) === fingerprint)
          await moveEncoder(collection, space, encoder)
      }
    },
  }
}

function withChange(made: SpaceSettings, { hybridWeight, adapted }: EncoderChange): SpaceSettings {
  return {
    ...made,
    hybridWeight: hybridWeight ?? made.hybridWeight,
    ...(adapted === undefined ? {} : { adapted }),
  }
}

function spaceOf({ name, settings: { spaces } }: Collection, space: string): SpaceSettings {
  const settings = Object.hasOwn(spaces, space) ? spaces[space] : undefined
  if (settings === undefined) throw spaceUnknown({ collection: name, space, known: Object.keys(spaces) })
  return settings
}
