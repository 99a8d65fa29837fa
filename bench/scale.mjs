/**
 * What happens past the sizes of run.mjs: a million vectors in one graph, and searching while documents are added.
 *
 *     node bench/scale.mjs [--rows 1000000]
 */
import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Bitmap } from '../dist/base/bitmap.js'
import { openProject, searchCollection } from '../dist/index.js'
import { mergeVectorSegments } from '../dist/index/vector/merge-vector-segments.js'
import { createVectorIndex } from '../dist/index/vector/vector-index.js'
import { openFileSource } from '../dist/store/indexes/file-source.js'
import { makeTexts, makeVectors } from './data.mjs'
import { keepResult } from './write-tables.mjs'

const DIM = 384
const QUERIES = 1000
const { values } = parseArgs({ options: { rows: { type: 'string', default: '1000000' } } })
const rows = Number(values.rows)
const folder = mkdtempSync(join(tmpdir(), 'attune-scale-'))
const steps = []
const report = (step, figure) => {
  steps.push([step, figure])
  console.log(`${step}: ${figure}`)
}
const percentile = (sorted, fraction) => sorted[Math.ceil(fraction * sorted.length) - 1]
const peakGiB = () => `${(process.resourceUsage().maxRSS / 2 ** 20).toFixed(1)} GiB`

function writeSegment(name, chunks) {
  const path = join(folder, name)
  const file = openSync(path, 'w')
  for (const chunk of chunks)
    for (let at = 0; at < chunk.length;) at += writeSync(file, chunk, at, Math.min(chunk.length - at, 2 ** 30))
  closeSync(file)
  return path
}

/** In parts, as a collection takes them in: the whole never is in memory twice. */
function buildMillion() {
  const part = 100_000
  const paths = []
  let queries
  for (let from = 0; from < rows; from += part) {
    const count = Math.min(part, rows - from)
    // One generator for all parts would need them all at once; each part has a seed of its own and the same centres.
    const made = makeVectors({ rows: count, queries: QUERIES, dim: DIM, seed: 13, drawSeed: 13 + from })
    queries ??= made.queries
    const index = createVectorIndex({ dim: DIM })
    index.add(
      Array.from({ length: count }, (_, i) => from + i + 1),
      { data: made.vectors, rows: count, dim: DIM },
    )
    paths.push(writeSegment(`part-${from}`, index.sealLive().chunks))
  }
  const start = performance.now()
  const sources = paths.map(openFileSource)
  const path = writeSegment('million', mergeVectorSegments(sources, new Bitmap()))
  for (const source of sources) source.close()
  report(
    `build one graph of ${rows.toLocaleString('en')} x ${DIM}`,
    `${((performance.now() - start) / 1000).toFixed(0)} s`,
  )
  report('segment file', `${(statSync(path).size / 2 ** 30).toFixed(2)} GiB`)
  return { path, queries }
}

function searchMillion({ path, queries }) {
  const opening = performance.now()
  const index = createVectorIndex({ dim: DIM })
  index.swap({ added: { name: 'million', source: openFileSource(path) } })
  report('open it', `${(performance.now() - opening).toFixed(0)} ms`)
  const query = (i) => queries.subarray(i * DIM, (i + 1) * DIM)
  const first = performance.now()
  index.search(query(0), { k: 10 })
  report('its first search', `${(performance.now() - first).toFixed(0)} ms`)
  for (let i = 0; i < 100; i++) index.search(query(i), { k: 10 })
  const ms = []
  const found = []
  for (let i = 0; i < QUERIES; i++) {
    const start = performance.now()
    found.push(index.search(query(i), { k: 10 }).ordinals)
    ms.push(performance.now() - start)
  }
  const checked = 100
  let hits = 0
  for (let i = 0; i < checked; i++) {
    const truth = index.search(query(i), { k: 10, exact: true }).ordinals
    hits += found[i].filter((ordinal) => truth.includes(ordinal)).length
  }
  const sorted = ms.toSorted((a, b) => a - b)
  report('recall@10', (hits / (10 * checked)).toFixed(3))
  report('queries/s, one thread', (1000 / (ms.reduce((a, b) => a + b) / ms.length)).toFixed(0))
  report('p50 / p95', `${percentile(sorted, 0.5).toFixed(2)} / ${percentile(sorted, 0.95).toFixed(2)} ms`)
  report('peak memory of building and searching', peakGiB())
}

/** Hybrid searches, one after the other, while another 10,000 documents are added beside them. */
async function searchWhileAdding() {
  const documents = 50_000
  const { corpus, queries } = makeTexts({ documents: documents + 10_000, queries: 300 })
  const made = makeVectors({ rows: documents + 10_000, queries: 300, dim: DIM })
  const vector = (data, i) => data.subarray(i * DIM, (i + 1) * DIM)
  const encoder = {
    ref: 'given',
    fingerprint: 'given',
    dim: DIM,
    isNormalized: true,
    encode: async () => {
      throw new Error('vectors are given')
    },
    close: async () => {},
  }
  const incoming = (from, to) =>
    Array.from({ length: to - from }, (_, i) => ({
      id: `d${from + i}`,
      fields: { text: corpus[from + i] },
      vectors: { default: vector(made.vectors, from + i) },
    }))
  const project = await openProject(join(folder), { create: true })
  const collection = await project.createCollection('scale', {
    lexicalFields: { text: 1 },
    spaces: { default: { encoder, fields: ['text'] } },
  })
  await collection.add(incoming(0, documents))
  await collection.settle()
  const measure = async (until) => {
    const ms = []
    for (let i = 0; i < queries.length || !until.done; i++) {
      const q = i % queries.length
      const start = performance.now()
      await searchCollection(collection, queries[q], {
        plan: 'hybrid',
        vectors: { default: vector(made.queries, q) },
      })
      ms.push(performance.now() - start)
      await new Promise((resolve) => setImmediate(resolve))
    }
    const sorted = ms.toSorted((a, b) => a - b)
    return `${percentile(sorted, 0.5).toFixed(1)} / ${percentile(sorted, 0.95).toFixed(1)} ms over ${ms.length} searches`
  }
  await measure({ done: true })
  report(
    `hybrid search of ${documents.toLocaleString('en')} documents, nothing else running, p50 / p95`,
    await measure({ done: true }),
  )
  const until = { done: false }
  const start = performance.now()
  const adding = collection.add(incoming(documents, documents + 10_000)).then(() => (until.done = true))
  report('the same while 10,000 documents are added, p50 / p95', await measure(until))
  await adding
  report('those 10,000 documents took', `${((performance.now() - start) / 1000).toFixed(1)} s`)
  await project.close()
}

try {
  searchMillion(buildMillion())
  await searchWhileAdding()
} finally {
  rmSync(folder, { recursive: true, force: true })
}
keepResult('scale', { rows, steps })
