/** @file Where tests find reference figures: ATTUNE_GOLDEN, else ../shared/golden, else the small copies kept in test/golden. */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'

const repository = resolve(import.meta.dirname, '..')

const named = process.env['ATTUNE_GOLDEN']
if (named !== undefined && !existsSync(named)) throw new Error(`ATTUNE_GOLDEN names "${named}", where nothing is.`)

/** The folder of reference figures that this run reads. */
export const goldenFolder: string =
  [named, join(repository, '../shared/golden')].find((folder) => folder !== undefined && existsSync(folder)) ??
  join(repository, 'test/golden')

/** @returns the path of a reference file or folder, or undefined where this run has none: the test then skips and says so */
export function goldenFile(...parts: string[]): string | undefined {
  const path = join(goldenFolder, ...parts)
  return existsSync(path) ? path : undefined
}

/** @returns the path of something beside the repository (data sets, models), or undefined where it is absent */
export function sharedFile(...parts: string[]): string | undefined {
  const path = join(repository, '../shared', ...parts)
  return existsSync(path) ? path : undefined
}
