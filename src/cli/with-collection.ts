/** @file The collection that a command works on: the one that is named, or the only one. */
import type { Collection } from '../store/collection.ts'
import type { Project } from '../store/project.ts'
import { type Context, withProject } from './context.ts'

export async function withCollection(
  context: Context,
  name: string | undefined,
  work: (collection: Collection, project: Project) => Promise<void>,
): Promise<void> {
  await withProject(context, 'open', async (project) => {
    const { onlyCollection } = await import('../search/search.ts')
    await work(await project.collection(name ?? (await onlyCollection(project))), project)
  })
}
