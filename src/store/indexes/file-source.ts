/** @file A file as a source of bytes for indexes. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { crc32 } from 'node:zlib'
import type { ByteSource } from '../../index/segment.ts'

export interface FileSource extends ByteSource {
  readonly close: () => void
}

/**
 * The file stays open until `close`: another process may delete it meanwhile, its bytes stay readable.
 *
 * @throws the file system's errors, ENOENT among them; reading beyond the end fills with zeros, which checksums catch
 */
export function openFileSource(path: string): FileSource {
  const file = openSync(path, 'r')
  let isOpen = true
  return {
    name: path,
    sizeBytes: fstatSync(file).size,
    crc32,
    read: (target, position) => {
      let at = 0
      while (at < target.length) {
        const bytes = readSync(file, target, at, target.length - at, position + at)
        if (bytes === 0) return void target.fill(0, at)
        at += bytes
      }
    },
    close: () => {
      if (isOpen) closeSync(file)
      isOpen = false
    },
  }
}
