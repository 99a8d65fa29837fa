/** @file The id of a page: its path relative to a root, the same whatever working directory, glob or folder leads to the file. */
import { realpath } from 'node:fs/promises'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'

/**
 * How files of one source are called.
 *
 * @param root ids are relative to this folder, links resolved; default: the folder that holds the source
 * @returns from a path within the source (undefined where the source is a file) to the id, with `/` on every system
 */
export async function createPageIds(
  source: string,
  { root, isFolder }: { readonly root: string | undefined; readonly isFolder: boolean },
): Promise<(name?: string) => string> {
  const path = resolve(source)
  const start = root === undefined ? basename(path) : relative(await real(root), await realSource(path, isFolder))
  const prefix = start.split(sep).join('/')
  return (name) => (name === undefined ? prefix : prefix === '' ? name : `${prefix}/${name}`)
}

/** A link to a file keeps the name of the link, as it does within a folder. */
const realSource = async (path: string, isFolder: boolean): Promise<string> =>
  isFolder ? real(path) : join(await real(dirname(path)), basename(path))

/** The root may be a project that is yet to be made. */
const real = async (path: string): Promise<string> => realpath(path).catch(() => resolve(path))
