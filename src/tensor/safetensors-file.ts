/** @file Weights on disk: one safetensors file, or several with an index. Only the header is kept in memory; tensors are read when asked for. */
import { closeSync, existsSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { tensorFileDamaged, tensorFileTruncated, tensorMissing } from './errors.ts'
import { openSafetensors, type Safetensors, type StoredTensor } from './safetensors.ts'

export interface WeightFiles extends Safetensors {
  readonly close: () => void
}

const SINGLE = 'model.safetensors'
const INDEX = 'model.safetensors.index.json'

/** @returns the paths of a folder's weights; empty where it has none */
export function weightPaths(folder: string): string[] {
  if (existsSync(join(folder, SINGLE))) return [join(folder, SINGLE)]
  if (!existsSync(join(folder, INDEX))) return []
  return [...new Set(Object.values(readIndex(folder)))].toSorted().map((file) => join(folder, file))
}

function readIndex(folder: string): Record<string, string> {
  const path = join(folder, INDEX)
  try {
    const { weight_map: map } = JSON.parse(readFileSync(path, 'utf8')) as { weight_map?: unknown }
    if (typeof map === 'object' && map !== null) return map as Record<string, string>
  } catch (error) {
    throw tensorFileDamaged({ file: path, reason: String(error) })
  }
  throw tensorFileDamaged({ file: path, reason: 'it has no weight_map' })
}

/** Opens one or several files as if they were one. @throws as openSafetensors does, and the file system's own errors */
export function openWeightFiles(paths: readonly string[]): WeightFiles {
  const files: WeightFiles[] = []
  try {
    for (const path of paths) files.push(openOne(path))
  } catch (error) {
    for (const file of files) file.close()
    throw error
  }
  const [only] = files
  return only && files.length === 1 ? only : joined(files)
}

function openOne(path: string): WeightFiles {
  const handle = openSync(path, 'r')
  try {
    const read = (start: number, end: number): Uint8Array => {
      const bytes = new Uint8Array(end - start)
      for (let at = 0; at < bytes.length;) {
        const count = readSync(handle, bytes, at, Math.min(bytes.length - at, 2 ** 30), start + at)
        if (count === 0) throw tensorFileTruncated({ file: path, bytes: start + at, bytesNeeded: end })
        at += count
      }
      return bytes
    }
    return { ...openSafetensors({ name: path, size: fstatSync(handle).size, read }), close: () => closeSync(handle) }
  } catch (error) {
    closeSync(handle)
    throw error
  }
}

function joined(files: readonly WeightFiles[]): WeightFiles {
  const owners = new Map<string, WeightFiles>()
  const tensors = new Map<string, StoredTensor>()
  for (const file of files) {
    for (const [name, tensor] of file.tensors) {
      owners.set(name, file)
      tensors.set(name, tensor)
    }
  }
  const name = files.map((file) => file.name).join(', ')
  const ownerOf = (tensor: string): WeightFiles => {
    const owner = owners.get(tensor)
    if (!owner) throw tensorMissing({ file: name, tensor, nearest: [...owners.keys()].slice(0, 3) })
    return owner
  }
  return {
    name,
    metadata: Object.assign({}, ...files.map((file) => file.metadata)) as Record<string, string>,
    tensors,
    bytes: (tensor) => ownerOf(tensor).bytes(tensor),
    floats: (tensor, shape) => ownerOf(tensor).floats(tensor, shape),
    close: () => {
      for (const file of files) file.close()
    },
  }
}
