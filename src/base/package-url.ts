/**
 * @file Where files of this package are: models, samples, entry files of worker threads. A module finds the package around it; in an application's
 * bundle, which holds the module but not the files, it finds the package that is installed beside it.
 */
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { AttuneError } from './errors.ts'

const NAME = 'attune'

let root: URL | undefined

/** @param file path within the package: 'models/default' @throws BASE_PACKAGE_NOT_FOUND */
export function packageUrl(file: string): URL {
  root ??= findPackage()
  return new URL(file, root)
}

/**
 * @param file path within src: 'store/indexes/merge-worker.ts'
 * @returns the built file: Node 20 runs no TypeScript in workers, so that code that runs from source gets the twin in dist/
 */
export const workerUrl = (file: string): URL => packageUrl(`dist/${file.replace(/\.ts$/, '.js')}`)

function findPackage(): URL {
  // A CommonJS bundle has a file name instead of a URL.
  const here = (import.meta.url as string | undefined) ?? pathToFileURL(__filename).href
  const found = packageAround(here) ?? packageBeside(here)
  if (found === undefined) throw packageNotFound({ place: here })
  return found
}

function packageAround(place: string): URL | undefined {
  let folder = new URL('./', place)
  while (!isPackage(folder)) {
    const above = new URL('../', folder)
    if (above.href === folder.href) return undefined
    folder = above
  }
  return folder
}

function isPackage(folder: URL): boolean {
  const manifest = new URL('package.json', folder)
  return existsSync(manifest) && (JSON.parse(readFileSync(manifest, 'utf8')) as { name?: unknown }).name === NAME
}

function packageBeside(place: string): URL | undefined {
  try {
    return new URL('./', pathToFileURL(createRequire(place).resolve(`${NAME}/package.json`)))
  } catch {
    return undefined
  }
}

const packageNotFound = (details: { readonly place: string }): AttuneError =>
  new AttuneError({
    code: 'BASE_PACKAGE_NOT_FOUND',
    kind: 'not-found',
    message: `No package "${NAME}" is installed at or above ${details.place}: its models and worker threads are files that a bundle does not hold.`,
    hint: `Install "${NAME}" where the bundle runs, or mark it as external to the bundler.`,
    details,
  })
