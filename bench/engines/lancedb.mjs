/** LanceDB, embedded: IVF_HNSW_SQ with refinement. */
import { mkdtempSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const { connect, Index } = createRequire(new URL('../rivals/package.json', import.meta.url))('@lancedb/lancedb')

export { load } from './_vectors.mjs'

export async function build({ vectors, dim }) {
  const db = await connect(mkdtempSync(join(tmpdir(), 'bench-lancedb-')))
  const rows = vectors.length / dim
  const record = (row) => ({ id: row, vector: Array.from(vectors.subarray(row * dim, (row + 1) * dim)) })
  const slice = (from) => Array.from({ length: Math.min(10_000, rows - from) }, (_, i) => record(from + i))
  const table = await db.createTable('vectors', slice(0))
  for (let from = 10_000; from < rows; from += 10_000) await table.add(slice(from))
  await table.createIndex('vector', {
    config: Index.hnswSq({ distanceType: 'dot', numPartitions: 1, m: 20, efConstruction: 100 }),
  })
  return table
}

export async function search(table, query, k) {
  const found = await table.search(query).distanceType('dot').ef(128).refineFactor(3).select(['id']).limit(k).toArray()
  return found.map(({ id }) => id)
}
