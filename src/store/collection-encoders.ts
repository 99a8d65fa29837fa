/** @file The encoders of collections' spaces, and where their models are: the same model at another place is the same encoder. */
import { settingsDifferences } from './collection-settings.ts'
import type { Collection, CollectionSettings, SpaceSettings } from './collection.ts'
import { type Database, MEMORY } from './database.ts'
import { settingsDiffer, spaceUnknown } from './errors.ts'
import type { NewCollection, Project } from './project.ts'
import { refOf, type SpaceEncoders } from './space-encoders.ts'
import { rememberEncoder } from './stored-collections.ts'
import { withEncoder } from './stored-settings.ts'

export interface CollectionEncoders {
  readonly encoderOf: Project['encoder']
  readonly moveEncoder: Project['moveEncoder']
  /** Settings of a collection whose encoders were found at other places since it was opened. */
  readonly moved: (name: string) => CollectionSettings | undefined
  /** Of a collection that is dropped. */
  readonly forget: (name: string) => void
  /** Encoders that are the same at other places are taken from there. @throws STORE_SETTINGS_DIFFER */
  readonly checkSettings: (collection: Collection, wanted: NewCollection) => Promise<void>
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
  const moved = new Map<string, CollectionSettings>()
  const moveEncoder: Project['moveEncoder'] = async (collection, space, given) => {
    const { name } = collection
    const settings = spaceOf(collection, space)
    const encoder = await encoders.moveTo(given, settings, { collection: name, space })
    const ref = refOf(given)
    if (ref === settings.encoder.ref) return encoder
    moved.set(name, withEncoder(collection.settings, space, ref))
    if (!readOnly && database.isWritable)
      rememberEncoder(database, { name, space, ref, folder: folder === MEMORY ? undefined : folder })
    return encoder
  }
  return {
    encoderOf: async (collection, space) =>
      encoders.encoderOf(spaceOf(collection, space), { collection: collection.name, space }),
    moveEncoder,
    moved: (name) => moved.get(name),
    forget: (name) => void moved.delete(name),
    checkSettings: async (collection, wanted) => {
      const { name, settings } = collection
      const differences = await settingsDifferences(settings, wanted, encoders.fingerprintOf)
      if (differences.length > 0) throw settingsDiffer({ collection: name, differences })
      for (const [space, { encoder }] of Object.entries(wanted.spaces ?? {})) {
        const isThere = refOf(encoder) === settings.spaces[space]?.encoder.ref
        if (typeof encoder !== 'string' || !isThere) await moveEncoder(collection, space, encoder)
      }
    },
  }
}

function spaceOf({ name, settings: { spaces } }: Collection, space: string): SpaceSettings {
  const settings = Object.hasOwn(spaces, space) ? spaces[space] : undefined
  if (settings === undefined) throw spaceUnknown({ collection: name, space, known: Object.keys(spaces) })
  return settings
}
