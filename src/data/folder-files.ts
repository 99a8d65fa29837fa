/** @file Which files of a folder hold documents, and why the others do not. */
import { type Dirent, existsSync } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { compareUtf8 } from '../base/compare.ts'
import { GZIP_EXTENSION } from './byte-source.ts'
import { sourceUnreadable } from './errors.ts'
import { findFormat, FORMATS, type FormatName } from './formats.ts'

/** A folder with this file, packed or not, is a data set in BEIR's layout. */
export const CORPUS_FILE = 'corpus.jsonl'

export interface FolderFile {
  readonly path: string
  /** The path within the folder, with `/` on every system. */
  readonly name: string
  readonly format: FormatName
}

/** A file that yields no document. */
export interface SkippedFile {
  readonly path: string
  /** Short enough to count by: an extension, or `empty`, `no extension`, `broken link`, `link to a folder`, `unreadable folder`. */
  readonly reason: string
}

export type OnSkip = (skipped: SkippedFile) => void

/** @returns the path of a data set's file as it is or packed, or undefined where there is neither */
export const findDatasetFile = (folder: string, name: string): string | undefined =>
  [name, name + GZIP_EXTENSION].map((file) => join(folder, file)).find((path) => existsSync(path))

/**
 * Every file with an extension that is read from folders, sorted by path (UTF-8 bytes, names of folders as they come between files). Names that
 * begin with a dot and `node_modules` are left out; links to folders are not followed, they may lead in circles.
 *
 * @param format only files of this format
 */
export async function* listFolder(
  folder: string,
  options: { readonly format?: FormatName | undefined; readonly onSkip?: OnSkip | undefined } = {},
  prefix = '',
): AsyncGenerator<FolderFile> {
  const entries = await entriesOf(folder, prefix === '' ? undefined : options.onSkip)
  for (const entry of entries.sort((a, b) => compareUtf8(a.name, b.name))) {
    if (entry.name.startsWith('.') || entry.name === 'node_modules') continue
    const path = join(folder, entry.name)
    const name = prefix + entry.name
    if (entry.isDirectory()) yield* listFolder(path, options, `${name}/`)
    else {
      const reason = await reasonToSkip(entry, path, options.format)
      const format = findFormat(path)
      if (reason === undefined && format !== undefined) yield { path, name, format }
      else options.onSkip?.({ path, reason: reason ?? 'unknown' })
    }
  }
}

/** @throws DATA_SOURCE_UNREADABLE unless a callback receives the skipped files */
async function entriesOf(folder: string, onSkip: OnSkip | undefined): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true })
  } catch (error) {
    if (onSkip === undefined) throw sourceUnreadable({ file: folder, reason: (error as Error).message }, error)
    onSkip({ path: folder, reason: 'unreadable folder' })
    return []
  }
}

async function reasonToSkip(
  entry: { readonly isFile: () => boolean },
  path: string,
  only: FormatName | undefined,
): Promise<string | undefined> {
  const format = findFormat(path)
  const isWanted = format !== undefined && (only === undefined ? FORMATS[format].isForFolders : only === format)
  if (!isWanted) return extname(path).toLowerCase() || 'no extension'
  if (entry.isFile()) return undefined
  const target = await stat(path).catch(() => undefined)
  if (target?.isFile() === true) return undefined
  return target === undefined ? 'broken link' : target.isDirectory() ? 'link to a folder' : 'no plain file'
}
