/**
 * @file The spaces of a collection as they are at the state that is read: settings, ids, indexes. Whoever puts another encoder into a space, here or in
 * another process, changes all three at once.
 */
import type { VectorIndex } from '../../index/vector/vector-index.ts'
import type { CollectionRows } from '../documents/collection-rows.ts'
import type { CollectionSettings, SpaceSettings } from '../collection.ts'
import { collectionUnknown } from './errors.ts'
import { vectorRecipe } from '../indexes/index-recipe.ts'
import { DurableIndex, type DurableIndexOptions } from '../indexes/durable-index.ts'
import type { SpaceRows } from '../documents/space-rows.ts'
import { formatSettings, parseSettings } from './stored-settings.ts'

export interface CurrentSpacesOptions {
  readonly spaceRows: SpaceRows
  readonly rows: CollectionRows
  readonly collection: string
  /** What references to encoders are kept relative to; undefined in memory. */
  readonly projectFolder: string | undefined
  readonly keeping: DurableIndexOptions
}

/** A space that is being filled beside the one that it will replace. */
export interface BuildingSpace {
  readonly id: number
  readonly space: string
  readonly settings: SpaceSettings
  readonly index: DurableIndex<VectorIndex>
}

export interface CurrentSpaces {
  readonly settings: () => CollectionSettings
  readonly ids: () => ReadonlyMap<string, number>
  readonly indexes: ReadonlyMap<string, DurableIndex<VectorIndex>>
  readonly building: () => BuildingSpace | undefined
  /** Takes in what has become of the spaces since. @returns whether they have changed */
  readonly follow: () => boolean
  readonly begin: (space: string, settings: SpaceSettings) => BuildingSpace
  /** What was begun is read from now on. */
  readonly swap: () => void
  readonly abandon: () => void
  /** The writer's: removes what no reader sees, unless it is being filled here. */
  readonly removeUnfinished: () => void
  /** Whether an index of this key is one of these. */
  readonly isCurrent: (key: string) => boolean
}

export function openCurrentSpaces(options: CurrentSpacesOptions): CurrentSpaces {
  const { spaceRows, rows, collection, projectFolder, keeping } = options
  const indexes = new Map<string, DurableIndex<VectorIndex>>()
  let json: string | undefined
  let settings: CollectionSettings | undefined
  let ids: ReadonlyMap<string, number> = new Map()
  let building: BuildingSpace | undefined
  const indexOf = (
    name: string,
    { id, dim }: { readonly id: number; readonly dim: number },
  ): DurableIndex<VectorIndex> => new DurableIndex(vectorRecipe(rows, { space: id, name, dim }), keeping)
  const follow = (): boolean => {
    const stored = spaceRows.settings()
    // That a collection has been dropped is reported by the code that reads its state.
    if (stored === undefined || stored === json) return false
    const next = parseSettings(stored, projectFolder)
    const nextIds = spaceRows.ids()
    for (const [name, id] of nextIds) {
      if (ids.get(name) === id) continue
      indexes.get(name)?.close()
      const made = building?.id === id ? building.index : undefined
      indexes.set(name, made ?? indexOf(name, { id, dim: next.spaces[name]?.dim ?? 0 }))
    }
    json = stored
    settings = next
    ids = nextIds
    return true
  }
  follow()
  const settingsNow = (): CollectionSettings => {
    if (settings === undefined) throw collectionUnknown({ name: collection, known: [] })
    return settings
  }
  return {
    settings: settingsNow,
    ids: () => ids,
    indexes,
    building: () => building,
    follow,
    begin: (space, of) => {
      const id = spaceRows.begin()
      building = { id, space, settings: of, index: indexOf(space, { id, dim: of.dim }) }
      return building
    },
    swap: () => {
      if (building === undefined) return
      const { id, space, settings: of } = building
      const now = settingsNow()
      const next = { ...now, spaces: { ...now.spaces, [space]: of } }
      spaceRows.swap({ space, next: id, settings: formatSettings(next, projectFolder) })
      follow()
      building = undefined
    },
    abandon: () => {
      building?.index.close()
      building = undefined
    },
    removeUnfinished: () => {
      if (building === undefined) spaceRows.removeUnfinished()
    },
    isCurrent: (key) =>
      key === 'lexical' ||
      [...indexes.values(), ...(building ? [building.index] : [])].some(({ kind }) => kind.key === key),
  }
}
