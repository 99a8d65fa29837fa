/** The prototype of ours: HNSW over int8 codes of one scale, M 32 / 64, efConstruction 100, rescored in f32. */
import { readPrototype, runPrototype } from './_prototype.mjs'

const source = readPrototype('hnsw_i8')

export { load } from './_vectors.mjs'

const M = 32
const EF_CONSTRUCTION = 100
export const efs = [48, 96, 144, 192]

export async function build({ vectors, dim }) {
  const rows = vectors.length / dim
  const sizeBytes = rows * (dim + 4 * (2 * M + 1) + 1 + 4 + 4 * (M + 1) + 4 + 8) + 2 ** 20
  const { kernel, memory, take } = await runPrototype(source, sizeBytes)
  const place = {
    codes: take(rows * dim),
    links: take(rows * 4 * (2 * M + 1)),
    levels: take(rows),
    upperStarts: take(rows * 4),
    upper: take(rows * 4 * (M + 1)),
    visited: take(rows * 4),
    query: take(dim * 2),
    candidates: take(rows * 8),
    results: take(4096 * 8),
    fresh: take(4 * 1024),
    chosen: take(4 * 1024),
    chosenAgain: take(4 * 1024),
  }
  const scale = 127 / vectors.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  new Int8Array(memory.buffer, place.codes, rows * dim).set(vectors.map((value) => Math.round(value * scale)))
  const { codes, links, levels, upperStarts, upper, visited } = place
  const { query, candidates, results, fresh, chosen, chosenAgain } = place
  const graph = [codes, dim, M, 2 * M, links, levels, upperStarts, upper, visited]
  kernel.init(...graph, query, candidates, results, fresh, chosen, chosenAgain)
  for (let row = 0; row < rows; row++) kernel.add(row, EF_CONSTRUCTION)
  return { kernel, memory, place, vectors, dim, scale }
}

export function search({ kernel, memory, place, vectors, dim, scale }, query, k, ef) {
  const codes = new Int16Array(memory.buffer, place.query, dim)
  for (let i = 0; i < dim; i++) codes[i] = Math.round(query[i] * scale)
  const found = kernel.search(Math.max(ef, k))
  const entries = new Uint32Array(memory.buffer, place.results, 2 * Math.min(found, 3 * k))
  const scored = []
  for (let i = 0; i < entries.length; i += 2) {
    const row = entries[i] * dim
    let score = 0
    for (let d = 0; d < dim; d++) score += query[d] * vectors[row + d]
    scored.push([score, entries[i]])
  }
  return scored
    .sort((a, b) => b[0] - a[0] || a[1] - b[1])
    .slice(0, k)
    .map(([, number]) => number)
}
