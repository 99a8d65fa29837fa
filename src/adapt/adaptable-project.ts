/** @file A project whose collections can be adapted by a method: what `openProject` of the package returns. */
import type { WorkOptions } from '../base/progress.ts'
import type { AnyFields } from '../search/search-collection.ts'
import {
  extend,
  type SearchableCollection,
  type SearchableProject,
  withCollections,
} from '../search/searchable-project.ts'
import type { NewCollection } from '../store/project.ts'
import {
  adaptCollection,
  type AdaptCollectionOptions,
  type CollectionAdaptation,
  revertAdaptation,
  type SpaceChoice,
} from './adapt-collection.ts'

export interface AdaptableCollection<Fields = AnyFields> extends SearchableCollection<Fields> {
  /**
   * Adapts the encoder of a space to the documents, and keeps the result if documents are found better by text that training did not see.
   *
   * @throws what adaptCollection throws
   */
  readonly adapt: (options?: AdaptCollectionOptions) => Promise<CollectionAdaptation>
  /** The encoder that the space was adapted from takes its place again. @throws ADAPT_NOT_ADAPTED */
  readonly revertAdaptation: (
    options?: SpaceChoice & WorkOptions,
  ) => Promise<Pick<CollectionAdaptation, 'collection' | 'space' | 'now'>>
}

export interface AdaptableProject extends SearchableProject {
  readonly createCollection: <Fields = AnyFields>(
    name: string,
    settings?: NewCollection,
  ) => Promise<AdaptableCollection<Fields>>
  readonly openCollection: <Fields = AnyFields>(
    name: string,
    settings?: NewCollection,
  ) => Promise<AdaptableCollection<Fields>>
  readonly collection: <Fields = AnyFields>(name: string) => Promise<AdaptableCollection<Fields>>
}

export const withAdaptation = (project: SearchableProject): AdaptableProject =>
  withCollections<AdaptableProject>(project, (collection) =>
    extend(collection, {
      adapt: (options?: AdaptCollectionOptions) => adaptCollection(project, collection, options),
      revertAdaptation: (options?: SpaceChoice & WorkOptions) => revertAdaptation(project, collection, options),
    } satisfies Partial<AdaptableCollection>),
  )
