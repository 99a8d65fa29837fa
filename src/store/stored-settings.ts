/** @file A collection's settings as they are kept in the database: JSON, brought to today's shape when it was written by an earlier version. */
import type { CollectionSettings, SpaceSettings } from './collection.ts'

/** Versions before encoders had options kept the reference alone, and knew neither kinds nor weights. */
interface EarlierSpace extends Pick<SpaceSettings, 'fingerprint' | 'dim' | 'isNormalized' | 'fields'> {
  readonly encoder: string
}

/** What no default of that time was below: a leg that is worth little. */
const HYBRID_WEIGHT_EARLIER = 0.2

export function parseSettings(json: string): CollectionSettings {
  const stored = JSON.parse(json) as Omit<CollectionSettings, 'spaces'> & {
    readonly spaces: Readonly<Record<string, SpaceSettings | EarlierSpace>>
  }
  const spaces = Object.entries(stored.spaces).map(([name, space]) => [name, currentSpace(space)] as const)
  return { ...stored, spaces: Object.fromEntries(spaces) }
}

function currentSpace(space: SpaceSettings | EarlierSpace): SpaceSettings {
  const { encoder } = space
  if (typeof encoder !== 'string') return { ...space, encoder } as SpaceSettings
  return { kind: 'dense', hybridWeight: HYBRID_WEIGHT_EARLIER, ...space, encoder: { ref: encoder, options: {} } }
}
