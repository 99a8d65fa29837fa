/**
 * How long `attune search` takes from the shell, start of the process included, on a collection that is there.
 *
 *     node bench/start.mjs [--rows 100000]
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { openProject } from '../dist/index.js'
import { makeTexts } from './data.mjs'
import { keepResult } from './write-tables.mjs'

const here = dirname(fileURLToPath(import.meta.url))
const attune = join(here, '../dist/cli/main.js')
const SEARCHES = 15
const { values } = parseArgs({ options: { rows: { type: 'string', default: '100000' } } })
const rows = Number(values.rows)
const folder = mkdtempSync(join(tmpdir(), 'attune-start-'))

async function makeCollection(name, count) {
  const { corpus } = makeTexts({ documents: count, queries: 1 })
  const project = await openProject(folder, { create: true })
  const collection = await project.createCollection(name, { spaces: { default: { encoder: 'bundled:default' } } })
  await collection.add(corpus.map((text, i) => ({ id: `d${i}`, fields: { text } })))
  await collection.settle()
  await project.close()
}

function wallMs(args) {
  const start = performance.now()
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
  return performance.now() - start
}

/** Median and least wall time of each process, in turn, so that what else runs meets all alike: it makes some slower, and nothing makes one faster. */
function measure(commands) {
  const taken = commands.map(() => [])
  for (let round = 0; round < SEARCHES; round++)
    for (const [i, [, args]] of commands.entries()) taken[i].push(wallMs(args))
  return commands.map(([name], i) => {
    const ms = taken[i].toSorted((a, b) => a - b)
    return [name, `${ms[SEARCHES >> 1].toFixed(0)} ms, least ${ms[0].toFixed(0)} ms`]
  })
}

function search(collection, plan) {
  const where = ['--project', folder, '--collection', collection]
  return [attune, 'search', 'kibade lomu nape', '--quiet', '--plan', plan, ...where]
}

const collections = [
  ['few', 200],
  ['many', rows],
]
let steps
try {
  writeFileSync(join(folder, 'empty.mjs'), '')
  for (const [name, count] of collections) await makeCollection(name, count)
  steps = measure([
    ['an empty program, for comparison', [join(folder, 'empty.mjs')]],
    ...collections.flatMap(([name, count]) =>
      ['lexical', 'dense', 'hybrid'].map((plan) => [
        `${plan}, ${count.toLocaleString('en')} documents`,
        search(name, plan),
      ]),
    ),
  ])
} finally {
  rmSync(folder, { recursive: true, force: true })
}
keepResult('start', { rows, steps })
