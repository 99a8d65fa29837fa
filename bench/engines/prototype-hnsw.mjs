/** The prototype of ours: HNSW over int8 codes of one scale, M 32 / 64, efConstruction 100, ef 48, rescored in f32. */
import { runPrototype } from './_prototype.mjs'

export { load } from './_vectors.mjs'

const M = 32
const EF_CONSTRUCTION = 100
const EF = 48

export async function build({ vectors, dim }) {
  const rows = vectors.length / dim
  const sizeBytes = rows * (dim + 4 * (2 * M + 1) + 1 + 4 + 4 * (M + 1) + 4 + 8) + 2 ** 20
  const { kernel, memory, take } = await runPrototype('hnsw_i8', sizeBytes)
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
  kernel.init(
    ...[place.codes, dim, M, 2 * M, place.links, place.levels, place.upperStarts, place.upper, place.visited],
    ...[place.query, place.candidates, place.results, place.fresh, place.chosen, place.chosenAgain],
  )
  for (let row = 0; row < rows; row++) kernel.add(row, EF_CONSTRUCTION)
  return { kernel, memory, place, vectors, dim, scale }
}

export function search({ kernel, memory, place, vectors, dim, scale }, query, k) {
  const codes = new Int16Array(memory.buffer, place.query, dim)
  for (let i = 0; i < dim; i++) codes[i] = Math.round(query[i] * scale)
  const found = kernel.search(EF)
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
