/** Ours: HNSW over int8 with f32 rescoring, as a collection has it after its segments are merged and searched for a while: all of its file in memory. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Bitmap } from '../../dist/base/bitmap.js'
import { mergeVectorSegments } from '../../dist/index/vector/merge-vector-segments.js'
import { createVectorIndex } from '../../dist/index/vector/vector-index.js'
import { openFileSource } from '../../dist/store/indexes/file-source.js'

export { load } from './_vectors.mjs'

export async function build({ vectors, dim }) {
  const rows = vectors.length / dim
  const folder = mkdtempSync(join(tmpdir(), 'bench-attune-'))
  const write = (name, chunks) => {
    const path = join(folder, name)
    for (const chunk of chunks) writeFileSync(path, chunk, { flag: 'a' })
    return openFileSource(path)
  }
  const loading = createVectorIndex({ dim })
  loading.add(
    Array.from({ length: rows }, (_, row) => row + 1),
    { data: vectors, rows, dim },
  )
  const flat = write('flat', loading.sealLive().chunks)
  const index = createVectorIndex({ dim })
  index.swap({ added: { name: 'graph', source: write('graph', mergeVectorSegments([flat], new Bitmap())) } })
  index.search(vectors.subarray(0, dim), { k: 1, exact: true })
  return index
}

/** Without one, the index's own. */
export const efs = [48, 96, undefined]

export const search = (index, query, k, ef) =>
  index.search(query, { k, graph: { ef } }).ordinals.map((ordinal) => ordinal - 1)
