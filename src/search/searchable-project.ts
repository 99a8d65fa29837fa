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

export function withSearch(project: Project): SearchableProject {
  const known = new WeakMap<Collection, Collection>()
  const searchable = <Fields>(collection: Collection): SearchableCollection<Fields> => {
    const made = known.get(collection) ?? makeSearchable(collection, project)
    known.set(collection, made)
    // What the fields are is the caller's promise.
    return made as SearchableCollection<Fields>
  }
  return extend(project, {
    createCollection: async <Fields>(name: string, settings?: NewCollection) =>
      searchable<Fields>(await project.createCollection(name, settings)),
    openCollection: async <Fields>(name: string, settings?: NewCollection) =>
      searchable<Fields>(await project.openCollection(name, settings)),
    collection: async <Fields>(name: string) => searchable<Fields>(await project.collection(name)),
  })
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
