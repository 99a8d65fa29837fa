/** @file Where a collection's segment files and their manifest are: a folder, or memory. */
import { mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { writeFileAtomically } from '../../base/write-file.ts'
import { atPlace } from '../database/sqlite-errors.ts'
import { type FileSource, openFileSource } from './file-source.ts'
import { type Manifest, parseManifest } from './manifest.ts'

/** What a merge worker reads or writes. */
export type SegmentPlace =
  | { readonly path: string }
  | { readonly name: string; readonly bytes: Uint8Array<SharedArrayBuffer> }

export interface SegmentFolder {
  /** How errors and notices call it. */
  readonly name: string
  /** @returns undefined if there is none, or it cannot be read */
  readonly readManifest: () => Manifest | undefined
  readonly writeManifest: (manifest: Manifest) => void
  /** @throws STORE_DISK_FULL, STORE_READ_ONLY */
  readonly write: (name: string, chunks: Iterable<Uint8Array>) => void
  /** @throws the file system's errors, unchanged */
  readonly open: (name: string) => FileSource
  /** Whether it is there no longer does not matter. */
  readonly remove: (names: readonly string[]) => void
  /** Removes every segment file that is not named. */
  readonly removeOthers: (names: ReadonlySet<string>) => void
  /** With the manifest. */
  readonly removeAll: () => void
  /** Where a worker thread reads this file. */
  readonly placeOf: (name: string) => SegmentPlace
  /** Where a worker thread writes this file; undefined when it has to hand back the bytes. */
  readonly targetOf: (name: string) => string | undefined
}

const MANIFEST = 'manifest.json'

export function openSegmentFolder(folder: string): SegmentFolder {
  const pathOf = (name: string): string => join(folder, name)
  const write = (name: string, chunks: Iterable<Uint8Array | string>): void =>
    atPlace(pathOf(name), () => {
      mkdirSync(folder, { recursive: true })
      writeFileAtomically(pathOf(name), chunks)
    })
  const remove = (names: readonly string[]): void => {
    for (const name of names) removeQuietly(pathOf(name))
  }
  return {
    name: folder,
    readManifest: () => {
      const text = readIfThere(pathOf(MANIFEST))
      return text === undefined ? undefined : parseManifest(text)
    },
    writeManifest: (manifest) => write(MANIFEST, [`${JSON.stringify(manifest, undefined, 2)}\n`]),
    write,
    open: (name) => openFileSource(pathOf(name)),
    remove,
    removeOthers: (names) =>
      remove(
        filesIn(folder).filter(
          (file) => /\.segment(\.part-\d+)?$|^manifest\.json\.part-/.test(file) && !names.has(file),
        ),
      ),
    removeAll: () => removeQuietly(folder),
    placeOf: (name) => ({ path: pathOf(name) }),
    targetOf: (name) => {
      mkdirSync(folder, { recursive: true })
      return pathOf(name)
    },
  }
}

/** Windows does not delete a file that a reader has open; the next writer tries again. */
function removeQuietly(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true })
  } catch {
    // An orphan is harmless: no manifest names it.
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

/** Segment files in memory that worker threads can see without a copy. */
export function createMemoryFolder(name: string): SegmentFolder {
  const files = new Map<string, Uint8Array<SharedArrayBuffer>>()
  let manifest: Manifest | undefined
  const fileOf = (file: string): Uint8Array<SharedArrayBuffer> => {
    const bytes = files.get(file)
    if (bytes === undefined) throw Object.assign(new Error(`no such file: ${file}`), { code: 'ENOENT' })
    return bytes
  }
  return {
    name,
    readManifest: () => manifest,
    writeManifest: (next) => {
      manifest = next
    },
    write: (file, chunks) => void files.set(file, sharedBytes([...chunks])),
    open: (file) => sourceOfBytes(file, fileOf(file)),
    remove: (names) => names.forEach((file) => files.delete(file)),
    removeOthers: (names) => [...files.keys()].filter((file) => !names.has(file)).forEach((file) => files.delete(file)),
    removeAll: () => files.clear(),
    placeOf: (file) => ({ name: file, bytes: fileOf(file) }),
    targetOf: () => undefined,
  }
}

export const sourceOfBytes = (name: string, bytes: Uint8Array): FileSource => ({
  name,
  sizeBytes: bytes.length,
  read: (target, position) => target.set(bytes.subarray(position, position + target.length)),
  close: () => undefined,
})

function sharedBytes(chunks: readonly Uint8Array[]): Uint8Array<SharedArrayBuffer> {
  const whole = new Uint8Array(new SharedArrayBuffer(chunks.reduce((total, { length }) => total + length, 0)))
  let end = 0
  for (const chunk of chunks) {
    whole.set(chunk, end)
    end += chunk.length
  }
  return whole
}
