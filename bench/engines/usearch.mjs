/** USearch, native addon: HNSW over f16, as its documentation suggests. */
import { createRequire } from 'node:module'

const { Index, MetricKind, ScalarKind } = createRequire(new URL('../rivals/package.json', import.meta.url))('usearch')

export { load } from './_vectors.mjs'

export async function build({ vectors, dim }) {
  const rows = vectors.length / dim
  const index = new Index({
    dimensions: dim,
    metric: MetricKind.IP,
    quantization: ScalarKind.F16,
    connectivity: 16,
    expansion_add: 128,
    expansion_search: 128,
  })
  index.add(
    BigUint64Array.from({ length: rows }, (_, row) => BigInt(row)),
    vectors,
    1,
  )
  return index
}

export const search = (index, query, k) => index.search(query, k, 1).keys
