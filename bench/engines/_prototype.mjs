/**
 * The experiments that Attune's kernels grew from, kept outside the repository: compiled from their sources, named by ATTUNE_PROTOTYPES
 * (default `../shared/prototypes`). They search arrays laid out by hand, with nothing around them: a floor for what ours may cost.
 */
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import asc from 'assemblyscript/asc'

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
const folder = process.env.ATTUNE_PROTOTYPES ?? join(root, '../shared/prototypes')
const PAGE_BYTES = 65_536

export const readPrototype = (name) => readFileSync(join(folder, 'engine', `${name}.ts`), 'utf8')

/** @returns the kernel on a memory of so many bytes, and `take`, which hands out 64-byte aligned positions of it */
export async function runPrototype(source, sizeBytes) {
  const { error, binary } = await asc.compileString(source, {
    optimizeLevel: 3,
    converge: true,
    noAssert: true,
    enable: 'simd',
    importMemory: true,
    runtime: 'stub',
    initialMemory: pagesOf(sizeBytes),
  })
  if (error) throw error
  const memory = new WebAssembly.Memory({ initial: pagesOf(sizeBytes) })
  const env = { memory, abort: () => {} }
  const { instance } = await WebAssembly.instantiate(binary, { env })
  // Beyond the kernel's own static data.
  let end = PAGE_BYTES
  const take = (bytes) => {
    const position = end
    end = Math.ceil((end + bytes) / 64) * 64
    return position
  }
  return { kernel: instance.exports, memory, take }
}

const pagesOf = (bytes) => Math.ceil(bytes / PAGE_BYTES) + 2
