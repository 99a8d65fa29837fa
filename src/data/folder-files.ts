/** @file Which files of a folder hold documents. */
import { existsSync } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { compareUtf8 } from '../base/compare.ts'
import { findFormat, FORMATS, type FormatName } from './formats.ts'

/** A folder with this file is a data set in BEIR's layout. */
export const CORPUS_FILE = 'corpus.jsonl'

export interface FolderFile {
  readonly path: string
  /** The path within the folder, with `/` on every system. */
  readonly name: string
  readonly format: FormatName
}

/**
 * A data set's corpus alone; otherwise every file whose extension tells a format for folders, sorted by path (UTF-8 bytes, names of folders as
 * they come between files). Names that begin with a dot and `node_modules` are left out; links to folders are not followed, they may lead in circles.
 */
export async function* listFolder(folder: string): AsyncGenerator<FolderFile> {
  if (existsSync(join(folder, CORPUS_FILE)))
    yield { path: join(folder, CORPUS_FILE), name: CORPUS_FILE, format: 'jsonl' }
  else yield* walk(folder, '')
}

async function* walk(folder: string, prefix: string): AsyncGenerator<FolderFile> {
  const entries = await readdir(folder, { withFileTypes: true })
  for (const entry of entries.sort((a, b) => compareUtf8(a.name, b.name))) {
    if (entry.name.startsWith('.') || entry.name === 'node_modules') continue
    const path = join(folder, entry.name)
    const name = prefix + entry.name
    if (entry.isDirectory()) yield* walk(path, `${name}/`)
    const format = findFormat(path)
    if (format !== undefined && FORMATS[format].isForFolders && (entry.isFile() || (await isLinkToFile(path))))
      yield { path, name, format }
  }
}

/** A link that leads nowhere is no file. */
const isLinkToFile = async (path: string): Promise<boolean> =>
  stat(path).then(
    (target) => target.isFile(),
    () => false,
  )
