/** @file Files that are either wholly there or not at all. */
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'

/** Writes beside the target, syncs, then renames over it. A failure leaves the old file and no rest. */
export function writeFileAtomically(path: string, chunks: Iterable<Uint8Array | string>): void {
  const part = `${path}.part-${process.pid}`
  const file = openSync(part, 'w')
  try {
    try {
      for (const chunk of chunks) writeWhole(file, typeof chunk === 'string' ? Buffer.from(chunk) : chunk)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    renameSync(part, path)
  } catch (error) {
    rmSync(part, { force: true })
    throw error
  }
}

/** `write` may take less than it was given: a full disk, a signal, more than 2 GiB. */
function writeWhole(file: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at, Math.min(bytes.length - at, 2 ** 30))
}
