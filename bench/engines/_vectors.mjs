/** Reads what the vector benchmarks search. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export async function load(folder, { dim }) {
  const floats = (file) => {
    const { buffer, byteOffset, byteLength } = readFileSync(join(folder, file))
    return new Float32Array(buffer.slice(byteOffset, byteOffset + byteLength))
  }
  const queries = floats('queries.f32')
  const rows = Array.from({ length: queries.length / dim }, (_, i) => queries.subarray(i * dim, (i + 1) * dim))
  return { vectors: floats('vectors.f32'), queries: rows, dim }
}
