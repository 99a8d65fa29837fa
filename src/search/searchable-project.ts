/** @file A project whose collections can be searched by a method: what `openProject` of the package returns. */
import type { Collection, CollectionPlans } from '../store/collection.ts'
import type { NewCollection, Project } from '../store/project.ts'
import { checkPlanToKeep } from './keep-plan.ts'
import { type AnyFields, searchCollection, type SearchResult } from './search-collection.ts'
import type { SearchOptions } from './search-options.ts'

/** @typeParam Fields what the caller knows of the documents' fields */
export interface SearchableCollection<Fields = AnyFields> extends Collection {
  /**
   * Encoders and rerankers that the plan needs are opened by the project, once.
   *
   * @throws what searchCollection throws
   */
  readonly search: (query: string, options?: SearchOptions) => Promise<SearchResult<Fields>>
}

export interface SearchableProject extends Project {
  readonly createCollection: <Fields = AnyFields>(
    name: string,
    settings?: NewCollection,
  ) => Promise<SearchableCollection<Fields>>
  /** Creates the collection if there is none of this name. */
  readonly openCollection: <Fields = AnyFields>(
    name: string,
    settings?: NewCollection,
  ) => Promise<SearchableCollection<Fields>>
  readonly collection: <Fields = AnyFields>(name: string) => Promise<SearchableCollection<Fields>>
}

export const withSearch = (project: Project): SearchableProject =>
  withCollections<SearchableProject>(project, (collection) => makeSearchable(collection, project))

/**
 * A project each of whose collections is made more of, once: the same collection comes back for the same name.
 *
 * @typeParam Extended whose collections are what `make` returns; what the types of their fields are is the caller's promise
 */
export function withCollections<Extended extends Project>(
  project: Project,
  make: (collection: Collection) => Collection,
): Extended {
  const made = new WeakMap<Collection, Collection>()
  const once = (collection: Collection): Collection => {
    const extended = made.get(collection) ?? make(collection)
    made.set(collection, extended)
    return extended
  }
  return extend(project, {
    createCollection: async (name: string, settings?: NewCollection) =>
      once(await project.createCollection(name, settings)),
    openCollection: async (name: string, settings?: NewCollection) =>
      once(await project.openCollection(name, settings)),
    collection: async (name: string) => once(await project.collection(name)),
  } satisfies Partial<Project>) as Project as Extended
}

function makeSearchable(collection: Collection, project: Project): SearchableCollection {
  const plans: CollectionPlans = extend(collection.plans, {
    set: async (name, plan, options) => {
      checkPlanToKeep(collection, name, plan)
      return collection.plans.set(name, plan, options)
    },
  } satisfies Partial<CollectionPlans>)
  return extend(collection, {
    plans,
    search: (query: string, options: SearchOptions = {}) =>
      searchCollection(collection, query, {
        encoderOf: (space) => project.encoder(collection, space),
        rerankerOf: (ref) => project.reranker(ref),
        ...options,
      }),
  })
}

/** The original stays behind it: what its properties are later, they are here. */
export const extend = <Original extends object, More extends object>(original: Original, more: More): Original & More =>
  Object.assign(Object.create(original) as Original, more)
