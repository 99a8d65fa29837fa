/** Ours: every vector compared. */
import { createVectorIndex } from '../../dist/index/vector/vector-index.js'

export { load } from './_vectors.mjs'

export async function build({ vectors, dim }) {
  const rows = vectors.length / dim
  const index = createVectorIndex({ dim })
  index.add(
    Array.from({ length: rows }, (_, row) => row + 1),
    { data: vectors, rows, dim },
  )
  return index
}

export const search = (index, query, k) =>
  index.search(query, { k, exact: true }).ordinals.map((ordinal) => ordinal - 1)
