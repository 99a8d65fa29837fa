/** @file Atomic writes: a file is replaced completely or not at all. */
import { closeSync, fsyncSync, openSync, realpathSync, renameSync, rmSync, statSync, writeSync } from 'node:fs'

/**
 * Writes a temporary file next to the target, syncs, then renames it over the target. A failure leaves the old file and no temporary file. A link stays a link: what it points to
 * is replaced. A device or a pipe is written into, never replaced.
 */
export function writeFileAtomically(path: string, chunks: Iterable<Uint8Array | string>): void {
  const existing = statSync(path, { throwIfNoEntry: false })
  if (existing !== undefined && !existing.isFile() && !existing.isDirectory()) {
    writeInto(path, chunks)
    return
  }
  const target = existing === undefined ? path : realpathSync(path)
  const part = `${target}.part-${process.pid}`
  try {
    writeInto(part, chunks, fsyncSync)
    renameSync(part, target)
  } catch (error) {
    rmSync(part, { force: true })
    throw error
  }
}

/** A file that is written bit by bit, and is there when it is whole. */
export interface GrowingFile {
  readonly write: (chunk: Uint8Array | string) => void
  /** The file is there, in the place of any other of its name. */
  readonly commit: () => void
  /** Nothing is left of it. After `commit` this does nothing. */
  readonly abandon: () => void
}

/** As `writeFileAtomically`, for what is made over time. */
export function openFileAtomically(path: string): GrowingFile {
  const existing = statSync(path, { throwIfNoEntry: false })
  const isReplaced = existing === undefined || existing.isFile() || existing.isDirectory()
  const target = existing === undefined || !isReplaced ? path : realpathSync(path)
  const part = isReplaced ? `${target}.part-${process.pid}` : target
  const file = openSync(part, 'w')
  let isOpen = true
  const close = (): void => {
    if (isOpen) closeSync(file)
    isOpen = false
  }
  const abandon = (): void => {
    if (!isOpen) return
    close()
    if (isReplaced) rmSync(part, { force: true })
  }
  return {
    write: (chunk) => writeWhole(file, typeof chunk === 'string' ? Buffer.from(chunk) : chunk),
    commit: () => {
      try {
        if (isReplaced) {
          fsyncSync(file)
          renameSync(part, target)
        }
      } catch (error) {
        abandon()
        throw error
      }
      close()
    },
    abandon,
  }
}

function writeInto(path: string, chunks: Iterable<Uint8Array | string>, sync?: (file: number) => void): void {
  const file = openSync(path, 'w')
  try {
    for (const chunk of chunks) writeWhole(file, typeof chunk === 'string' ? Buffer.from(chunk) : chunk)
    sync?.(file)
  } finally {
    closeSync(file)
  }
}

/** All of it: `write` may take less than it was given: a full disk, a signal, more than 2 GiB. */
export function writeWhole(file: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at, Math.min(bytes.length - at, 2 ** 30))
}
