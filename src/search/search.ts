/** @file Searching a project: the one call that most programs need. */
import { checkOptions } from '../base/check-options.ts'
import type { Project } from '../store/project.ts'
import { collectionUnnamed } from './errors.ts'
import { type AnyFields, searchCollection, type SearchResult } from './search-collection.ts'
import { type SearchOptions, searchOptionNames } from './search-options.ts'

export interface ProjectSearchOptions extends Omit<SearchOptions, 'encoderOf' | 'rerankerOf'> {
  /** Optional if the project has exactly one. */
  readonly collection?: string | undefined
}

/**
 * Searches a collection of a project; the project opens the encoders and the reranker that the plan needs.
 *
 * @throws STORE_COLLECTION_UNKNOWN, SEARCH_COLLECTION_UNNAMED and what searchCollection throws
 */
export async function search<Fields = AnyFields>(
  project: Project,
  query: string,
  searchOptions: ProjectSearchOptions = {},
): Promise<SearchResult<Fields>> {
  const { encoderOf: _, rerankerOf: __, ...names } = searchOptionNames
  checkOptions<ProjectSearchOptions>('search', searchOptions, { ...names, collection: true })
  const { collection: name, ...options } = searchOptions
  const collection = await project.collection(name ?? (await onlyCollection(project)))
  return searchCollection<Fields>(collection, query, {
    ...options,
    encoderOf: (space) => project.encoder(collection, space),
    rerankerOf: (ref) => project.reranker(ref),
  })
}

/** @throws SEARCH_COLLECTION_UNNAMED where the project has none or several */
export async function onlyCollection(project: Project): Promise<string> {
  const [only, ...others] = await project.collections()
  if (only !== undefined && others.length === 0) return only.name
  const known = [only, ...others].flatMap((one) => one?.name ?? [])
  throw collectionUnnamed({ folder: project.folder, known })
}
