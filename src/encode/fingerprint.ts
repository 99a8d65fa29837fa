/** @file The identity of an encoder: one hash over every file that can change a vector. */
import { createHash } from 'node:crypto'
import { closeSync, openSync, readdirSync, readSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { compareUtf8 } from '../base/compare.ts'
import { CARD_FILE } from './model-card.ts'

/** Weights, configs (with prompts, pooling and lengths) and tokenizer; not cards (ours is JSON, too), not other formats of the same weights. */
const MATTERS = /\.(?:safetensors|safetensors\.index\.json|json|model)$/
const CHUNK_BYTES = 1 << 22

/**
 * @param contents of files that have been read already, by path
 * @returns hex SHA-256 over name and content of each file that matters, in the order of names; the same wherever the folder lies
 */
export function fingerprintOfFolder(folder: string, contents: ReadonlyMap<string, Uint8Array> = new Map()): string {
  const hash = createHash('sha256')
  for (const file of filesThatMatter(folder)) {
    const path = join(folder, file)
    hash.update(`${file}\0${statSync(path).size}\0`)
    const content = contents.get(path)
    for (const chunk of content === undefined ? chunksOf(path) : [content]) hash.update(chunk)
  }
  return hash.digest('hex')
}

function filesThatMatter(folder: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true })
  const modules = entries
    // Folders of modules begin with their number: "1_Pooling". Others hold copies for other runtimes ("onnx", "openvino").
    .filter((entry) => entry.isDirectory() && /^\d+_/.test(entry.name))
    .flatMap(({ name }) => readdirSync(join(folder, name)).map((file) => `${name}/${file}`))
  const own = entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name)
  return [...own, ...modules].filter((file) => MATTERS.test(file) && file !== CARD_FILE).toSorted(compareUtf8)
}

function* chunksOf(path: string): Generator<Uint8Array> {
  const handle = openSync(path, 'r')
  try {
    const buffer = new Uint8Array(CHUNK_BYTES)
    for (let count = readSync(handle, buffer); count > 0; count = readSync(handle, buffer))
      yield buffer.subarray(0, count)
  } finally {
    closeSync(handle)
  }
}
