/**
 * Space on disk over a history of updates: a collection is kept in step with a source of which every round changes, removes and moves a part, and
 * is compared with a collection that was made of the same documents at once. Then nine of ten documents are deleted.
 *
 *     node bench/churn.mjs [--documents 20000] [--rounds 50] [--share 0.01] [--dim 256] [--seed 13]
 */
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { createRandom, shuffle } from '../dist/base/random.js'
import { openProject } from '../dist/store/open-project.js'
import { makeTexts } from './data.mjs'

const { values } = parseArgs({
  options: {
    documents: { type: 'string', default: '20000' },
    rounds: { type: 'string', default: '50' },
    share: { type: 'string', default: '0.01' },
    dim: { type: 'string', default: '256' },
    seed: { type: 'string', default: '13' },
  },
})
const [documents, rounds, share, dim, seed] = ['documents', 'rounds', 'share', 'dim', 'seed'].map((name) =>
  Number(values[name]),
)
const part = Math.round(documents * share)
const random = createRandom(seed)
const { corpus } = makeTexts({ documents, queries: 0 })

/** Only says that vectors of this length belong here: every document brings its own. */
const encoder = {
  kind: 'dense',
  ref: 'bench:none',
  fingerprint: 'none',
  dim,
  isNormalized: false,
  tokensMax: undefined,
  hybridWeight: 0.5,
  close: async () => undefined,
}
const settings = { lexicalFields: { text: 1 }, spaces: { default: { encoder, fields: ['text'] } } }

/** As it is now, by id: a text, and a number that makes its vector and its version. */
const source = new Map()
let made = 0
const put = (id) => source.set(id, { text: `${corpus[random.below(corpus.length)]} edition ${made}`, content: made++ })
for (let i = 0; i < documents; i++) put(`d${i}`)

function* current() {
  for (const [id, { text, content }] of source) {
    const noise = createRandom(content)
    const vector = Float32Array.from({ length: dim }, () => noise.normal())
    yield { id, version: `v${content}`, fields: { text, edition: content }, vectors: { default: vector } }
  }
}

function change() {
  const ids = [...source.keys()]
  shuffle(ids, random)
  for (const id of ids.slice(0, part)) put(id)
  for (const id of ids.slice(part, 2 * part)) source.delete(id)
  for (let i = 0; i < part; i++) put(`n${made}`)
  for (const id of ids.slice(2 * part, 3 * part)) {
    source.set(`moved-${id}`, source.get(id))
    source.delete(id)
  }
}

function bytesOf(folder) {
  let bytes = 0
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    bytes += entry.isDirectory() ? bytesOf(path) : statSync(path).size
  }
  return bytes
}

/** Each round is a process of its own as far as files are concerned: the project is opened and closed. */
async function round(folder, work) {
  const project = await openProject(folder, { create: true, openEncoder: async () => encoder })
  const collection = await project.openCollection('docs', settings)
  const start = performance.now()
  const report = await work(collection)
  const ms = performance.now() - start
  await collection.settle()
  const openBytes = bytesOf(folder)
  await project.close()
  return { report, ms, openBytes, bytes: bytesOf(folder) }
}

async function fresh() {
  const folder = mkdtempSync(join(tmpdir(), 'attune-fresh-'))
  const { bytes } = await round(folder, (collection) => collection.sync(current(), { source: 'bench' }))
  rmSync(folder, { recursive: true })
  return bytes
}

const mb = (bytes) => (bytes / 1e6).toFixed(1)
const folder = mkdtempSync(join(tmpdir(), 'attune-churn-'))
await round(folder, (collection) => collection.sync(current(), { source: 'bench' }))
let live = await fresh()
let worst = 0
console.log('| round | MB on disk | while open | made at once | ratio | ms |\n|---|---|---|---|---|---|')
const show = (name, { bytes, openBytes, ms }) => {
  worst = Math.max(worst, bytes / live)
  console.log(
    `| ${name} | ${mb(bytes)} | ${mb(openBytes)} | ${mb(live)} | ${(bytes / live).toFixed(2)} | ${ms.toFixed(0)} |`,
  )
}
for (let i = 1; i <= rounds; i++) {
  change()
  const result = await round(folder, (collection) => collection.sync(current(), { source: 'bench' }))
  if (i % 10 === 0 || i === rounds) live = await fresh()
  if (i % 10 === 0 || i === rounds || i === 1) show(i, result)
  worst = Math.max(worst, result.bytes / live)
}
const gone = [...source.keys()]
shuffle(gone, random)
gone.length = Math.floor(0.9 * gone.length)
for (const id of gone) source.delete(id)
live = await fresh()
show('9 of 10 deleted', await round(folder, (collection) => collection.delete({ ids: gone })))
rmSync(folder, { recursive: true })
console.log(`\nAt worst ${worst.toFixed(2)} times the bytes of the same documents added at once.`)
if (worst >= 2) process.exitCode = 1
