/** @file A collection's settings as they are kept in the database: JSON, upgraded to the current form if an earlier version wrote it. */
import { isAbsolute, relative, resolve, sep } from 'node:path'
import type { CollectionSettings, SpaceSettings } from '../collection.ts'

/** Versions in which encoders had no options stored only the reference, and neither kind nor weight. */
interface EarlierSpace extends Pick<SpaceSettings, 'fingerprint' | 'dim' | 'isNormalized' | 'fields'> {
  readonly encoder: string
}

/** What no default of that time was below: a leg that is worth little. */
const HYBRID_WEIGHT_EARLIER = 0.2

/** @param folder the project's, if it has one */
export function parseSettings(json: string, folder?: string): CollectionSettings {
  const stored = JSON.parse(json) as Omit<CollectionSettings, 'spaces'> & {
    readonly spaces: Readonly<Record<string, SpaceSettings | EarlierSpace>>
  }
  const spaces = Object.entries(stored.spaces).map(
    ([name, space]) => [name, inPlace(currentSpace(space), folder)] as const,
  )
  return { ...stored, spaces: Object.fromEntries(spaces) }
}

/** Folders within the project are kept relative to it: a copy of the project has a copy of them. */
export function formatSettings(settings: CollectionSettings, folder?: string): string {
  const spaces = Object.entries(settings.spaces).map(([name, space]) => [
    name,
    folder === undefined ? space : withRefs(space, (ref) => relativeRef(ref, folder)),
  ])
  return JSON.stringify({ ...settings, spaces: Object.fromEntries(spaces) })
}

/** The same settings with another place of one space's encoder. */
export function withEncoder(settings: CollectionSettings, space: string, ref: string): CollectionSettings {
  const known = settings.spaces[space]
  if (known === undefined) return settings
  return { ...settings, spaces: { ...settings.spaces, [space]: { ...known, encoder: { ...known.encoder, ref } } } }
}

const WITHIN = './'

function relativeRef(ref: string, folder: string): string {
  if (!isAbsolute(ref)) return ref
  const within = relative(folder, ref)
  if (within === '' || within === '..' || within.startsWith(`..${sep}`) || isAbsolute(within)) return ref
  return `${WITHIN}${within.split(sep).join('/')}`
}

const inPlace = (space: SpaceSettings, folder: string | undefined): SpaceSettings =>
  folder === undefined ? space : withRefs(space, (ref) => (ref.startsWith(WITHIN) ? resolve(folder, ref) : ref))

/** Every reference to an encoder, the one that was adapted included. */
function withRefs(space: SpaceSettings, change: (ref: string) => string): SpaceSettings {
  const { encoder, adapted } = space
  const changed = { ...space, encoder: { ...encoder, ref: change(encoder.ref) } }
  if (adapted === undefined) return changed
  const { from } = adapted
  return {
    ...changed,
    adapted: { ...adapted, from: { ...from, encoder: { ...from.encoder, ref: change(from.encoder.ref) } } },
  }
}

function currentSpace(space: SpaceSettings | EarlierSpace): SpaceSettings {
  const { encoder } = space
  if (typeof encoder !== 'string') return { ...space, encoder } as SpaceSettings
  return { kind: 'dense', hybridWeight: HYBRID_WEIGHT_EARLIER, ...space, encoder: { ref: encoder, options: {} } }
}
