/** @file Opening a project as programs do it: its collections can be searched and adapted. */
import { withAdaptation, type AdaptableProject } from './adapt/adaptable-project.ts'
import { withSearch } from './search/searchable-project.ts'
import { openProject as openStore } from './store/open-project.ts'
import type { OpenProjectOptions } from './store/project.ts'

/**
 * Opens the project in a folder.
 *
 * @param folder the folder that contains, or will contain, `.attune/`; ':memory:' for a project that is discarded when closed
 * @throws STORE_PROJECT_NOT_FOUND, STORE_DATABASE_NEWER, STORE_DATABASE_DAMAGED, STORE_DATABASE_GONE, STORE_READ_ONLY
 */
export const openProject = async (folder: string, options?: OpenProjectOptions): Promise<AdaptableProject> =>
  withAdaptation(withSearch(await openStore(folder, options)))
